import { median } from '../stats.mjs';

/** How figures are written; what is not there was not measured. */
export const MISSING = 'not measured';

const written = (write) => (value) => (Number.isFinite(value) ? write(value) : MISSING);

export const rate = written((value) => `${value.toFixed(1)}/s`);
export const millis = written((value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`);
export const micros = written((value) => `${value.toFixed(1)} µs`);
export const part = written((value) => `${(100 * value).toFixed(1)} %`);
export const kilobytes = written((value) => `${(value / 1000).toFixed(0)} KB`);
export const megabytes = written((value) => `${(value / 1e6).toFixed(1)} MB`);
export const whole = written((value) => value.toFixed(0));

/** The median of what each run tells. */
export function of(runs, read) {
  return median((runs ?? []).map(read));
}

/** The median with the least and the most of all runs, where there are several. */
export function ranged(write, runs, read) {
  const values = (runs ?? []).map(read).filter(Number.isFinite);
  if (values.length < 2) return write(values[0]);
  const bare = (value) => write(value).replace(/[^\d.,-].*$/, '');
  return `${write(median(values))} (${bare(Math.min(...values))}–${bare(Math.max(...values))})`;
}
