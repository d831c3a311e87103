import { readFile, rename, writeFile } from 'node:fs/promises';
import { ClusterError } from '../../errors.ts';
import type { Machine } from './machine.ts';
import type { MachineWish, PlacementOptions } from './wishes.ts';

/** Which client every node runs on, in every run that is given the file. */
export interface ClientsFile {
  readonly version: 1;
  /** What it was made for; the nodes that a run has must stand in `nodes`, whatever its profile is called. */
  readonly profile: string;
  readonly wanted: PlacementOptions;
  readonly nodes: Readonly<Record<string, PinnedClient>>;
}

/** A client as it was when it was pinned: what differs later is shown before a run starts. */
export interface PinnedClient {
  readonly client: string;
  readonly name: string;
  readonly datacenter: string;
  readonly class: string | null;
  readonly instanceType: string | null;
  readonly zone: string | null;
  readonly cpu: string | null;
  readonly kernel: string | null;
  readonly nomad: string;
}

export function pinnedClient(machine: Machine): PinnedClient {
  const { id, name, datacenter, instanceType, zone, cpu, kernel, nomad } = machine;
  return { client: id, name, datacenter, class: machine.class, instanceType, zone, cpu, kernel, nomad };
}

export async function writeClientsFile(path: string, file: ClientsFile): Promise<void> {
  await writeFile(`${path}.tmp`, `${JSON.stringify(file, undefined, 1)}\n`);
  await rename(`${path}.tmp`, path);
}

/** Throws `RUN_UNSUPPORTED` with the place in the file that cannot be read. */
export async function readClientsFile(path: string): Promise<ClientsFile> {
  const wrong = (place: string, problem: string, cause?: unknown) =>
    new ClusterError('RUN_UNSUPPORTED', {
      place: `${path}${place}`,
      problem,
      fix: 'make it anew: slotbench nomad clients PROFILE --out FILE',
      cause,
    });
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw wrong('', `cannot be read (${cause.code})`, cause);
  });
  if (text.length > CHARACTERS_MAX) throw wrong('', `has more than ${CHARACTERS_MAX} characters`);
  let file: ClientsFile;
  try {
    file = JSON.parse(text);
  } catch (cause) {
    throw wrong('', `is no JSON: ${(cause as Error).message}`, cause);
  }
  if (file?.version !== 1 || typeof file.nodes !== 'object' || file.nodes === null)
    throw wrong('', 'expected {"version": 1, "nodes": {NODE: {"client": ID, …}}}');
  const taken = new Map<string, string>();
  for (const [node, pinned] of Object.entries(file.nodes)) {
    for (const key of ['client', 'name', 'datacenter'] as const)
      if (typeof pinned?.[key] !== 'string' || pinned[key] === '')
        throw wrong(`: nodes.${node}.${key}`, 'expected a text');
    const other = taken.get(pinned.client);
    if (other !== undefined)
      throw wrong(`: nodes.${node}.client`, `is that of ${other} too, and each node has its own machine`);
    taken.set(pinned.client, node);
  }
  return file;
}

/** Far more than 1,000 nodes need. */
const CHARACTERS_MAX = 4 * 1024 * 1024;

/**
 * Pure: the pinned machine of each node. Throws `NOMAD_PLACEMENT` that names every node which the file does not have, or whose client is
 * gone, takes no tasks or has no room, and what to do.
 */
export function pinnedMachines(
  wishes: readonly MachineWish[],
  o: { readonly file: ClientsFile; readonly path: string; readonly machines: readonly Machine[] },
): Map<string, Machine> {
  const found = new Map<string, Machine>();
  const faults: string[] = [];
  for (const wish of wishes) {
    const pinned = o.file.nodes[wish.node];
    const machine = o.machines.find(({ id }) => id === pinned?.client);
    if (pinned === undefined) faults.push(`${wish.node} is not in it`);
    else if (machine === undefined)
      faults.push(`${wish.node}: client ${pinned.name} (${pinned.client.slice(0, 8)}) is gone`);
    else if (machine.unusable !== undefined)
      faults.push(`${wish.node}: client ${machine.name} ${machine.unusable}`);
    else if (wish.datacenter !== null && wish.datacenter !== machine.datacenter)
      faults.push(
        `${wish.node}: client ${machine.name} is in datacenter ${machine.datacenter}, and the node belongs into ${wish.datacenter}`,
      );
    else if (machine.freeBytes !== null && machine.freeBytes < wish.diskBytes)
      faults.push(
        `${wish.node}: client ${machine.name} has ${Math.floor(machine.freeBytes / 1e6)} MB free, the run may need ${Math.ceil(wish.diskBytes / 1e6)} MB`,
      );
    else found.set(wish.node, machine);
  }
  if (faults.length === 0) return found;
  throw new ClusterError('NOMAD_PLACEMENT', {
    place: o.path,
    problem: faults.join('; '),
    fix: 'bring these clients back, or pin others: slotbench nomad clients PROFILE --out FILE (runs before and after are then on different machines)',
  });
}
