import { hostname } from 'node:os';
import { join } from 'node:path';
import { identifyProcess, isAlive } from '../process-identity.ts';
import { lockHolder } from '../process-lock.ts';
import { readRecord } from './attach/record.ts';
import type { NomadClient } from './client/client.ts';
import type { NomadJob } from './job/job.ts';

/** Where a process that runs or goes on with a run holds it. */
export const RUN_LOCK = join('nomad', 'lock');

/** In the meta of a job whose hosts stay when its run is over: only `slotbench nomad stop` ends it. */
export const KEEP_META = 'slotbench_keep';

/** What a job's meta says of the process that runs it. */
export function ownerMeta(runDir: string): Record<string, string> {
  const { pid, startTicks } = identifyProcess(process.pid);
  return {
    slotbench_machine: hostname(),
    slotbench_pid: String(pid),
    slotbench_ticks: String(startTicks),
    slotbench_run: runDir,
  };
}

/** Pure: the job with the time, milliseconds since 1970, until which it is left alone though its process is gone. */
export function withUntil(job: NomadJob, untilMs: number): NomadJob {
  return { ...job, Meta: { ...job.Meta, [UNTIL]: String(Math.round(untilMs)) } };
}

const UNTIL = 'slotbench_until';

/**
 * Purges jobs of runs of this machine whose process is gone and which nobody can attach to any more, and returns their names. Those that
 * somebody can are told of and left alone.
 */
export async function sweepJobs(
  client: NomadClient,
  o: { now?: () => number; note?: ((words: string) => void) | undefined; signal?: AbortSignal } = {},
): Promise<string[]> {
  const jobs = await client.jobs.list(o.signal === undefined ? {} : { signal: o.signal });
  const purged: string[] = [];
  for (const { ID, Meta, Status } of jobs) {
    if (Meta === null || !isLeftBehind(Meta, hostname(), isAlive)) continue;
    const runDir = Meta.slotbench_run;
    if (runDir !== undefined && (await lockHolder(join(runDir, RUN_LOCK))) !== undefined) continue;
    const isOver = Status === 'dead' || Number(Meta[UNTIL] ?? 0) < (o.now ?? Date.now)();
    const record = runDir === undefined ? undefined : await readRecord(runDir).catch(() => undefined);
    if (!isOver && record?.job === ID) {
      o.note?.(
        `the process of run ${ID} is gone, its job goes on until ${record.until}: slotbench run --attach ${runDir} goes on with it, nomad job stop -purge ${ID} ends it`,
      );
      continue;
    }
    await client.jobs.purge(ID, o.signal);
    purged.push(ID);
  }
  return purged;
}

/** Pure: whether a job belongs to a run of `machine` whose process is not alive. */
export function isLeftBehind(
  meta: Readonly<Record<string, string>>,
  machine: string,
  alive: typeof isAlive,
): boolean {
  const { slotbench_machine, slotbench_pid, slotbench_ticks } = meta;
  if (meta[KEEP_META] === 'true') return false;
  if (slotbench_machine !== machine || slotbench_pid === undefined) return false;
  const ticks = slotbench_ticks === undefined || slotbench_ticks === 'null' ? null : Number(slotbench_ticks);
  return !alive({ pid: Number(slotbench_pid), startTicks: ticks });
}
