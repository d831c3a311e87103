import { codeIdentity } from './cache/code-identity.ts';
import { type ColumnCache, sizeOf } from './cache/column-cache.ts';
import { openHeads } from './cache/head-cache.ts';
import { logIdentity } from './cache/log-identity.ts';
import { type FoundLogs, findLogs, type LogFileAt } from './read/find-logs.ts';
import { type RunFacts, readRunFacts } from './read/run-directory.ts';
import { readFoldedLogs } from './remote/folded-logs.ts';

/** A run before its logs are read; plain data, so that a thread can be given it. */
export interface OpenedRun {
  readonly facts: RunFacts;
  readonly found: FoundLogs;
  readonly cache: ColumnCache | undefined;
  /** What tells the log files apart, by their paths; empty without a cache. */
  readonly identities: ReadonlyMap<string, string>;
  readonly logBytes: number;
}

/** What a run says of itself, and its logs. Every file is looked at once; with a cache, of known files only what tells them apart. */
export async function openRun(
  runDir: string,
  dir: string | undefined,
  known: Pick<RunFacts, 'logSource'> | Record<string, never> = {},
): Promise<OpenedRun> {
  const facts = { ...(await readRunFacts(runDir)), ...known };
  const identities = new Map<string, string>();
  const cache = dir === undefined ? undefined : { dir, codeIdentity: codeIdentity() };
  const folded = readFoldedLogs(runDir, cache);
  if (folded !== undefined) return { facts, cache, ...folded, logBytes: 0 };
  const identityOf = (file: LogFileAt): string => {
    const identity = logIdentity(file);
    identities.set(file.path, identity);
    return identity;
  };
  const heads = cache && openHeads(cache, { ...facts, identityOf });
  const found = await findLogs(runDir, { ...facts, ...(heads === undefined ? {} : { peek: heads.peek }) });
  heads?.keep();
  const logBytes = found.hosts
    .flatMap(({ files }) => files.map(({ path }) => sizeOf(path) ?? 0))
    .reduce((sum, size) => sum + size, 0);
  return { facts, found, cache, identities, logBytes };
}
