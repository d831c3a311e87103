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
  /** Links in the run directory that lead here. */
  readonly links: readonly string[];
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

/**
 * Makes the folder (mode 0700) below `tmp` and links it from `runDir` as `sockets`. `links` are further links to sockets in it:
 * path in the run directory to the name of the socket.
 */
export async function createRuntimeFolder(o: {
  tmp: string;
  runDir: string;
  links: ReadonlyMap<string, string>;
  /** A folder that others use too: it is only linked, and stays. */
  shared?: string | undefined;
}): Promise<RuntimeFolder> {
  const { runDir } = o;
  const path = await mkdtemp(join(o.tmp, PREFIX));
  const targets = new Map([[join(runDir, SOCKETS_LINK), o.shared ?? path]]);
  for (const [link, socket] of o.links) targets.set(join(runDir, link), join('..', SOCKETS_LINK, socket));
  const programs: ProcessIdentity[] = [];
  const owner = identifyProcess(process.pid);
  const note: Owner = { owner, runDir, links: [...targets.keys()], programs };
  const write = () => writeFile(join(path, 'owner.json'), JSON.stringify(note));
  await write();
  for (const [link, target] of targets) {
    await rm(link, { force: true });
    await symlink(target, link);
  }
  return {
    path,
    async note(pid) {
      programs.push(identifyProcess(pid));
      await write();
    },
    remove: () => removeAll(path, note.links),
  };
}

async function removeAll(path: string, links: readonly string[]): Promise<void> {
  for (const link of links) await rm(link, { force: true });
  await rm(path, { recursive: true, force: true });
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
    const meta = await readMeta(owner.runDir).catch(() => undefined);
    if (meta?.owner !== undefined && !isAlive(meta.owner)) {
      const { owner: _, ...rest } = meta;
      await writeMeta(owner.runDir, rest);
    }
    await removeAll(path, owner.links);
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
