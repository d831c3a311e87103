import { type Html, html } from './html.ts';

export interface Column<Row> {
  readonly head: string;
  /** Shown on the column head: what the column means. */
  readonly tip?: string;
  readonly numeric?: boolean;
  /** Sentences: they may take several lines. */
  readonly wrap?: boolean;
  cell(row: Row): Html | string;
  /** What sorting compares; without it the column is not sortable. */
  key?(row: Row): number | string;
}

/** A table in a box that scrolls sideways on a narrow screen. Sorting needs scripts; everything else does not. */
export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  const sortable = columns.some((column) => column.key !== undefined);
  return html`<div class="scroll"><table${sortable ? html` class="sortable"` : null}><caption>${caption}</caption><thead><tr>${columns.map(
    (column) =>
      html`<th scope="col"${column.numeric ? html` class="n"` : null}${column.key ? html` data-sort` : null}>${
        column.tip === undefined ? column.head : html`<abbr title="${column.tip}">${column.head}</abbr>`
      }</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr>${columns.map((column, i) => {
        const attributes = html`${column.numeric ? html` class="n"` : column.wrap ? html` class="wrap"` : null}${column.key ? html` data-v="${column.key(row)}"` : null}`;
        return i === 0
          ? html`<th scope="row"${attributes}>${column.cell(row)}</th>`
          : html`<td${attributes}>${column.cell(row)}</td>`;
      })}</tr>
`,
  )}</tbody></table></div>`;
}
