import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

export type LockAnswer =
  | { readonly kind: 'taken'; readonly release: () => Promise<void> }
  | { readonly kind: 'held'; readonly by: ProcessIdentity };

/** A file that one process at a time holds. That of a process that is gone counts for nothing. */
export async function takeProcessLock(path: string): Promise<LockAnswer> {
  await mkdir(dirname(path), { recursive: true });
  // Linked whole into its place: nobody sees half a name.
  const own = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await writeFile(own, JSON.stringify(identifyProcess(process.pid)));
  try {
    for (;;) {
      try {
        await link(own, path);
        return { kind: 'taken', release: () => rm(path, { force: true }) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const by = await lockHolder(path);
      if (by !== undefined) return { kind: 'held', by };
      await rm(path, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** The process that holds it; undefined if none does, also if one was killed. */
export async function lockHolder(path: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  try {
    const holder = JSON.parse(text) as ProcessIdentity;
    return isAlive(holder) ? holder : undefined;
  } catch {
    return undefined; // none, or damaged
  }
}
