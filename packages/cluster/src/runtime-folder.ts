import { lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClusterError } from './errors.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';
import { readMeta, writeMeta } from './runs/meta.ts';

/** `sun_path` holds 108 bytes with its end mark. */
const SOCKET_PATH_BYTES = 107;
const PREFIX = 'slotbench-';
/** Link in the run directory to the folder of its sockets; configurations name `../sockets/…`. */
export const SOCKETS_LINK = 'sockets';

/** Who uses a runtime folder, so that a later start can clean up behind a process that was killed. */
interface Owner {
  readonly owner: ProcessIdentity;
  readonly runDir: string;
  /** Leaders of the process groups that were started. */
  readonly programs: readonly ProcessIdentity[];
}

/** A short folder for the sockets of one run, linked from it while it runs. */
export interface RuntimeFolder {
  readonly path: string;
  /** Notes a started process, whose group a later start would end. */
  note(pid: number): Promise<void>;
  remove(): Promise<void>;
}

/** Throws `SOCKET_PATH` if sockets with these names could not be bound below `tmp`. */
export function checkSocketPaths(tmp: string, names: readonly string[]): void {
  const longest = names.reduce((a, b) => (a.length >= b.length ? a : b));
  const path = join(tmp, `${PREFIX}XXXXXX`, longest);
  const bytes = Buffer.byteLength(path);
  if (bytes > SOCKET_PATH_BYTES)
    throw new ClusterError('SOCKET_PATH', {
      place: path,
      problem: `${bytes} bytes are more than the ${SOCKET_PATH_BYTES} of a unix socket's path`,
      fix: 'set TMPDIR to a shorter folder',
    });
}

/** Makes the folder (mode 0700) below `tmp` and links it from `runDir`. */
export async function createRuntimeFolder(tmp: string, runDir: string): Promise<RuntimeFolder> {
  const path = await mkdtemp(join(tmp, PREFIX));
  const link = join(runDir, SOCKETS_LINK);
  const programs: ProcessIdentity[] = [];
  const owner = identifyProcess(process.pid);
  const write = () =>
    writeFile(join(path, 'owner.json'), JSON.stringify({ owner, runDir, programs } satisfies Owner));
  await write();
  await rm(link, { force: true });
  await symlink(path, link);
  return {
    path,
    async note(pid) {
      programs.push(identifyProcess(pid));
      await write();
    },
    async remove() {
      await rm(link, { force: true });
      await rm(path, { recursive: true, force: true });
    },
  };
}

/**
 * Cleans up behind runs whose process was killed: ends what is left of their process groups, removes their runtime folders and
 * marks them incomplete. Only folders of this user below `tmp`.
 */
export async function sweepRuntimeFolders(tmp: string): Promise<void> {
  for (const name of await readdir(tmp)) {
    if (!/^slotbench-[A-Za-z0-9]{6}$/.test(name)) continue;
    const path = join(tmp, name);
    const folder = await lstat(path).catch(() => undefined);
    if (folder === undefined || !folder.isDirectory() || folder.uid !== process.getuid?.()) continue;
    const owner = await readOwner(path);
    if (owner === undefined) {
      // Either just being made or left behind by a crash between two lines.
      if (Date.now() - (await stat(path)).mtimeMs > 60_000) await rm(path, { recursive: true, force: true });
      continue;
    }
    if (isAlive(owner.owner)) continue;
    for (const program of owner.programs) if (isAlive(program)) killGroup(program.pid);
    await rm(join(owner.runDir, SOCKETS_LINK), { force: true }).catch(() => undefined);
    const meta = await readMeta(owner.runDir).catch(() => undefined);
    if (meta?.owner !== undefined && !isAlive(meta.owner)) {
      const { owner: _, ...rest } = meta;
      await writeMeta(owner.runDir, rest);
    }
    await rm(path, { recursive: true, force: true });
  }
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(join(path, 'owner.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone meanwhile.
  }
}
