/** A table as CSV (RFC 4180 with line feeds): numbers as they are, empty for what is not there. */
export function csv<Row>(
  columns: readonly (readonly [
    name: string,
    value: (row: Row) => string | number | bigint | boolean | null | undefined,
  ])[],
  rows: Iterable<Row>,
): string {
  const lines = [columns.map(([name]) => cell(name)).join(',')];
  for (const row of rows) lines.push(columns.map(([, value]) => cell(value(row))).join(','));
  return `${lines.join('\n')}\n`;
}

function cell(value: string | number | bigint | boolean | null | undefined): string {
  const text = value === null || value === undefined || Number.isNaN(value) ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
