import { hash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Written into every entry; another layout of the files is another number. */
const LAYOUT = 1;
const KEY_FILE = 'cache.key.input';
const SIZES_FILE = 'cache.sizes.json';

export interface EntryKey {
  /** Folder of all entries of one kind. */
  readonly level: 'dataset' | 'protocol' | 'genesis';
  /** For the eye; the name of the entry begins with it. */
  readonly label: string;
  /** Everything that decides about the content. */
  readonly input: object;
}

export interface Entry {
  readonly folder: string;
  /** First 12 digits of the hash of its key. */
  readonly digest: string;
  readonly hit: boolean;
}

/**
 * The folder of an entry, made by `build` where there is none. It is built under a hidden name and renamed when it is whole:
 * an interruption leaves nothing under the entry's name, and of two processes that build the same one the second takes the first's.
 * An entry that lost files is made again. What killed processes left is swept.
 */
export async function cacheEntry(
  root: string,
  key: EntryKey,
  build: (folder: string) => Promise<void>,
): Promise<Entry> {
  const keyText = JSON.stringify({ layout: LAYOUT, ...key.input });
  const digest = hash('sha256', keyText).slice(0, 12);
  const level = join(root, key.level);
  const folder = join(level, `${key.label}-${digest}`);
  if (await isWhole(folder, keyText)) return { folder, digest, hit: true };

  await mkdir(level, { recursive: true, mode: 0o700 });
  await sweep(level);
  const hidden = join(level, `${HIDDEN}${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(hidden, { mode: 0o700 });
    await build(hidden);
    await writeFile(join(hidden, 'layout.version'), `${LAYOUT}\n`);
    await writeFile(join(hidden, 'cache.key'), `${digest}\n`);
    await writeFile(join(hidden, KEY_FILE), keyText);
    await writeFile(join(hidden, SIZES_FILE), JSON.stringify(await sizes(hidden)));
    for (;;) {
      try {
        await rename(hidden, folder);
        return { folder, digest, hit: false };
      } catch (error) {
        if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      }
      if (await isWhole(folder, keyText)) return { folder, digest, hit: true };
      await setAside(level, folder);
    }
  } finally {
    await rm(hidden, { recursive: true, force: true });
  }
}

const HIDDEN = '.building-';

/** Whether the entry is there, of the same key, with every file of its folder as long as it was. */
async function isWhole(folder: string, keyText: string): Promise<boolean> {
  try {
    if ((await readFile(join(folder, KEY_FILE), 'utf8')) !== keyText) return false;
    const expected = JSON.parse(await readFile(join(folder, SIZES_FILE), 'utf8')) as Record<string, number>;
    const there = await sizes(folder, Object.keys(expected));
    return Object.entries(expected).every(([name, bytes]) => there[name] === bytes);
  } catch {
    return false;
  }
}

/** Bytes of the files, and -1 for folders, right below `folder`. */
async function sizes(folder: string, names?: readonly string[]): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const name of names ?? (await readdir(folder))) {
    const entry = await stat(join(folder, name));
    found[name] = entry.isDirectory() ? -1 : entry.size;
  }
  return found;
}

/** Out of the way under a hidden name, because removing a large entry is not one step. */
async function setAside(level: string, folder: string): Promise<void> {
  const aside = join(level, `${HIDDEN}${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    await rename(folder, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

async function sweep(level: string): Promise<void> {
  for (const name of await readdir(level)) {
    const pid = Number(/^\.building-(\d+)-/.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) await rm(join(level, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
