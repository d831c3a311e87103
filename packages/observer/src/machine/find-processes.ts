import { readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';

export interface FoundProcess {
  /** Name of the folder that it works in: `node-0`. */
  readonly name: string;
  readonly pid: number;
}

/**
 * The processes that work in a folder of the run directory, as every program of a run does, and what they started there. Synchronous:
 * a machine has some hundred processes, and a promise a process would cost ten times as much.
 */
export function findProcesses(runDir: string, root = '/proc'): FoundProcess[] {
  const folder = realpathSync(runDir);
  return processIds(root).flatMap((pid) => {
    const cwd = workingFolder(`${root}/${pid}/cwd`);
    if (cwd === undefined || dirname(cwd) !== folder) return [];
    return [{ name: cwd.slice(folder.length + 1), pid }];
  });
}

function processIds(root: string): number[] {
  try {
    return readdirSync(root)
      .filter((entry) => /^\d+$/.test(entry))
      .map(Number);
  } catch {
    return []; // no /proc
  }
}

/** Undefined for a process that is gone, or another user's. */
function workingFolder(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
