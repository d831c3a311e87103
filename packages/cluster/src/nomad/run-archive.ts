import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TarEntry } from '../archive/tar.ts';

/** Everything of a prepared run but what is only about it. */
export async function runEntries(runDir: string): Promise<TarEntry[]> {
  const paths = (await readdir(runDir, { recursive: true, encoding: 'utf8' })).sort();
  const entries: TarEntry[] = [];
  for (const path of paths) {
    if (path === 'meta.json' || path.startsWith('nomad')) continue;
    const state = await stat(join(runDir, path));
    if (state.isFile())
      entries.push({ path, mode: state.mode & 0o777, content: await readFile(join(runDir, path)) });
  }
  return entries;
}
