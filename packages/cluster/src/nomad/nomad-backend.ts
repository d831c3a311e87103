import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend, BackendFault, BackendName, Cluster, ClusterPlan } from '../backend/backend.ts';
import { collectorsOf } from '../backend/backend.ts';
import { estimateBytes } from '../checks.ts';
import { ClusterError } from '../errors.ts';
import type { ProgramPlan } from '../program.ts';
import { attachNomadCluster } from './attach/attach-cluster.ts';
import type { Bundle } from './bundle/bundle.ts';
import { checkNomad } from './check.ts';
import { createNomadClient, type NomadClient } from './client/client.ts';
import { type NomadClusterOptions, startNomadCluster } from './cluster.ts';
import type { Edge } from './connection.ts';
import { findAccess } from './find-access.ts';
import type { NomadJob, Resources } from './job/job.ts';
import { runJob } from './job/run-job.ts';
import { ownerMeta } from './owner.ts';
import { processEdge } from './process-edge.ts';

export interface NomadBackendOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Of agents that `slotbench nomad agents start` started; the user's own by default. */
  readonly agents?: string;
  readonly tmp?: string;
  readonly edge?: Edge;
  readonly now?: () => number;
}

/** In what the backends on Nomad differ. */
export interface NomadKind {
  readonly name: Exclude<BackendName, 'local'>;
  readonly driver: string;
  /** What is missing beside a Nomad whose clients have the driver. */
  lacks?(site: NomadSite): Promise<readonly BackendFault[]>;
  /** What the tasks of a run are made of. Throws `ClusterError` if it cannot be had, and leaves nothing then. */
  bring(plan: ClusterPlan, site: NomadSite, signal: AbortSignal): Promise<Brought>;
}

export interface NomadSite {
  readonly client: NomadClient;
  readonly env: NodeJS.ProcessEnv;
  readonly agents: string | undefined;
  /** Folder for temporary files. */
  readonly tmp: string;
  /** Folder of what runs share. */
  readonly cache: string;
}

export interface Brought {
  /** What the tasks fetch, and where programs are there. */
  bundleOf(plans: readonly ProgramPlan[]): Promise<Bundle>;
  /** Configuration of the driver beside command and arguments. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Folder of the tasks for the sockets of all hosts; each host has one of its own by default. */
  readonly sockets?: string;
  /** Once the job has ended. */
  undo?(): Promise<void>;
  readonly deliver?: NomadClusterOptions['deliver'];
  readonly onUp?: NomadClusterOptions['onUp'];
  readonly keep?: boolean;
  /** Pure: the job with what says where its hosts go. */
  place?(job: NomadJob): NomadJob;
}

/** Runs as jobs of a Nomad whose clients have a driver. */
export function nomadBackend(kind: NomadKind, o: NomadBackendOptions): Backend {
  const edge = o.edge ?? processEdge;
  const openSite = async (): Promise<NomadSite> => ({
    client: createNomadClient(await findAccess(o), edge),
    env: o.env,
    agents: o.agents,
    tmp: o.tmp ?? tmpdir(),
    cache: join(o.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'slotbench', 'bundles'),
  });
  return {
    name: kind.name,
    async check() {
      const site = await orFault(openSite);
      if ('problem' in site) return [site];
      const faults = await checkNomad(site.client, { driver: kind.driver });
      return [...faults, ...((await kind.lacks?.(site)) ?? [])];
    },
    async startCluster(plan, { signal, note }) {
      const site = await openSite();
      const { client } = site;
      const brought = await kind.bring(plan, site, signal);
      const start = () =>
        startNomadCluster({
          client,
          edge,
          now: o.now ?? Date.now,
          plan,
          signal,
          note,
          bundleOf: brought.bundleOf,
          collectors: collectorsOf[kind.name],
          deliver: brought.deliver,
          onUp: brought.onUp,
          keep: brought.keep,
          jobOf: async ({ hosts, bundle, artifacts }) => {
            const job = runJob({
              tag: plan.tag,
              namespace: client.access.namespace,
              ...(client.access.region === undefined ? {} : { region: client.access.region }),
              version: (await client.agent.self(signal)).config.Version?.Version ?? '1.6.3',
              hosts,
              driver: kind.driver,
              config: brought.config,
              command: bundle.supervisor,
              ...(brought.sockets === undefined ? {} : { sockets: brought.sockets }),
              artifacts,
              resources: await resourcesOf(client),
              diskMB: BUNDLE_MB + Math.ceil(estimateBytes(plan.meta.profile_content) / hosts.length / 1e6),
              owner: ownerMeta(plan.runDir),
              datacenters: [...new Set((await client.nodes.list()).map(({ Datacenter }) => Datacenter))],
            });
            return brought.place?.(job) ?? job;
          },
        });
      return await withUndo(start, brought.undo);
    },
    async attachCluster(plan, { signal }) {
      const { client } = await openSite();
      return await attachNomadCluster({ client, edge, now: o.now ?? Date.now, plan, signal });
    },
  };
}

/** Node, packages and the logs of the task itself, unpacked. */
const BUNDLE_MB = 250;

/** Nodes of a run share machines: they reserve little and may use more where the servers allow it. */
async function resourcesOf(client: NomadClient): Promise<Resources> {
  const mayUseMore = await client.agent.schedulerConfiguration().then(
    ({ SchedulerConfig }) => SchedulerConfig.MemoryOversubscriptionEnabled,
    () => false, // a token that may not read it
  );
  return mayUseMore ? { CPU: 100, MemoryMB: 256, MemoryMaxMB: 4096 } : { CPU: 100, MemoryMB: 1024 };
}

/** A cluster after whose end, or whose failure to start, something is undone. */
async function withUndo(start: () => Promise<Cluster>, undo: Brought['undo']): Promise<Cluster> {
  if (undo === undefined) return await start();
  try {
    const cluster = await start();
    return { ...cluster, stop: () => cluster.stop().finally(undo) };
  } catch (error) {
    await undo();
    throw error;
  }
}

async function orFault<T>(find: () => Promise<T>): Promise<T | BackendFault> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return { place: error.place, problem: error.problem, fix: error.fix };
  }
}
