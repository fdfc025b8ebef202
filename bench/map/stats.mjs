/** The middle of some numbers; of two, the mean of both. None of nothing. */
export function median(numbers) {
  const sorted = numbers.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The median of each field of some objects, as far as it is a number. */
export function medians(runs) {
  const names = new Set(runs.flatMap((run) => Object.keys(run)));
  const of = (name) => median(runs.map((run) => run[name]));
  return Object.fromEntries([...names].map((name) => [name, of(name)]).filter(([, value]) => value !== undefined));
}

/** How far apart the smallest and the largest of some numbers are, in parts of their median. */
export function spread(numbers) {
  const known = numbers.filter(Number.isFinite);
  const middle = median(known);
  return known.length > 1 && middle ? (Math.max(...known) - Math.min(...known)) / Math.abs(middle) : 0;
}
