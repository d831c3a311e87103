import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterPlan } from '../backend/backend.ts';
import { ClusterError } from '../errors.ts';
import { eachHost } from '../transfer/each-host.ts';
import type { Channel } from './channel.ts';
import type { NomadClient } from './client/client.ts';
import type { Edge } from './connection.ts';
import { fetchRun } from './fetch-run.ts';
import { mergeRun } from './merge-run.ts';

/** Hosts whose logs are fetched at once, and how often each is tried. */
const PARALLEL = 8;
const TRIES = 3;
/** Seconds without a word for which a host is waited for: its client may be starting again. */
const BACK_SECONDS = 60;

/**
 * Brings what all hosts left into the run directory and returns the hosts that something is missing of. Nothing is joined, and
 * `LOGS_KEPT` thrown, when the fault is on this side of Nomad: who attaches later goes on where this was cut.
 */
export async function fetchAll(o: {
  client: NomadClient;
  edge: Edge;
  now: () => number;
  plan: Pick<ClusterPlan, 'runDir' | 'tag'>;
  channels: ReadonlyMap<string, Channel>;
  /** Until when the hosts keep them. */
  until: string;
}): Promise<readonly { host: string; problem: string }[]> {
  const from = join(o.plan.runDir, 'nomad', 'fetched');
  const hosts = [...o.channels.keys()];
  const problems = new Map<string, string>();
  const { signal } = new AbortController();
  const fetchHost = async (host: string) => {
    const channel = o.channels.get(host)!;
    problems.set(host, 'was not reached');
    try {
      await orSilent(channel, o, (gone) =>
        fetchRun({ client: o.client, channel, edge: o.edge, into: join(from, host), signal: gone }),
      );
      problems.delete(host);
    } catch (error) {
      problems.set(host, (error as Error).message);
      if (!(error instanceof SilentError)) throw error; // waiting again would not help
    }
  };
  const { edge } = o;
  const kept = (place: string, problem: string, fix: string, cause?: unknown) =>
    new ClusterError('LOGS_KEPT', {
      place,
      problem: `${problem}; the logs stay on the clients until ${o.until}`,
      fix: `${fix}, then: slotbench run --attach ${o.plan.tag}`,
      cause,
    });
  await eachHost(hosts, fetchHost, {
    what: 'logs',
    parallel: PARALLEL,
    tries: TRIES,
    signal,
    sleep: (ms) => edge.sleep(ms),
    random: edge.random,
  }).catch((error: unknown) => {
    if (!(error instanceof ClusterError)) throw error;
    if (error.code === 'DISK_FULL') throw kept(error.place, error.problem, error.fix, error);
  });
  if (problems.size > 0)
    await o.client.agent.leader().catch((error: Error) => {
      throw kept('logs', `Nomad does not answer (${error.message})`, 'see that it does', error);
    });
  await mergeRun({ from, hosts, runDir: o.plan.runDir });
  await rm(from, { recursive: true, force: true });
  return [...problems].map(([host, problem]) => ({ host, problem }));
}

class SilentError extends Error {}

/** Ends what waits for a host that has not been heard of for so long. */
async function orSilent<T>(
  channel: Channel,
  o: { edge: Edge; now: () => number },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const gone = new AbortController();
  const done = new AbortController();
  const silent = async (): Promise<never> => {
    for (;;) {
      await o.edge.sleep(1000, done.signal);
      done.signal.throwIfAborted();
      const heardMs = channel.heardMs();
      if (o.now() - heardMs <= BACK_SECONDS * 1000) continue;
      const error = new SilentError(`not heard of since ${new Date(heardMs).toISOString()}`);
      gone.abort(error);
      throw error;
    }
  };
  try {
    return await Promise.race([work(gone.signal), silent()]);
  } finally {
    done.abort();
  }
}
