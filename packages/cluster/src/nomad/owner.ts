import { hostname } from 'node:os';
import { identifyProcess, isAlive } from '../process-identity.ts';
import type { NomadClient } from './client/client.ts';

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

/** Purges jobs of runs of this machine whose process is gone: it was killed. Returns their names. */
export async function sweepJobs(client: NomadClient, signal?: AbortSignal): Promise<string[]> {
  const jobs = await client.jobs.list(signal === undefined ? {} : { signal });
  const left = jobs.filter(({ Meta }) => Meta !== null && isLeftBehind(Meta, hostname(), isAlive));
  for (const { ID } of left) await client.jobs.purge(ID, signal);
  return left.map(({ ID }) => ID);
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
