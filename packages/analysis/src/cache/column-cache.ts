import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fromBytes, toBytes, toParts } from '../columns/column-file.ts';
import { type FoldedHost, type FoldRules, foldHost } from '../fold/fold-host.ts';
import type { HostLogs } from '../read/find-logs.ts';
import { logIdentity } from './log-identity.ts';

/** Where columns are kept between analyses, and what else but logs and rules decides whether they still hold. */
export interface ColumnCache {
  /** Holds `HOST/LOGS-RULES.columns`. */
  readonly dir: string;
  readonly codeIdentity: string;
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
    readonly shared: Map<string, string>;
    /** Kept columns are read into it, and hold until the next call that is given it. */
    readonly room?: ReadRoom | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<FoldedHost> {
  if (o.cache === undefined) return foldHost(host, o.rules, o.signal);
  const path = await columnPath(host, o.rules, o.cache);
  const bytes = await (o.room ?? new ReadRoom()).read(path).catch(() => undefined);
  const kept = bytes === undefined ? undefined : fromBytes(bytes, o.shared);
  if (kept !== undefined) return kept as FoldedHost;
  const folded = await foldHost(host, o.rules, o.signal);
  // A log that grew while it was read has another path by now.
  if ((await columnPath(host, o.rules, o.cache)) === path) await keep(path, toParts(folded));
  return folded;
}

/** Memory for files that are read one after the other: that of each would be garbage for a while. */
export class ReadRoom {
  #bytes: Buffer = Buffer.alloc(0);

  /** The whole file, until the next one is read. */
  async read(path: string): Promise<Buffer> {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > this.#bytes.length) this.#bytes = Buffer.allocUnsafeSlow(size);
      const { bytesRead } = await file.read(this.#bytes, 0, size, 0);
      return this.#bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }
}

/** Bytes that `cachedColumns` has to read: a measure of its work. */
export async function bytesToRead(
  host: HostLogs,
  rules: FoldRules,
  cache: ColumnCache | undefined,
): Promise<number> {
  const kept = cache && (await stat(await columnPath(host, rules, cache)).catch(() => undefined));
  if (kept !== undefined) return kept.size;
  const sizes = await Promise.all(host.files.map(async ({ path }) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function columnPath(
  host: HostLogs,
  rules: FoldRules,
  { dir, codeIdentity }: ColumnCache,
): Promise<string> {
  const logs = digest([codeIdentity, await logIdentity(host)]);
  return join(dir, host.host, `${logs}-${digest(rules)}.columns`);
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
