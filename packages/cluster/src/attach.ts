import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterError } from './errors.ts';
import { readRecord } from './nomad/attach/record.ts';
import { RUN_LOCK } from './nomad/owner.ts';
import type { RunPlan } from './prepare.ts';
import { isAlive } from './process-identity.ts';
import { takeProcessLock } from './process-lock.ts';
import { readMeta } from './runs/meta.ts';

/** The plan of a run that another process began. Throws `RUN_OVER` or `RUN_BUSY` with why nobody can go on with it. */
export async function planToAttach(runDir: string): Promise<RunPlan> {
  const meta = await readMeta(runDir);
  const place = `run ${meta.tag}`;
  const over = (problem: string, fix = 'slotbench analyse says what there is of it') =>
    new ClusterError('RUN_OVER', { place, problem, fix });
  if (meta.kind === 'variance') throw over('is a variance of runs that are over');
  if (meta.owner !== undefined && isAlive(meta.owner)) throw busy(place, meta.owner.pid);
  if (meta.status === 'complete') throw over(`is over: it is complete${at(meta.timing.ended)}`);
  if (meta.backend === 'local')
    throw over('ran on this machine: its programs ended with the process that ran it', 'run it again');
  if (meta.owner === undefined && meta.decided === undefined)
    throw over(`is over${at(meta.timing.ended)}: ${meta.reason ?? 'incomplete'}`);
  const record = await readRecord(runDir);
  if (record === undefined)
    throw over(
      'ended before its hosts had what they need, so there is nothing to go on with',
      'run it again',
    );
  return { runDir, tag: meta.tag, meta, programs: record.programs, tmp: tmpdir() };
}

/** One process at a time runs a run, or goes on with it. Throws `RUN_BUSY`. */
export async function holdRun({
  runDir,
  tag,
  meta,
}: Pick<RunPlan, 'runDir' | 'tag' | 'meta'>): Promise<{ release(): Promise<void> }> {
  if (meta.backend === 'local') return { release: async () => {} }; // ends with its process: nobody can attach
  const lock = await takeProcessLock(join(runDir, RUN_LOCK));
  if (lock.kind === 'taken') return lock;
  throw busy(`run ${tag}`, lock.by.pid);
}

function busy(place: string, pid: number): ClusterError {
  return new ClusterError('RUN_BUSY', {
    place,
    problem: `process ${pid} is with it`,
    fix: 'wait for that process, or end it first',
  });
}

function at(time: string | undefined): string {
  return time === undefined ? '' : ` since ${time}`;
}
