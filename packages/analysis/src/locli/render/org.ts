/** An Org table with what upstream writes above it; all cells are right-justified. */
export interface OrgTable {
  readonly properties?: readonly (readonly [name: string, value: string])[];
  readonly constants?: readonly (readonly [name: string, value: string])[];
  /** With a leading column of marks (`!` names, `#` data, `_` names of constants), for Org's spreadsheet formulas. */
  readonly extended: boolean;
  /** Head of the column of row names. */
  readonly apex: string | null;
  readonly columnNames: readonly string[];
  readonly rowNames: readonly string[];
  /** By column, then by row. */
  readonly columns: readonly (readonly string[])[];
  readonly summary?: { readonly names: readonly string[]; readonly columns: readonly (readonly string[])[] };
  /** Named values below the table, as many to a line as it has columns. */
  readonly tableConstants?: readonly (readonly [name: string, value: string])[];
}

type Line = { readonly mark: string; readonly cells: readonly string[] } | 'rule';

export function renderOrg(table: OrgTable): string {
  const row = (mark: string, name: string, at: number, columns: OrgTable['columns']): Line => ({
    mark,
    cells: [name, ...columns.map((column) => column[at] ?? '')],
  });
  const body: Line[] = [
    'rule',
    { mark: '!', cells: [table.apex ?? '', ...table.columnNames] },
    'rule',
    ...table.rowNames.map((name, i) => row('#', name, i, table.columns)),
  ];
  const { summary, tableConstants } = table;
  if (summary !== undefined)
    body.push('rule', ...summary.names.map((name, i) => row('#', name, i, summary.columns)));
  if (tableConstants !== undefined)
    body.push('rule', ...constantLines(tableConstants, table.columns.length + 1));

  const widths = [...table.columnNames, ''].map((_, i) =>
    Math.max(...body.map((line) => (line === 'rule' ? 0 : (line.cells[i] ?? '').length))),
  );
  const lines = body.map((line) => {
    if (line === 'rule') {
      const rules = widths.map((width) => '-'.repeat(width + 2)).join('+');
      return table.extended ? `|---+${rules}|` : `|${rules}|`;
    }
    const cells = widths.map((width, i) => (line.cells[i] ?? '').padStart(width)).join(' | ');
    return table.extended ? `| ${line.mark} | ${cells} |` : `| ${cells} |`;
  });
  const head = (table.properties ?? []).map(([name, value]) => `#+${name}: ${value}`);
  if (table.constants !== undefined)
    head.push(`#+CONSTANTS: ${table.constants.map(([name, value]) => `${name}=${value}`).join(' ')}`);
  return [...head, ...lines].join('\n');
}

function constantLines(constants: NonNullable<OrgTable['tableConstants']>, width: number): Line[] {
  const lines: Line[] = [];
  for (let at = 0; at < constants.length; at += width) {
    const part = constants.slice(at, at + width);
    lines.push(
      { mark: '_', cells: part.map(([name]) => name) },
      { mark: '#', cells: part.map(([, value]) => value) },
    );
  }
  return lines;
}
