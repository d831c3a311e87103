import { availableParallelism } from 'node:os';
import type { AnalyseOptions } from './analyse.ts';
import { bytesToRead, columnPaths } from './cache/column-cache.ts';
import { logIdentity } from './cache/log-identity.ts';
import { aborted, unreadable } from './errors.ts';
import { foldHosts, type HostWork } from './fold/fold-hosts.ts';
import { type OpenedRun, openRun } from './open-run.ts';
import type { Results } from './results.ts';
import { planResults, resultsOf } from './run-results.ts';

/** As `analyseRun`, on the thread that calls it; the hosts of large logs still have threads of their own. */
export async function analyseHere(runDir: string, o: AnalyseOptions, opened?: OpenedRun): Promise<Results> {
  const { facts, found, cache, identities } = opened ?? (await openRun(runDir, o.cache));
  const plan = planResults(facts, found, o);
  try {
    const pathOf =
      cache && columnPaths(cache, plan.fold, (file) => identities.get(file.path) ?? logIdentity(file));
    const work = found.hosts.map((logs): HostWork => {
      const columns = pathOf?.(logs);
      return { logs, columns, bytes: bytesToRead(logs, columns) };
    });
    const hosts = await foldHosts(work, {
      fold: plan.fold,
      figures: plan.figures,
      cache,
      workers: o.workers ?? workersFor(work),
      signal: o.signal,
    });
    const results = await resultsOf(runDir, { facts, found, plan, hosts }, o);
    if (o.compat !== 'locli') return results;
    // What few ask for is not loaded by every thread that analyses.
    const { withLocliFigures } = await import('./locli/locli-results.ts');
    return await withLocliFigures(runDir, results, o);
  } catch (cause) {
    if (o.signal?.aborted) throw aborted(runDir, cause);
    throw unreadable(cause, runDir) ?? cause;
  }
}

/** Below this, starting threads and warming their compilers takes longer than they save: twice as long at 139 MB (bench `analysis`). */
const LARGE_BYTES = 400e6;

function workersFor(work: readonly HostWork[]): number {
  if (work.length < 2 || work.reduce((sum, { bytes }) => sum + bytes, 0) < LARGE_BYTES) return 0;
  return availableParallelism();
}
