import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterError } from '../../errors.ts';
import { isAlive } from '../../process-identity.ts';
import { createNomadClient } from '../client/client.ts';
import type { Edge } from '../connection.ts';
import { removeContainersOf } from '../podman/service.ts';
import { removeLeftovers } from './leftovers.ts';
import { type AgentsState, readAgents } from './state.ts';

/** Seconds for jobs to end once they are purged, and for an agent to end once it is asked to. */
const JOBS_SECONDS = 20;
const AGENT_SECONDS = 10;

/**
 * Ends the jobs, then clients and server, and removes everything that they left: processes, mounts, control groups, the folder.
 * Also after agents that were killed. Nothing happens where there are none.
 */
export async function stopAgents(o: { folder: string; edge: Edge }): Promise<'stopped' | 'nothing there'> {
  const state = await readAgents(o.folder).catch((error): AgentsState => {
    if (error instanceof ClusterError) return { address: '', cgroup: 'slotbench-nomad-none', agents: [] };
    throw error;
  });
  if (state === undefined) return 'nothing there';
  const alive = () => state.agents.filter(({ process }) => isAlive(process));
  if (alive().length > 0 && state.agents.length > 0 && process.getuid?.() !== 0 && !signalAllowed(state))
    throw new ClusterError('NOMAD_AGENTS', {
      place: o.folder,
      problem: 'its agents run as root, and this does not',
      fix: 'run `sudo slotbench nomad agents stop`',
    });
  if (alive().length > 0) await endJobs(state, o.edge).catch(() => undefined); // what they leave is removed all the same
  for (const role of ['client', 'server', 'podman'] as const) {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      for (const { process: agent } of alive().filter((each) => each.role === role)) kill(agent.pid, signal);
      for (let i = 0; i < AGENT_SECONDS * 20 && alive().some((each) => each.role === role); i++)
        await sleep(50);
    }
  }
  if (state.podman !== undefined) await removeContainersOf(o.folder, state.podman);
  await removeLeftovers(o.folder, state.cgroup);
  return 'stopped';
}

/** Purges every job and waits until no task is left. */
async function endJobs(state: AgentsState, edge: Edge): Promise<void> {
  const access = { address: state.address, namespace: '*', ...(state.token ? { token: state.token } : {}) };
  const client = createNomadClient(access, { ...edge, sleep: () => Promise.reject(new Error('busy')) });
  for (const job of await client.jobs.list()) {
    const namespace = (job as { Namespace?: string }).Namespace ?? 'default';
    await createNomadClient({ ...access, namespace }, edge).jobs.purge(job.ID);
  }
  const deadline = Date.now() + JOBS_SECONDS * 1000;
  let index: number | undefined;
  while (Date.now() < deadline) {
    const { value, index: next } = await client.allocations.list(index === undefined ? {} : { index });
    if (value.every(({ ClientStatus }) => !['pending', 'running', 'unknown'].includes(ClientStatus))) return;
    index = next;
  }
}

function signalAllowed(state: AgentsState): boolean {
  try {
    for (const { process: agent } of state.agents) if (isAlive(agent)) process.kill(agent.pid, 0);
    return true;
  } catch {
    return false;
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone meanwhile.
  }
}
