import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedColumns, columnPaths } from '../cache/column-cache.ts';
import { AnalysisError } from '../errors.ts';
import { openRun } from '../open-run.ts';
import { compareNames } from '../read/log-names.ts';
import { planResults } from '../run-results.ts';
import { FOLDED_FOLDER, type FoldedLogs } from './folded-logs.ts';

/**
 * On the machine that holds the logs of a host: folds them with the code and the rules of any analysis, and leaves the columns in
 * `analysis/columns` and what else an analysis needs to know of the logs in `analysis/remote`. `nodes` are those of the whole run. Returns the names
 * of the log files, which may stay here. Rejects with an AnalysisError.
 */
export async function foldAtHost(
  runDir: string,
  o: { readonly host: string; readonly nodes: readonly string[]; readonly logSource: 'tracer' | 'stdout' },
): Promise<readonly string[]> {
  const dir = join(runDir, 'analysis', 'columns');
  const run = await openRun(runDir, dir, { logSource: o.logSource });
  if (run.found.source === 'folder')
    throw new AnalysisError('RUN_NO_LOGS', {
      place: runDir,
      expected: `logs of ${o.host}, the collector's or the node's own`,
      got: 'neither',
    });
  rmSync(join(dir, 'logs.heads'), { force: true }); // of this host alone
  const cache = run.cache!;
  const nodes = [...o.nodes].sort(compareNames).map((host) => ({ host, files: [] }));
  const rules = planResults(run.facts, { ...run.found, hosts: nodes }, NO_OPTIONS).fold;
  const shared = new Map<string, string>();
  for (const logs of run.found.hosts) await cachedColumns(logs, { rules, cache, shared });
  const folded: FoldedLogs = {
    version: 1,
    codeIdentity: cache.codeIdentity,
    nodes: [...o.nodes].sort(compareNames),
    source: run.found.source,
    hosts: run.found.hosts.map(({ host, files }) => ({
      host,
      files: files.map(({ path, name }) => ({ name, identity: run.identities.get(path)! })),
    })),
    left: run.found.left,
  };
  const pathOf = columnPaths(cache, rules, ({ path }) => run.identities.get(path)!);
  for (const logs of run.found.hosts) readFileSync(pathOf(logs)); // they were written
  mkdirSync(join(runDir, FOLDED_FOLDER), { recursive: true });
  writeFileSync(join(runDir, FOLDED_FOLDER, `${o.host}.json`), `${JSON.stringify(folded)}\n`);
  return folded.hosts.flatMap(({ files }) => files.map(({ name }) => name));
}

/** What decides about columns is what an analysis without options has. */
const NO_OPTIONS = { now: () => new Date(0) };
