import { mkdir, rename, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { codeIdentity } from './cache/code-identity.ts';
import { bytesToRead } from './cache/column-cache.ts';
import { AnalysisError, unreadable } from './errors.ts';
import { foldHosts } from './fold/fold-hosts.ts';
import { withLocliFigures } from './locli/locli-results.ts';
import { findLogs } from './read/find-logs.ts';
import { readRunFacts } from './read/run-directory.ts';
import type { Results } from './results.ts';
import { planResults, type ResultOptions, resultsOf } from './run-results.ts';

export interface AnalyseOptions extends ResultOptions {
  /**
   * Threads that read logs, a host at a time; 0 reads on the caller's. Default: one a core for large logs, 0 for small ones.
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
  const facts = await readRunFacts(runDir);
  const found = await findLogs(runDir, facts);
  const plan = planResults(facts, found, o);
  try {
    const cache = o.cache === undefined ? undefined : { dir: o.cache, codeIdentity: await codeIdentity() };
    const bytes = await Promise.all(found.hosts.map((host) => bytesToRead(host, plan.fold, cache)));
    const hosts = await foldHosts(found.hosts, {
      fold: plan.fold,
      figures: plan.figures,
      cache,
      workers: o.workers ?? workersFor(bytes),
      bytes,
      signal: o.signal,
    });
    const results = await resultsOf(runDir, { facts, found, plan, hosts }, o);
    return o.compat === 'locli' ? await withLocliFigures(runDir, results, o) : results;
  } catch (cause) {
    if (o.signal?.aborted)
      throw new AnalysisError('ANALYSIS_ABORTED', {
        place: runDir,
        expected: 'time to finish',
        got: 'an abort signal',
        cause,
      });
    throw unreadable(cause, runDir) ?? cause;
  }
}

/** Below this, starting threads and warming their compilers takes longer than they save: twice as long at 139 MB (bench `analysis`). */
const LARGE_BYTES = 400e6;

function workersFor(bytes: readonly number[]): number {
  if (bytes.length < 2 || bytes.reduce((sum, each) => sum + each, 0) < LARGE_BYTES) return 0;
  return availableParallelism();
}

/** Writes `results.json` of the run in one step, into `analysis` or another folder, and returns its path. */
export async function writeResults(
  runDir: string,
  results: Results,
  dir = join(runDir, 'analysis'),
): Promise<string> {
  await mkdir(dir, { recursive: true });
  const path = join(dir, 'results.json');
  await writeFile(`${path}.tmp`, `${JSON.stringify(results)}\n`);
  await rename(`${path}.tmp`, path);
  return path;
}
