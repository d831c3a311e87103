import { readFileSync } from 'node:fs';

/** A process, safe against a later process with the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in clock ticks since boot (/proc); null where there is no /proc. */
  readonly startTicks: number | null;
}

export function identifyProcess(pid: number): ProcessIdentity {
  return { pid, startTicks: startTicks(pid) };
}

/** Whether this very process still exists; a zombie does not count. */
export function isAlive({ pid, startTicks: known }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return known === null || startTicks(pid) === known;
}

/** Field 22 of /proc/PID/stat; the name in field 2 may hold spaces and parentheses. Null for a zombie or without /proc. */
function startTicks(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : Number(fields[19]);
  } catch {
    return null;
  }
}
