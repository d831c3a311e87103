import type { MetricFacts, RunRecord } from '@slotbench/analysis';
import { LabError } from '../errors.ts';

export const HISTORY_SCHEMA = 'slotbench/history/1';

/** What a store exports and imports: JSON that another store takes as it is. */
export interface HistoryFile {
  readonly schema: typeof HISTORY_SCHEMA;
  readonly definitions: readonly MetricFacts[];
  readonly runs: readonly HistoryRun[];
  readonly annotations: readonly Annotation[];
  readonly pairs: readonly SamePair[];
  readonly tables: readonly PublishedTable[];
}

export interface HistoryRun {
  readonly record: RunRecord;
  readonly labels: readonly string[];
}

/** Something that happened: a move to other hardware, a new compiler. Shown with the series that passes it. */
export interface Annotation {
  /** ISO 8601 date or instant. */
  readonly at: string;
  readonly text: string;
  /** Of runs of this profile only; null: of all. */
  readonly profile: string | null;
}

/** Two runs of one version, named by their tags: what nothing changed looks like. */
export interface SamePair {
  readonly name: string;
  /** Why it may be more than noise. */
  readonly caveat: string;
  readonly base: string;
  readonly target: string;
}

/** A comparison table as it was published, so that it can be computed again from the runs. */
export interface PublishedTable {
  readonly report: string;
  readonly base: TableSide;
  readonly target: TableSide;
  readonly rows: readonly PublishedRow[];
}

export interface TableSide {
  /** As the table heads its column. */
  readonly id: string;
  /** Tag of the run. */
  readonly run: string;
}

export interface PublishedRow {
  readonly metric: string;
  /** Printed values, only where they are not those of the run: another report rounded them differently. */
  readonly reprint: { readonly base?: number; readonly target?: number };
  /** Printed change in per cent; null where none is printed or it is no number. */
  readonly percent: number | null;
}

/** Checks as much of parsed JSON as a store relies on. Throws HISTORY_BROKEN. */
export function readHistoryFile(value: unknown, place: string): HistoryFile {
  const file = value as Partial<HistoryFile> | null;
  const broken = (problem: string): never => {
    throw new LabError('HISTORY_BROKEN', {
      place,
      problem,
      fix: 'name a file that `slotbench history export` wrote, or the folder of the published figures',
    });
  };
  if (file?.schema !== HISTORY_SCHEMA)
    return broken(`schema: expected ${HISTORY_SCHEMA}, got ${String(file?.schema)}`);
  for (const list of ['definitions', 'runs', 'annotations', 'pairs', 'tables'] as const)
    if (!Array.isArray(file[list])) broken(`${list}: expected a list`);
  for (const [i, run] of file.runs!.entries()) {
    const { record, labels } = (run ?? {}) as Partial<HistoryRun>;
    if (
      typeof record?.tag !== 'string' ||
      typeof record.startedAt !== 'string' ||
      typeof record.values !== 'object' ||
      !Array.isArray(labels)
    )
      broken(`runs[${i}]: expected {record: {tag, startedAt, values, …}, labels: […]}`);
  }
  return file as HistoryFile;
}
