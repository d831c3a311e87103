import { availableParallelism } from 'node:os';
import type { AnalyseOptions } from './analyse.ts';
import { codeIdentity } from './cache/code-identity.ts';
import { bytesToRead } from './cache/column-cache.ts';
import { aborted, unreadable } from './errors.ts';
import { foldHosts } from './fold/fold-hosts.ts';
import { withLocliFigures } from './locli/locli-results.ts';
import { findLogs } from './read/find-logs.ts';
import { readRunFacts } from './read/run-directory.ts';
import type { Results } from './results.ts';
import { planResults, resultsOf } from './run-results.ts';

/** As `analyseRun`, on the thread that calls it; the hosts of large logs still have threads of their own. */
export async function analyseHere(runDir: string, o: AnalyseOptions): Promise<Results> {
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
    if (o.signal?.aborted) throw aborted(runDir, cause);
    throw unreadable(cause, runDir) ?? cause;
  }
}

/** Below this, starting threads and warming their compilers takes longer than they save: twice as long at 139 MB (bench `analysis`). */
const LARGE_BYTES = 400e6;

function workersFor(bytes: readonly number[]): number {
  if (bytes.length < 2 || bytes.reduce((sum, each) => sum + each, 0) < LARGE_BYTES) return 0;
  return availableParallelism();
}
