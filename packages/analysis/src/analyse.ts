import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { analyseHere } from './analyse-here.ts';
import { analyseOnThread } from './analyse-on-thread.ts';
import { makeFolder } from './make-folder.ts';
import { openRun } from './open-run.ts';
import type { Results } from './results.ts';
import type { ResultOptions } from './run-results.ts';

export interface AnalyseOptions extends ResultOptions {
  /**
   * Threads that read logs, a host at a time, the analysis's own among them; 0 and 1: that one alone. Default: one a core for large
   * logs, 0 for small ones.
   * Results do not depend on it.
   */
  workers?: number;
  /**
   * Folder where the columns of every host are kept, made if it is not there: the next analysis of the same logs reads them instead,
   * with these filters or others, and finds the same. Without it nothing is kept.
   */
  cache?: string;
}

/**
 * Run directory -> results: one pass over every log, memory independent of their size. An incomplete run gives results with what
 * there is. Rejects with an AnalysisError if there is no run, genesis or log, or if the signal aborts.
 */
export async function analyseRun(runDir: string, o: AnalyseOptions): Promise<Results> {
  const run = await openRun(runDir, o.cache);
  return run.logBytes < MANY_BLOCKS_BYTES ? analyseHere(runDir, o, run) : analyseOnThread(runDir, o, run);
}

/** Above this, what all hosts saw of all blocks may be a hundred megabytes, of which a heap without limits keeps several times as much. */
const MANY_BLOCKS_BYTES = 200e6;

/** Writes `results.json` of the run in one step, into `analysis` or another folder, and returns its path. */
export async function writeResults(
  runDir: string,
  results: Results,
  dir = join(runDir, 'analysis'),
): Promise<string> {
  await makeFolder(dir);
  const path = join(dir, 'results.json');
  await writeFile(`${path}.tmp`, `${JSON.stringify(results)}\n`);
  await rename(`${path}.tmp`, path);
  return path;
}
