import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClusterError } from '../errors.ts';
import { identifyProcess, type ProcessIdentity } from '../process-identity.ts';
import type { VaultSettings } from './vault-settings.ts';

/** What a process holds at a Vault, so that a later one can give it back. A file of mode 0600. */
export interface LeaseRecord {
  readonly version: 1;
  readonly owner: ProcessIdentity;
  readonly vault: VaultSettings;
  /**
   * Made for this run: kept here, because whoever cleans up revokes it and with it all that it issued. Any other token belongs to the
   * user and is never copied; the next start uses the one that it finds.
   */
  readonly ownToken?: { readonly token: string; readonly accessor: string };
  readonly leases: readonly RecordedLease[];
}

export interface RecordedLease {
  readonly id: string;
  /** `Nomad token (nomad/creds/perf)`. */
  readonly what: string;
  /** When it ends if nobody renews it, milliseconds since 1970. */
  readonly endsMs: number;
}

/** A record and where it is. */
export interface FoundRecord {
  readonly path: string;
  readonly record: LeaseRecord;
}

/** Makes the folder (0700); throws `CREDENTIALS_FILE` if others may look into it. */
export async function openCredentialsFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
  } catch (cause) {
    throw new ClusterError('CREDENTIALS_FILE', {
      place: folder,
      problem: `a folder that only you may read cannot be made: ${(cause as NodeJS.ErrnoException).code}`,
      fix: 'set XDG_STATE_HOME to a folder of yours',
      cause,
    });
  }
}

/** A place for the record of this process; nothing is written yet. */
export function newRecordPath(folder: string): string {
  return join(folder, `leases-${process.pid}-${randomBytes(4).toString('hex')}.json`);
}

export function recordOwner(): ProcessIdentity {
  return identifyProcess(process.pid);
}

/** Replaces a file of secrets in one step; at no moment may anybody else read it. */
export async function writeSecretFile(path: string, value: object): Promise<void> {
  const fresh = `${path}.new`;
  await rm(fresh, { force: true });
  await writeFile(fresh, `${JSON.stringify(value, undefined, 1)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(fresh, path);
}

/** Throws `CREDENTIALS_FILE` if others may read it or it is damaged; `undefined` if it is not there. */
export async function readSecretFile(path: string): Promise<unknown> {
  const state = await lstat(path).catch(() => undefined);
  if (state === undefined) return undefined;
  if (!state.isFile() || (state.mode & 0o077) !== 0 || state.uid !== process.getuid?.())
    throw new ClusterError('CREDENTIALS_FILE', {
      place: path,
      problem: 'it holds secrets and others may read it',
      fix: `revoke them (\`slotbench credentials revoke\` after chmod 600 ${path}) and log in again`,
    });
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    // no cause's message: it quotes the text
    throw new ClusterError('CREDENTIALS_FILE', {
      place: path,
      problem: `it cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'no JSON'})`,
      fix: 'remove it and log in again',
    });
  }
}

/** Every record of the folder, of living processes too. A damaged one is an error: leases may stand in it. */
export async function listRecords(folder: string): Promise<FoundRecord[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const found: FoundRecord[] = [];
  for (const name of names.filter((one) => /^leases-\d+-[0-9a-f]{8}\.json$/.test(one)).sort()) {
    const path = join(folder, name);
    const record = (await readSecretFile(path)) as Partial<LeaseRecord> | undefined;
    if (record === undefined) continue; // its process has just ended
    if (record.version !== 1 || !Array.isArray(record.leases) || typeof record.vault?.address !== 'string')
      throw new ClusterError('CREDENTIALS_FILE', {
        place: path,
        problem: 'it is no record of leases of this version',
        fix: 'revoke what it names at Vault and remove it',
      });
    found.push({ path, record: record as LeaseRecord });
  }
  return found;
}
