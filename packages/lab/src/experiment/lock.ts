import { join } from 'node:path';
import { takeProcessLock } from '@slotbench/cluster';
import { LabError } from '../errors.ts';

/**
 * One process at a time works on an experiment. The lock of a process that is gone counts for nothing. Returns what gives it back;
 * rejects with EXPERIMENT_BUSY.
 */
export async function takeLock(dir: string): Promise<() => Promise<void>> {
  const answer = await takeProcessLock(join(dir, 'lock'));
  if (answer.kind === 'taken') return answer.release;
  throw new LabError('EXPERIMENT_BUSY', {
    place: dir,
    problem: `process ${answer.by.pid} works on it`,
    fix: 'wait for it, or end it',
  });
}
