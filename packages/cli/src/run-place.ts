import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Io, Values } from './command.ts';
import { runsDir } from './places.ts';

/**
 * Absolute path of what a command is to read: a run by its tag, a part of one or `current`, else a folder or file that is there.
 * Rejects with the nearest tags.
 */
export async function runPlace(named: string, values: Values, io: Pick<Io, 'env' | 'cwd'>): Promise<string> {
  const { findRun } = await import('@slotbench/cluster');
  try {
    return await findRun(runsDir(values, io), named);
  } catch (error) {
    const path = resolve(io.cwd, named);
    if (existsSync(path)) return await realpath(path);
    throw error;
  }
}
