import { buildTopology, nodeSpecs, type Profile } from '@slotbench/profiles';
import { createNomadClient } from '../client/client.ts';
import type { Edge } from '../connection.ts';
import { findAccess } from '../find-access.ts';
import { assignClients } from './assign-clients.ts';
import { type ClientsFile, pinnedClient } from './clients-file.ts';
import type { Machine } from './machine.ts';
import { listMachines } from './machines.ts';
import { type PlacementOptions, wishesOf } from './wishes.ts';

interface Site {
  readonly env: NodeJS.ProcessEnv;
  /** Of agents of this machine, if not the user's own. */
  readonly agents?: string;
  readonly edge: Edge;
}

/** Clients of a Nomad that can take the nodes of runs (driver exec), by datacenter and name. */
export async function nomadClients(site: Site): Promise<readonly Machine[]> {
  const client = createNomadClient(await findAccess(site), site.edge);
  const { machines } = await listMachines(client, 'exec');
  return machines.toSorted(
    (a, b) =>
      a.datacenter.localeCompare(b.datacenter) || a.name.localeCompare(b.name, 'en', { numeric: true }),
  );
}

/** Assigns the nodes of a profile to the clients that are there now. Throws `NOMAD_PLACEMENT` where a node finds none. */
export async function pinClients(
  site: Site,
  o: { readonly profile: Profile; readonly wanted: PlacementOptions },
): Promise<ClientsFile> {
  const topology = buildTopology(o.profile);
  const count = topology.coreNodes.length + topology.relayNodes.length + 1;
  // Ports are those of a run, and no wish.
  const specs = nodeSpecs(o.profile, topology, new Array(count).fill(0));
  const assigned = assignClients(wishesOf(o.profile, specs, o.wanted), await nomadClients(site));
  return {
    version: 1,
    profile: o.profile.name,
    wanted: o.wanted,
    nodes: Object.fromEntries([...assigned].map(([node, machine]) => [node, pinnedClient(machine)])),
  };
}
