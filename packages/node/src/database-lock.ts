import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NodeError } from './errors.ts';

export interface DatabaseLock {
  release(): Promise<void>;
}

/**
 * Keeps a second node out of a database folder: the file `lock` holds the id of the process. A lock that a killed
 * node left behind is taken over, because its process is gone. Throws NODE_DATABASE_IN_USE.
 */
export async function lockDatabase(folder: string): Promise<DatabaseLock> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'lock');
  for (;;) {
    try {
      await writeFile(path, `${process.pid}\n`, { flag: 'wx' });
      return { release: () => rm(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    if (owner !== process.pid && isAlive(owner))
      throw new NodeError({ code: 'NODE_DATABASE_IN_USE', databasePath: folder, processId: owner });
    await rm(path, { force: true });
  }
}

function isAlive(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
