import { ClusterError } from '../errors.ts';
import { type AllocationStub, explainTask } from './client/allocations.ts';
import type { NomadClient } from './client/client.ts';
import { NODE_DATACENTER, type NomadJob } from './job/job.ts';
import { type AllocMetric, explainPlacement } from './placement.ts';
import { taskWords } from './task-words.ts';

/** Seconds for the clients to fetch the artifacts and start the tasks. */
const PATIENCE_SECONDS = 300;

/**
 * Asks the scheduler whether the job could be placed, submits it and waits, by blocking queries, until every task runs. Throws
 * `NOMAD_PLACEMENT` in words, or `NOMAD_TASK` with what the client says; the job may be there then.
 */
export async function bringUp(
  client: NomadClient,
  job: NomadJob,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, AllocationStub>> {
  refusePlacement(job, (await client.jobs.plan(job, signal)).FailedTGAllocs);
  const evaluation = await client.evaluations.finished(await client.jobs.register(job, signal), signal);
  refusePlacement(job, evaluation.FailedTGAllocs ?? null);
  if (evaluation.Status === 'failed' || evaluation.Status === 'canceled')
    throw new ClusterError('NOMAD_PLACEMENT', {
      place: `job ${job.ID}`,
      problem: `the scheduler gave up on it (${evaluation.StatusDescription ?? evaluation.Status})`,
      fix: 'see the log of the servers',
    });
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_SECONDS * 1000)]);
  let index: number | undefined;
  let last: readonly AllocationStub[] = [];
  for (;;) {
    try {
      const answer = await client.jobs.allocations(job.ID, {
        ...(index === undefined ? {} : { index }),
        signal: patience,
      });
      last = answer.value;
      index = answer.index;
    } catch (error) {
      if (signal.aborted || !patience.aborted) throw error;
      throw tooLate(job, last);
    }
    const byHost = new Map(last.map((each) => [each.TaskGroup, each]));
    for (const [host, allocation] of byHost) await refuseFailed(client, host, allocation);
    const isUp = ({ Name }: NomadJob['TaskGroups'][number]) =>
      byHost.get(Name)?.TaskStates?.[Name]?.State === 'running';
    if (job.TaskGroups.every(isUp)) return byHost;
  }
}

function refusePlacement(job: NomadJob, failed: Readonly<Record<string, AllocMetric>> | null): void {
  if (failed === null || Object.keys(failed).length === 0) return;
  const regions = Object.fromEntries(
    job.TaskGroups.map(({ Name, Constraints }) => [
      Name,
      Constraints.find(({ LTarget }) => LTarget === NODE_DATACENTER)?.RTarget ?? null,
    ]),
  );
  const [first, ...more] = explainPlacement(failed, regions);
  throw new ClusterError('NOMAD_PLACEMENT', {
    ...first!,
    place: `no place for ${first!.place}`,
    fix: [
      first!.fix,
      ...more.map(({ place, problem, fix }) => `no place for ${place}: ${problem}; ${fix}`),
    ].join('\n'),
  });
}

async function refuseFailed(client: NomadClient, host: string, allocation: AllocationStub): Promise<void> {
  const task = allocation.TaskStates?.[host];
  if (task?.State !== 'dead' && !['failed', 'lost', 'complete'].includes(allocation.ClientStatus)) return;
  const words = await taskWords(client, allocation.ID, host);
  throw new ClusterError('NOMAD_TASK', {
    place: `host ${host} on client ${allocation.NodeName}`,
    problem: `did not come up: ${explainTask(task)}${words === '' ? '' : `; its last words:\n${words}\n`}`,
    fix: fixOf(explainTask(task)),
  });
}

function fixOf(words: string): string {
  // nomad-driver-podman 0.4.1 may end when its service is gone; exec is part of Nomad and cannot.
  if (/dial unix \S+ connect|exited unexpectedly|plugin is shut down|code = Unavailable/.test(words))
    return 'see that podman’s service runs: systemctl status podman.socket, or start the agents again';
  if (/failed to create image|unable to pull image/.test(words))
    return 'build the image: slotbench backend image (with sudo if the agents were started with it)';
  if (/artifact|download/i.test(words))
    return 'see that the client reaches the file server of this machine, or run on clients of this machine';
  if (/No such file|not found|error while loading shared libraries|executable/i.test(words))
    return 'give tasks what they need in `chroot_env` of the client; `slotbench nomad agents start` does so';
  return 'change what the message names; `nomad alloc status` on the client shows more';
}

function tooLate(job: NomadJob, allocations: readonly AllocationStub[]): ClusterError {
  const waiting = job.TaskGroups.map(({ Name }) => Name).filter(
    (name) =>
      allocations.find(({ TaskGroup }) => TaskGroup === name)?.TaskStates?.[name]?.State !== 'running',
  );
  const state = allocations.find(({ TaskGroup }) => TaskGroup === waiting[0])?.TaskStates?.[waiting[0]!];
  return new ClusterError('NOMAD_TASK', {
    place: `host ${waiting.join(', ')}`,
    problem: `is not up after ${PATIENCE_SECONDS} s; its last word: ${state?.Events?.at(-1)?.DisplayMessage ?? 'none'}`,
    fix: 'see the log of the client; a slow network needs a smaller run',
  });
}
