import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exportLocli } from '../locli/export-locli.ts';
import { type FilterChoice, readLocliRun } from '../locli/read-run.ts';
import type { Results } from '../results.ts';
import { blocksCsv } from './block-table.ts';
import { slotsCsv } from './slot-table.ts';

export interface ExportOptions {
  /** The clock that dates the exports. */
  now(): Date;
  signal?: AbortSignal;
  /** Instead of the filters of the run's profile, in the same form; those that `results` were made with. */
  filters?: FilterChoice;
}

export interface ExportedRun {
  /** Paths below `out`, in the order of their names. */
  readonly files: readonly string[];
  /** What could not be exported, or differs from what upstream would say, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Writes into `out` what locli 2.3 leaves in a run's `analysis` folder, with its definitions, names and numbers, and beside it
 * `blocks.csv` and `slots-HOST.csv`. Reads the logs of the run once, a host at a time. Rejects with an AnalysisError like analyseRun.
 */
export async function exportRun(
  runDir: string,
  out: string,
  results: Results,
  o: ExportOptions,
): Promise<ExportedRun> {
  const written: string[] = [];
  const write = async (name: string, content: string) => {
    const path = join(out, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    written.push(name);
  };
  await mkdir(out, { recursive: true });
  const run = await readLocliRun(runDir, {
    now: o.now,
    signal: o.signal,
    filters: o.filters,
    onHost: (host, { slotNs }) => write(`slots-${host.host}.csv`, slotsCsv(host.slots, slotNs)),
  });
  const { files, notes } = exportLocli(run);
  for (const [name, content] of files) await write(name, content);
  await write('blocks.csv', blocksCsv(results));
  return { files: written.sort(), notes };
}
