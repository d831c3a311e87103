/** Rows of a CSV file with a header (RFC 4180: quotes, doubled quotes, line breaks in quotes), each by its column names. */
export function parseCsv(text: string): Record<string, string>[] {
  const [header, ...rows] = cells(text);
  if (header === undefined) return [];
  return rows
    .filter((row) => row.length > 1 || row[0] !== '')
    .map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ''])));
}

function cells(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // A cell and what ends it: a comma, a line break or the end of the text.
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  for (let match = cell.exec(text); match !== null; match = cell.exec(text)) {
    row.push(match[1] === undefined ? match[2]! : match[1].replaceAll('""', '"'));
    if (match[3] !== ',') {
      rows.push(row);
      row = [];
    }
    if (match[3] === '') break;
  }
  return rows;
}
