import type { HistoryRun, PublishedTable } from './history-file.ts';

/** A row of a published table, computed again. */
export interface ReproducedRow {
  readonly metric: string;
  readonly base: number;
  readonly target: number;
  readonly change: number;
  /** Per cent of the base; null where the base is zero. */
  readonly percent: number | null;
  readonly printedPercent: number | null;
  /** Percentage points by which the printed change is off; null where there is nothing to compare, or rounding explains it. */
  readonly offBy: number | null;
}

/** Printed percentages are whole numbers, or have one decimal below 1 %: more than half a point is no rounding. */
const ROUNDING_POINTS = 0.5;

/** The table from the runs of the history: values of the runs, except where the report printed other digits. */
export function reproduceTable(
  table: PublishedTable,
  runs: ReadonlyMap<string, HistoryRun>,
): ReproducedRow[] {
  const [baseRun, targetRun] = [runs.get(table.base.run), runs.get(table.target.run)];
  return table.rows.flatMap(({ metric, reprint, percent: printed }): ReproducedRow[] => {
    const base = reprint.base ?? baseRun?.record.values[metric]?.mean;
    const target = reprint.target ?? targetRun?.record.values[metric]?.mean;
    if (base === undefined || target === undefined) return [];
    const change = target - base;
    const percent = base === 0 ? null : (100 * change) / base;
    const off = percent === null || printed === null ? null : printed - percent;
    return [
      {
        metric,
        base,
        target,
        change,
        percent,
        printedPercent: printed,
        offBy: off !== null && Math.abs(off) > ROUNDING_POINTS + 1e-9 ? off : null,
      },
    ];
  });
}
