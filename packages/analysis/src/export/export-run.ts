import { createReadStream, createWriteStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { anchorsOf, exportLocli, locliFigures, showInstant } from '../locli/export-locli.ts';
import { filteredSlots } from '../locli/mach-perf.ts';
import { type FilterChoice, readLocliRun } from '../locli/read-run.ts';
import { anchorLine } from '../locli/render/anchor.ts';
import { slotTimeline } from '../locli/render/slot-timeline.ts';
import { makeFolder } from '../make-folder.ts';
import type { Results } from '../results.ts';
import { blocksCsv } from './block-table.ts';
import { observationsCsv } from './observation-table.ts';
import { slotsCsv } from './slot-table.ts';
import { timelineText } from './timeline.ts';

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
 * `blocks.csv`, `observations.csv`, `slots-HOST.csv` and `timeline.txt`. Reads the logs of the run once, a host at a time. Rejects with an AnalysisError like analyseRun.
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
    await makeFolder(dirname(path));
    await writeFile(path, content);
    written.push(name);
  };
  await makeFolder(out);
  const timelines: string[] = [];
  const run = await readLocliRun(runDir, {
    now: o.now,
    signal: o.signal,
    filters: o.filters,
    async onHost({ host, slots }, { slotNs, constants, filters, systemStart }) {
      await write(`slots-${host}.csv`, slotsCsv(slots, slotNs));
      const rules = { slotNs, constants, epochLength: constants.epochLength, conditions: filters.conditions };
      const rows = slotTimeline(filteredSlots(slots, rules), {
        slotNs,
        times: { instant: showInstant({ systemStart }) },
      });
      await writeFile(join(out, `${timelineName(host)}.tmp`), rows);
      timelines.push(timelineName(host));
    },
  });
  const figures = locliFigures(run);
  const { files, notes } = exportLocli(run, figures);
  for (const [name, content] of files) await write(name, content);
  await write('blocks.csv', blocksCsv(results));
  await write('observations.csv', observationsCsv(figures.chain));
  await write('timeline.txt', timelineText(results));
  const anchor = `# ${anchorLine(anchorsOf(run, figures).blocks)}\n`;
  for (const name of timelines) {
    await prepend(anchor, join(out, `${name}.tmp`), join(out, name));
    written.push(name);
  }
  return { files: written.sort(), notes };
}

function timelineName(host: string): string {
  return `logs-${host}.mach.txt`;
}

/** The first line says what only all hosts together know; the rest is already on disk. */
async function prepend(line: string, rest: string, path: string): Promise<void> {
  const target = createWriteStream(path);
  target.write(line);
  await pipeline(createReadStream(rest), target);
  await rm(rest);
}
