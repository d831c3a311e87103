import { type AllocationStub, explainTask } from './client/allocations.ts';
import type { NomadClient } from './client/client.ts';

/**
 * Resolves, with the reason in words, once a host of the job is gone, or Nomad itself for longer than `silenceSeconds`; a client that is only
 * silent is waited for, as the job says. Never resolves after the signal aborts.
 */
export async function watchJob(
  client: NomadClient,
  o: {
    job: string;
    now: () => number;
    sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
    signal: AbortSignal;
    silenceSeconds: () => number;
  },
): Promise<string> {
  let index: number | undefined;
  let heardMs = o.now();
  while (!o.signal.aborted) {
    try {
      const { value, index: next } = await client.jobs.allocations(o.job, {
        ...(index === undefined ? {} : { index }),
        signal: o.signal,
      });
      index = next;
      heardMs = o.now();
      const reason = whyOver(value);
      if (reason !== undefined) return reason;
    } catch (error) {
      if (o.signal.aborted) break;
      const seconds = o.silenceSeconds();
      if (o.now() - heardMs > seconds * 1000)
        return `Nomad was silent for ${seconds} s: ${(error as Error).message}`;
      await o.sleep(1000, o.signal).catch(() => undefined);
    }
  }
  return await new Promise(() => {});
}

/** Pure: what of the allocations of a job ends its run; undefined while all hosts run or may come back. */
export function whyOver(allocations: readonly AllocationStub[]): string | undefined {
  if (allocations.length === 0) return 'the job of the run is gone from Nomad: somebody purged it';
  for (const { TaskGroup, NodeName, ClientStatus, DesiredStatus, TaskStates } of allocations) {
    const where = `host ${TaskGroup} on client ${NodeName}`;
    if (DesiredStatus !== 'run') return `${where} was told to stop: the job was stopped from outside`;
    if (ClientStatus === 'lost') return `${where} is lost: the client is gone`;
    if (ClientStatus === 'failed' || ClientStatus === 'complete' || TaskStates?.[TaskGroup]?.State === 'dead')
      return `${where} ended: ${explainTask(TaskStates?.[TaskGroup])}`;
  }
  return undefined;
}
