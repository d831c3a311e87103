import { type AllocationStub, explainTask } from './client/allocations.ts';
import type { NomadClient } from './client/client.ts';

/** Seconds that Nomad may be silent before a run is given up: its servers may be choosing a leader. */
const SILENCE_SECONDS = 60;

/**
 * Resolves, with the reason in words, once a host of the job is gone or Nomad itself is; a client that is only silent is waited for, as
 * the job says. Never resolves after the signal aborts.
 */
export async function watchJob(
  client: NomadClient,
  o: {
    job: string;
    now: () => number;
    sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
    signal: AbortSignal;
    onSilent?: (hosts: readonly string[]) => void;
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
      const silent = value.filter(({ ClientStatus }) => ClientStatus === 'unknown');
      o.onSilent?.(silent.map(({ TaskGroup }) => TaskGroup));
    } catch (error) {
      if (o.signal.aborted) break;
      if (o.now() - heardMs > SILENCE_SECONDS * 1000)
        return `Nomad was silent for ${SILENCE_SECONDS} s: ${(error as Error).message}`;
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
