/** A table in Markdown, with columns as wide as what stands in them. */
export function table(head, rows) {
  const all = [head, ...rows];
  const width = (column) => Math.max(...all.map((cells) => [...cells[column]].length));
  const widths = head.map((_, column) => width(column));
  const line = (cells) => `| ${cells.map((cell, at) => cell + ' '.repeat(widths[at] - [...cell].length)).join(' | ')} |`;
  const rule = `|${widths.map((of) => '-'.repeat(of + 2)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}
