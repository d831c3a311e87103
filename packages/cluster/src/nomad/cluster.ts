import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeSpec } from '@slotbench/profiles';
import type { Cluster, ClusterPlan } from '../backend/backend.ts';
import { ClusterError } from '../errors.ts';
import type { ProgramPlan } from '../program.ts';
import { limitSeconds } from '../scenario/time-limit.ts';
import { removeRecord, writeRecord } from './attach/record.ts';
import { BUNDLE_DEST, type Bundle } from './bundle/bundle.ts';
import type { Channel } from './channel.ts';
import type { AllocationStub } from './client/allocations.ts';
import type { NomadClient } from './client/client.ts';
import type { Edge } from './connection.ts';
import type { Delivery } from './delivery.ts';
import { startFileServer } from './file-server.ts';
import { bringUp } from './hosts-up.ts';
import { type Host, hostsOf } from './job/hosts.ts';
import type { NomadJob } from './job/job.ts';
import { noteClients, noteJob } from './notes.ts';
import { sweepJobs, withUntil } from './owner.ts';
import { purgeJob } from './purge-job.ts';
import { openRunHosts } from './run-hosts.ts';

export interface NomadClusterOptions {
  readonly client: NomadClient;
  readonly edge: Edge;
  readonly now: () => number;
  readonly plan: ClusterPlan;
  readonly signal: AbortSignal;
  /** Told, in words, what the user may want to know beside the run. */
  readonly note?: ((words: string) => void) | undefined;
  /** What the tasks fetch. */
  readonly bundleOf: (plans: readonly ProgramPlan[]) => Promise<Bundle>;
  /** Whether the hosts share a collector. */
  readonly collectors: 'one' | 'one a host';
  /** The job of the run: what differs between drivers. */
  readonly jobOf: (o: {
    hosts: readonly Host[];
    bundle: Bundle;
    artifacts: NomadJob['TaskGroups'][number]['Tasks'][number]['Artifacts'];
  }) => Promise<NomadJob>;
  /** How files reach the tasks; from the loopback of this machine by default. */
  readonly deliver?: (() => Promise<Delivery>) | undefined;
  /** Looks at the hosts that came up, before anything is brought to them; what it throws ends the run. Resolves to how programs are placed there. */
  readonly onUp?: ((up: HostsUp) => Promise<PlaceProgram>) | undefined;
  /** Whether hosts stay, with all that is on them, when a run that had begun is over. */
  readonly keep?: boolean | undefined;
}

export interface HostsUp {
  readonly allocations: ReadonlyMap<string, AllocationStub>;
  readonly channels: ReadonlyMap<string, Channel>;
}

/** Pure: a program of a host with what only its place decides. */
export type PlaceProgram = (program: ProgramPlan, host: string) => ProgramPlan;

/** Seconds for which hosts keep a run that nobody watches, after its time limit: a night and a day. */
const KEEP_SECONDS = 24 * 3600;
/** Seconds that bringing a run up may take before its clock starts. */
const UP_SECONDS = 900;
/** Hosts that are to stay do so until their job is stopped. */
const FOR_EVER_SECONDS = 1e9;

/**
 * The cluster of a run on Nomad: a job with a supervisor on every host, to which the run's files are brought and which starts what it
 * is told. Rejects with the reason, in words, if it cannot come up; nothing is left then.
 */
export async function startNomadCluster(o: NomadClusterOptions): Promise<Cluster> {
  const { client, plan, signal } = o;
  const specs: Record<string, NodeSpec> = JSON.parse(
    await readFile(join(plan.runDir, 'node-specs.json'), 'utf8'),
  );
  await sweepJobs(client, { now: o.now, note: o.note, signal });
  const server = await (o.deliver ?? startFileServer)();
  let job: NomadJob | undefined;
  try {
    const bundle = await o.bundleOf(plan.programs);
    const hosts = hostsOf(plan.programs.map(bundle.relocate), specs, o.collectors);
    const untilMs = o.now() + (UP_SECONDS + limitSeconds(plan.meta.timing) + KEEP_SECONDS) * 1000;
    const wanted = await o.jobOf({ hosts, bundle, artifacts: await artifactsOf(bundle, server) });
    job = withUntil(wanted, untilMs);
    await noteJob(plan.runDir, job, server.hide);
    const allocations = await bringUp(client, job, signal);
    await noteClients(plan.runDir, allocations);
    const run = {
      job: job.ID,
      namespace: job.Namespace,
      until: new Date(untilMs).toISOString(),
      relay: [...bundle.supervisor, '--relay', '/local/supervisor.sock'],
      keep: o.keep === true,
    };
    return await openRunHosts({
      ...o,
      ...run,
      hosts,
      allocations,
      begin: {
        server,
        keepSeconds: o.keep === true ? FOR_EVER_SECONDS : KEEP_SECONDS,
        onUp: async (channels) => {
          const place = await o.onUp?.({ allocations, channels });
          if (place === undefined) return hosts;
          return hosts.map((host) => ({
            ...host,
            programs: host.programs.map((each) => place(each, host.name)),
          }));
        },
        onDeployed: (placed) => writeRecord(plan.runDir, { ...run, programs: plan.programs, hosts: placed }),
      },
    });
  } catch (error) {
    await server.close();
    await removeRecord(plan.runDir);
    if (job !== undefined) await purgeJob(client, job.ID);
    throw withoutSecret(error, server.hide);
  }
}

/** Clients quote the address from which they could not fetch. */
function withoutSecret(error: unknown, hide: Delivery['hide']): unknown {
  if (!(error instanceof ClusterError) || hide(error.message) === error.message) return error;
  const [place, problem, fix] = [error.place, error.problem, error.fix].map(hide);
  return new ClusterError(error.code, { place: place!, problem: problem!, fix: fix! });
}

async function artifactsOf(bundle: Bundle, server: Delivery) {
  return await Promise.all(
    bundle.archives.map(async ({ name, path, sha256 }) => ({
      GetterSource: await server.offer(name, path),
      GetterOptions: { checksum: `sha256:${sha256}` },
      GetterMode: 'dir' as const,
      RelativeDest: BUNDLE_DEST,
    })),
  );
}
