import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromBytes, toBytes } from '../columns/column-file.ts';
import { type FoldedHost, type FoldRules, foldHost } from '../fold/fold-host.ts';
import type { HostLogs } from '../read/find-logs.ts';
import { logIdentity } from './log-identity.ts';

/** Where columns are kept between analyses, and what else but the logs decides whether they still hold. */
export interface ColumnCache {
  readonly dir: string;
  readonly codeIdentity: string;
}

interface Stored extends FoldedHost {
  readonly key: string;
}

/**
 * The columns of a host: stored ones if its logs, the rules and the code are those of then, else from its logs, which are stored
 * for the next time. A file that is damaged, or that cannot be written, is as good as none.
 */
export async function cachedColumns(
  host: HostLogs,
  o: {
    readonly rules: FoldRules;
    readonly cache: ColumnCache | undefined;
    readonly shared: Map<string, string>;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<FoldedHost> {
  if (o.cache === undefined) return foldHost(host, o.rules, o.signal);
  const path = join(o.cache.dir, `${host.host}.columns`);
  const key = JSON.stringify([o.cache.codeIdentity, await logIdentity(host), o.rules]);
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes !== undefined) {
    const stored = fromBytes(bytes, o.shared) as Stored | undefined;
    if (stored?.key === key) return { columns: stored.columns, logs: stored.logs };
  }
  const folded = await foldHost(host, o.rules, o.signal);
  // A log that grew while it was read has another identity by now.
  if (JSON.stringify([o.cache.codeIdentity, await logIdentity(host), o.rules]) === key)
    await store(path, toBytes({ key, ...folded } satisfies Stored), o.cache.dir);
  return folded;
}

/** A reader sees the old file, the new one or none. */
async function store(path: string, bytes: Uint8Array, dir: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dir, { recursive: true });
    await writeFile(unfinished, bytes);
    await rename(unfinished, path);
  } catch {
    await rm(unfinished, { force: true }).catch(() => undefined);
  }
}
