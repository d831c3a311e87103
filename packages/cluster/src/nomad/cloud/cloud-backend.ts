import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeSpec } from '@slotbench/profiles';
import type { Backend, Cluster, ClusterPlan } from '../../backend/backend.ts';
import { ClusterError } from '../../errors.ts';
import { makeBundle } from '../bundle/bundle.ts';
import type { NomadClient } from '../client/client.ts';
import { type NomadBackendOptions, type NomadKind, nomadBackend } from '../nomad-backend.ts';
import { processEdge } from '../process-edge.ts';
import { assignClients } from './assign-clients.ts';
import { type ClientsFile, pinnedMachines, readClientsFile } from './clients-file.ts';
import { deliveryFault, openDelivery } from './delivery-choice.ts';
import type { Requested } from './deployment.ts';
import {
  type FoldOnHostsOptions,
  type FoldProgram,
  foldOnHosts,
  foldPlan,
  tidyAfterFold,
} from './fold-on-hosts.ts';
import { lookAtHosts } from './look-at-hosts.ts';
import type { Machine } from './machine.ts';
import { listMachines } from './machines.ts';
import { placeJob } from './place-job.ts';
import { clusterWish, type MachineWish, wishesOf } from './wishes.ts';

/** What a user may ask of a run on a cloud. */
export interface CloudOptions {
  /** Path of the file that says which client each node runs on (`slotbench nomad clients --out`). */
  readonly clients?: string | undefined;
  /** `ADDR[:PORT]` of this machine at which clients fetch the files of the run. */
  readonly serve?: string | undefined;
  /** Take hosts that are not what was requested. */
  readonly acceptDeployment?: boolean | undefined;
  /** Leave the hosts as they are when the run is over. */
  readonly keepRunning?: boolean | undefined;
  /** Fold the logs where they are, with this program, and bring only the columns. */
  readonly foldProgram?: FoldProgram | undefined;
  /** Whether the bucket's keys were made a moment ago. */
  readonly newKeys?: boolean | undefined;
  /** Told what could not be cleaned up. */
  readonly tell?: ((words: string) => void) | undefined;
}

const DRIVER = 'exec';

/**
 * Tasks of the `exec` driver on machines of a cloud: each node on a client of its own, of the datacenter, class, type and zone that it
 * wants, and the same in every run.
 */
export function nomadCloudBackend(o: NomadBackendOptions & CloudOptions): Backend {
  const edge = o.edge ?? processEdge;
  const tell = o.tell ?? (() => {});
  /** By tag: a run whose hosts are up and fold its logs at its end. */
  const folding = new Map<string, FoldOnHostsOptions>();
  const kind: NomadKind = {
    name: 'nomad-cloud',
    driver: DRIVER,
    async lacks({ client, env }) {
      const fault = deliveryFault({ env, nomad: client.access.address, serve: o.serve });
      return fault === undefined ? [] : [fault];
    },
    async bring(plan, { client, env, cache }, signal) {
      const profile = plan.meta.profile_content;
      const specs = await specsOf(plan);
      const cluster = clusterWish(profile);
      refuseNamespace(client, cluster.namespace, profile.name);
      const file = o.clients === undefined ? undefined : await readClientsFile(o.clients);
      const wishes = wishesOf(profile, specs, file?.wanted);
      const { machines, places } = await listMachines(client, DRIVER);
      const pinned =
        file === undefined
          ? assignClients(wishes, machines)
          : pinnedMachines(wishes, { file, path: o.clients!, machines });
      const keep = o.keepRunning === true || cluster.keepRunning;
      const nomad = client.access.address;
      let program: FoldProgram | undefined;
      return {
        async bundleOf(plans) {
          if (o.foldProgram === undefined) return await makeBundle({ plans, cache });
          const fold = foldPlan('fold', o.foldProgram);
          const bundle = await makeBundle({ plans: [...plans, fold], cache });
          program = bundle.relocate(fold).argv;
          return bundle;
        },
        config: {},
        keep,
        place: (job) => placeJob(job, { wishes, pinned, places, keep }),
        deliver: () =>
          openDelivery({ env, nomad, serve: o.serve, newKeys: o.newKeys, edge, tag: plan.tag, signal, tell }),
        async onUp(up) {
          const now = o.now ?? Date.now;
          if (program !== undefined)
            folding.set(plan.tag, { client, edge, now, plan, channels: up.channels, program });
          return await lookAtHosts(up, {
            client,
            now,
            plan,
            specs,
            requested: requestedOf(wishes, pinned, file),
            accept: o.acceptDeployment === true,
            publicRouting: cluster.publicRouting,
          });
        },
      };
    },
  };
  const backend = nomadBackend(kind, o);
  return {
    ...backend,
    async startCluster(plan, options) {
      const cluster = await backend.startCluster(plan, options);
      const folded = folding.get(plan.tag);
      folding.delete(plan.tag);
      return folded === undefined ? cluster : foldsFirst(cluster, folded, tell);
    },
  };
}

/** Before what is on the hosts is fetched, their logs become columns. */
function foldsFirst(cluster: Cluster, o: FoldOnHostsOptions, tell: (words: string) => void): Cluster {
  return {
    ...cluster,
    async fetchLogs() {
      const problem = await foldOnHosts(o);
      if (problem !== undefined) tell(`the logs are fetched, because they could not be folded: ${problem}`);
      await cluster.fetchLogs();
      await tidyAfterFold(o.plan.runDir, problem !== undefined);
    },
  };
}

/** What is pinned must be as it was then; else what the profile wants, on the machine that was chosen. */
function requestedOf(
  wishes: readonly MachineWish[],
  pinned: ReadonlyMap<string, Machine>,
  file: ClientsFile | undefined,
): Map<string, Requested> {
  return new Map(
    wishes.map((wish) => {
      const wanted = Object.entries({
        client: pinned.get(wish.node)!.id,
        datacenter: wish.datacenter,
        class: wish.class,
        instanceType: wish.instanceType,
        zone: wish.zone,
      }).filter(([, value]) => value !== null);
      return [wish.node, { ...Object.fromEntries(wanted), ...file?.nodes[wish.node] }];
    }),
  );
}

function refuseNamespace({ access }: NomadClient, wanted: string | null, profile: string): void {
  if (wanted === null || wanted === access.namespace) return;
  throw new ClusterError('NOMAD_PLACEMENT', {
    place: `profile ${profile}: cluster.nomad.namespace`,
    problem: `the profile belongs into namespace ${wanted}, and this is ${access.namespace}`,
    fix: `set NOMAD_NAMESPACE=${wanted}, or name another with an overlay`,
  });
}

async function specsOf({ runDir }: ClusterPlan): Promise<Record<string, NodeSpec>> {
  return JSON.parse(await readFile(join(runDir, 'node-specs.json'), 'utf8'));
}
