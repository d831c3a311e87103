/** Header lines come again after so many rows. */
const ROWS_PER_HEAD = 33;
/** Comments stand this far in. */
const INDENT = ' '.repeat(11);

/** Rows under a header of two lines that is repeated; cells are left-justified, comments follow their row. */
export function timeline(
  heads: readonly [string, string],
  widths: readonly number[],
  rows: Iterable<{ readonly cells: readonly string[]; readonly comments: readonly string[] }>,
): string {
  const lines: string[] = [];
  let count = 0;
  for (const { cells, comments } of rows) {
    if (count++ % ROWS_PER_HEAD === 0) lines.push(...heads);
    lines.push(cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' '));
    for (const comment of comments) lines.push(INDENT + comment);
  }
  return lines.map((line) => `${line}\n`).join('');
}
