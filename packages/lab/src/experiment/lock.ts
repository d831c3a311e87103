import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { identifyProcess, isAlive, type ProcessIdentity } from '@slotbench/cluster';
import { LabError } from '../errors.ts';

/**
 * One process at a time works on an experiment. The lock of a process that is gone counts for nothing. Returns what gives it back;
 * rejects with EXPERIMENT_BUSY.
 */
export async function takeLock(dir: string): Promise<() => Promise<void>> {
  await mkdir(dir, { recursive: true });
  const path = join(dir, 'lock');
  for (;;) {
    const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return undefined;
      throw error;
    });
    if (file !== undefined) {
      await file.writeFile(JSON.stringify(identifyProcess(process.pid)));
      await file.close();
      return () => rm(path, { force: true });
    }
    const owner = await readOwner(path);
    if (owner !== undefined && isAlive(owner))
      throw new LabError('EXPERIMENT_BUSY', {
        place: dir,
        problem: `process ${owner.pid} works on it`,
        fix: 'wait for it, or end it',
      });
    await rm(path, { force: true });
  }
}

/** Undefined for a lock that was cut off while it was written. */
async function readOwner(path: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
