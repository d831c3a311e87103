import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AnalysisError } from './errors.ts';

/**
 * A folder for results and those above it, as far as they are missing. In place of `mkdir` with `recursive`, which never
 * returns where a file system has no such name to give (`/proc/x`; Node 24). Rejects with an AnalysisError.
 */
export async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  const missing: string[] = [];
  let above = folder;
  while (!(await exists(above))) {
    missing.unshift(above);
    above = dirname(above);
  }
  for (const one of missing)
    await mkdir(one).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw refused(one, cause);
    });
  if (missing.length === 0 && !(await stat(folder)).isDirectory())
    throw new AnalysisError('OUT_NOT_A_FOLDER', {
      place: folder,
      expected: 'a folder, or a name that is free, for the results',
      got: 'a file',
    });
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    throw refused(path, cause as NodeJS.ErrnoException);
  }
}

function refused(place: string, cause: NodeJS.ErrnoException): AnalysisError {
  return new AnalysisError('OUT_NOT_A_FOLDER', {
    place,
    expected: 'a place where a folder for the results can be made; name another one',
    got: cause.code ?? cause.message,
    cause,
  });
}
