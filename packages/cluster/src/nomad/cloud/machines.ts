import type { NomadClient } from '../client/client.ts';
import type { NomadNode } from '../client/nodes.ts';
import { INSTANCE_TYPE, type Machine, machineOf, saidBy, ZONE } from './machine.ts';
import type { Places } from './place-job.ts';

/** Clients that have a driver, and where they say what they are. */
export interface Machines {
  readonly machines: readonly Machine[];
  readonly places: Places;
}

/** Every client with the driver; `parallel` are asked at a time. */
export async function listMachines(client: NomadClient, driver: string, parallel = 16): Promise<Machines> {
  const stubs = (await client.nodes.list()).filter(({ Drivers }) => Drivers?.[driver]?.Healthy === true);
  const nodes: NomadNode[] = [];
  for (let i = 0; i < stubs.length; i += parallel)
    nodes.push(...(await Promise.all(stubs.slice(i, i + parallel).map(({ ID }) => client.nodes.read(ID)))));
  return {
    machines: nodes.map(machineOf),
    places: { instanceType: placeOf(nodes, INSTANCE_TYPE), zone: placeOf(nodes, ZONE) },
  };
}

/** The clients of a run are of one cloud. */
function placeOf(nodes: readonly NomadNode[], places: readonly string[]): string {
  for (const node of nodes) {
    const said = saidBy(node, places);
    if (said !== undefined) return said.place;
  }
  return places[0]!;
}
