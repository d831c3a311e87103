import type { PublishedTable } from './history-file.ts';
import type { ReproducedRow } from './reproduce.ts';

/** A published table computed again, on a terminal; printed changes that are wrong are marked with how wrong they are. */
export function describeTable(
  table: Omit<PublishedTable, 'rows'> & { readonly rows: readonly ReproducedRow[] },
): string[] {
  const off = table.rows.filter((row) => row.offBy !== null);
  return [
    `${table.report}: ${table.target.id} against ${table.base.id}`,
    line(['metric', 'base', 'target', 'change', '%', 'printed %', '']),
    ...table.rows.map((row) =>
      line([
        row.metric,
        String(row.base),
        String(row.target),
        signed(row.change, 4),
        row.percent === null ? '–' : signed(row.percent, 3),
        row.printedPercent === null ? '–' : signed(row.printedPercent, 3),
        row.offBy === null
          ? ''
          : `printed ${Math.abs(row.offBy).toFixed(1)} points ${row.offBy > 0 ? 'too high' : 'too low'}`,
      ]),
    ),
    `${off.length} of ${table.rows.length} printed changes are off by more than rounding`,
  ];
}

function signed(value: number, digits: number): string {
  const text = String(Number(Math.abs(value).toPrecision(digits)));
  return value < 0 ? `−${text}` : value > 0 ? `+${text}` : text;
}

const WIDTHS = [26, 10, 10, 12, 10, 10];

function line(cells: readonly string[]): string {
  return cells
    .map((cell, i) =>
      i === 0 ? cell.padEnd(WIDTHS[0]!) : i < WIDTHS.length ? cell.padStart(WIDTHS[i]!) : `  ${cell}`,
    )
    .join('')
    .trimEnd();
}
