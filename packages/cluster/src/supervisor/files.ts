import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFacts } from '../transfer/fetch-file.ts';
import type { RunFile } from './protocol.ts';

/** Chains are not fetched: they are large, and nothing reads them afterwards. The genesis came from the runner. */
const LEFT_OUT = /^(?:[^/]+\/db|genesis|sockets)(?:\/|$)/;

/** What the programs of this host left, with digests; `deployed` are the paths that came from the runner. */
export async function listRunFiles(runDir: string, deployed: ReadonlySet<string>): Promise<RunFile[]> {
  const found: RunFile[] = [];
  for (const path of (await readdir(runDir, { recursive: true, encoding: 'utf8' })).sort()) {
    if (LEFT_OUT.test(path) || deployed.has(path)) continue;
    const full = join(runDir, path);
    const state = await lstat(full);
    if (state.isSymbolicLink()) {
      const target = await readlink(full);
      // Links to sockets are the run's own while it runs.
      if (!target.includes('/')) found.push({ path, kind: 'link', target });
    } else if (state.isFile())
      found.push({
        path,
        kind: 'file',
        ...(await fileFacts(full)),
        mode: state.mode & 0o777,
      });
  }
  return found;
}
