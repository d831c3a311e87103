import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fromBytes, toBytes, toParts } from '../columns/column-file.ts';
import { type FoldedHost, type FoldRules, foldHost } from '../fold/fold-host.ts';
import type { HostLogs, LogFileAt } from '../read/find-logs.ts';
import { logIdentity } from './log-identity.ts';

/** Where columns are kept between analyses, and what else but logs and rules decides whether they still hold. */
export interface ColumnCache {
  /** Holds `HOST/LOGS-RULES.columns`. */
  readonly dir: string;
  readonly codeIdentity: string;
}

/** Where the columns of a host are kept, for logs as they are at the time of the call. Throws if one cannot be read. */
export function columnPaths(
  { dir, codeIdentity }: ColumnCache,
  rules: FoldRules,
  identityOf: (file: LogFileAt) => string = logIdentity,
): (host: HostLogs) => string {
  const ofRules = digest(rules);
  return ({ host, files }) =>
    join(dir, host, `${digest([codeIdentity, host, files.map(identityOf)])}-${ofRules}.columns`);
}

/**
 * The columns of a host: kept ones if its logs, the rules and the code are those of then, else from its logs, which are kept
 * for the next time. A file that is damaged, or that cannot be written, is as good as none.
 */
export async function cachedColumns(
  host: HostLogs,
  o: {
    readonly rules: FoldRules;
    readonly cache: ColumnCache | undefined;
    /** Where they are kept, if that is known already. */
    readonly path?: string | undefined;
    readonly shared: Map<string, string>;
    /** Kept columns are read into it, and hold until the next call that is given it. */
    readonly room?: ReadRoom | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<FoldedHost> {
  if (o.cache === undefined) return foldHost(host, o.rules, o.signal);
  const path = o.path ?? columnPaths(o.cache, o.rules)(host);
  const bytes = (o.room ?? new ReadRoom()).read(path);
  const kept = bytes === undefined ? undefined : fromBytes(bytes, o.shared);
  if (kept !== undefined) return kept as FoldedHost;
  const folded = await foldHost(host, o.rules, o.signal);
  // A log that grew while it was read has another path by now.
  if (columnPaths(o.cache, o.rules)(host) === path) await keep(path, toParts(folded));
  return folded;
}

/** Memory for files that are read one after the other: that of each would be garbage for a while. */
export class ReadRoom {
  #bytes: Buffer = Buffer.alloc(0);

  /** The whole file, until the next one is read; undefined if it cannot be read. */
  read(path: string): Buffer | undefined {
    try {
      const file = openSync(path, 'r');
      try {
        const { size } = fstatSync(file);
        if (size > this.#bytes.length) this.#bytes = Buffer.allocUnsafeSlow(size);
        return this.#bytes.subarray(0, readSync(file, this.#bytes, 0, size, 0));
      } finally {
        closeSync(file);
      }
    } catch {
      return undefined;
    }
  }
}

/** Bytes that `cachedColumns` has to read: a measure of its work. */
export function bytesToRead({ files }: HostLogs, path: string | undefined): number {
  const kept = path === undefined ? undefined : sizeOf(path);
  return kept ?? files.reduce((sum, file) => sum + (sizeOf(file.path) ?? 0), 0);
}

/** Undefined where nothing is, or nothing can be seen. */
export function sizeOf(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size;
  } catch {
    return undefined;
  }
}

function digest(value: unknown): string {
  return createHash('sha256').update(toBytes(value)).digest('hex').slice(0, 32);
}

/** A reader sees a whole file or none. Columns of other logs of the host go: they will never be asked for again. */
async function keep(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const dir = dirname(path);
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dir, { recursive: true });
    await writeFile(unfinished, parts);
    await rename(unfinished, path);
    const logs = basename(path).split('-')[0]!;
    for (const name of await readdir(dir))
      if (!name.startsWith(logs)) await rm(join(dir, name), { force: true });
  } catch {
    await rm(unfinished, { force: true }).catch(() => undefined);
  }
}
