import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeSpec } from '@slotbench/profiles';
import type { ClusterPlan } from '../../backend/backend.ts';
import type { NomadClient } from '../client/client.ts';
import type { HostsUp, PlaceProgram } from '../cluster.ts';
import { pinnedClient } from './clients-file.ts';
import { measureClock, refuseSkew } from './clocks.ts';
import { addressOf, diffDeployment, type Requested, refuseDifferences } from './deployment.ts';
import { putInPlace } from './files-in-place.ts';
import { type Machine, machineOf } from './machine.ts';

/**
 * Before anything is brought to the hosts of a run: compares them with what was requested, and their clocks with each other, notes both in
 * `nomad/deployment.json`, and puts into files and command lines where the nodes are. Throws `NOMAD_PLACEMENT`.
 */
export async function lookAtHosts(
  { allocations, channels }: HostsUp,
  o: {
    readonly client: NomadClient;
    readonly now: () => number;
    readonly plan: ClusterPlan;
    readonly specs: Readonly<Record<string, NodeSpec>>;
    readonly requested: ReadonlyMap<string, Requested>;
    readonly accept: boolean;
    readonly publicRouting: boolean;
  },
): Promise<PlaceProgram> {
  const machines = new Map<string, Machine>(
    await Promise.all(
      [...allocations].map(
        async ([host, { NodeID }]) => [host, machineOf(await o.client.nodes.read(NodeID))] as const,
      ),
    ),
  );
  const deployed = new Map([...machines].map(([host, machine]) => [host, pinnedClient(machine)]));
  const differences = diffDeployment(o.requested, deployed);
  const clocks = await Promise.all(
    [...channels].map(([host, channel]) =>
      measureClock(host, () => channel.ask<number>({ do: 'clock' }), o.now),
    ),
  );
  await note(o.plan.runDir, {
    requested: Object.fromEntries(o.requested),
    deployed: Object.fromEntries(deployed),
    differences,
    accepted: o.accept,
    clocks,
  });
  refuseDifferences(differences, { tag: o.plan.tag, accept: o.accept });
  refuseSkew(clocks);
  const nodes = [...machines].map(([node, machine]) => ({
    node,
    port: o.specs[node]!.port,
    address: addressOf(machine, o),
  }));
  return await putInPlace(o.plan.runDir, o.plan.programs, nodes);
}

async function note(runDir: string, deployment: object): Promise<void> {
  await mkdir(join(runDir, 'nomad'), { recursive: true });
  const path = join(runDir, 'nomad', 'deployment.json');
  await writeFile(path, `${JSON.stringify(deployment, undefined, 1)}\n`);
}
