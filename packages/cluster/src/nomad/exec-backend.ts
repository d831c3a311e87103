import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Backend, BackendFault } from '../backend/backend.ts';
import { estimateBytes } from '../checks.ts';
import { ClusterError } from '../errors.ts';
import { accessFromEnv, type NomadAccess } from './access.ts';
import { accessToAgents, agentsFolder } from './agents/state.ts';
import { checkNomad } from './check.ts';
import { createNomadClient, type NomadClient } from './client/client.ts';
import { startNomadCluster } from './cluster.ts';
import type { Edge } from './connection.ts';
import type { Resources } from './job/job.ts';
import { runJob } from './job/run-job.ts';
import { ownerMeta } from './owner.ts';

/** The edge of this process. */
export const processEdge: Edge = {
  random: Math.random,
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
};

export interface NomadBackendOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Of agents that `slotbench nomad agents start` started; the user's own by default. */
  readonly agents?: string;
  readonly tmp?: string;
  readonly edge?: Edge;
  readonly now?: () => number;
}

/** Tasks of the `exec` driver: a chroot and control groups of their own, with what they need brought as artifacts. */
export function nomadExecBackend(o: NomadBackendOptions): Backend {
  const edge = o.edge ?? processEdge;
  const access = () => findAccess(o);
  return {
    name: 'nomad-exec',
    async check() {
      const found = await orFault(access);
      if ('problem' in found) return [found];
      return await checkNomad(createNomadClient(found, edge), { driver: 'exec' });
    },
    async startCluster(plan, { signal }) {
      const client = createNomadClient(await access(), edge);
      const profile = plan.meta.profile_content;
      return await startNomadCluster({
        client,
        edge,
        now: o.now ?? Date.now,
        cache: join(o.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'slotbench', 'bundles'),
        tmp: o.tmp ?? tmpdir(),
        plan,
        signal,
        jobOf: async ({ hosts, bundle, artifacts }) =>
          runJob({
            tag: plan.tag,
            namespace: client.access.namespace,
            ...(client.access.region === undefined ? {} : { region: client.access.region }),
            version: (await client.agent.self(signal)).config.Version?.Version ?? '1.6.3',
            hosts,
            driver: 'exec',
            config: {},
            command: bundle.supervisor,
            artifacts,
            resources: await resourcesOf(client),
            diskMB: BUNDLE_MB + Math.ceil(estimateBytes(profile) / hosts.length / 1e6),
            owner: ownerMeta(plan.runDir),
            datacenters: [...new Set((await client.nodes.list()).map(({ Datacenter }) => Datacenter))],
          }),
      });
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

/** The environment names a Nomad, or local agents run. Throws `BACKEND_UNUSABLE`. */
async function findAccess({ env, agents }: NomadBackendOptions): Promise<NomadAccess> {
  const access = accessFromEnv(env) ?? (await accessToAgents(agents ?? agentsFolder(env)));
  if (access !== undefined) return access;
  throw new ClusterError('BACKEND_UNUSABLE', {
    place: 'Nomad',
    problem: 'no server is named and no local agents run',
    fix: 'start agents of this machine: `sudo slotbench nomad agents start`, or set NOMAD_ADDR (and NOMAD_TOKEN)',
  });
}

async function orFault<T>(find: () => Promise<T>): Promise<T | BackendFault> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return { place: error.place, problem: error.problem, fix: error.fix };
  }
}
