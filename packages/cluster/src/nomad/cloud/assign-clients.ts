import { ClusterError } from '../../errors.ts';
import type { Machine } from './machine.ts';
import type { MachineWish } from './wishes.ts';

/**
 * Pure: a client for each node, the same whenever clients and nodes are the same. Clients are taken in the order of their names, nodes in
 * that of their numbers, so that the third node of a region has its third client (the workbench's rule). Throws `NOMAD_PLACEMENT` with what every
 * node that stays without a machine lacks.
 */
export function assignClients(
  wishes: readonly MachineWish[],
  machines: readonly Machine[],
): Map<string, Machine> {
  const free = machines.filter(({ unusable }) => unusable === undefined).sort(byName);
  const assigned = new Map<string, Machine>();
  const without: MachineWish[] = [];
  for (const wish of wishes) {
    const at = free.findIndex((machine) => suits(machine, wish));
    if (at === -1) without.push(wish);
    else assigned.set(wish.node, free.splice(at, 1)[0]!);
  }
  if (without.length > 0) throw tooFew(without, wishes, machines);
  return assigned;
}

function suits(machine: Machine, wish: MachineWish): boolean {
  return (
    KINDS.every((kind) => wish[kind] === null || machine[kind] === wish[kind]) &&
    (machine.freeBytes === null || machine.freeBytes >= wish.diskBytes)
  );
}

/** From the widest to the narrowest: what is told first is what rules out most. */
const KINDS = ['datacenter', 'class', 'instanceType', 'zone'] as const;
const WORDS = { datacenter: 'datacenter', class: 'class', instanceType: 'instance type', zone: 'zone' };

/** Groups nodes that want the same and are refused for the same reason. */
function tooFew(
  without: readonly MachineWish[],
  wishes: readonly MachineWish[],
  machines: readonly Machine[],
): ClusterError {
  const byReason = new Map<string, { nodes: string[]; fix: string }>();
  for (const wish of without) {
    const { problem, fix } = whyNone(wish, wishes, machines);
    const known = byReason.get(problem);
    if (known === undefined) byReason.set(problem, { nodes: [wish.node], fix });
    else known.nodes.push(wish.node);
  }
  const [[problem, { nodes, fix }], ...more] = [...byReason] as [
    [string, { nodes: string[]; fix: string }],
    ...[string, { nodes: string[]; fix: string }][],
  ];
  return new ClusterError('NOMAD_PLACEMENT', {
    place: `no place for ${nodes.join(', ')}`,
    problem,
    fix: [
      fix,
      ...more.map(([reason, each]) => `no place for ${each.nodes.join(', ')}: ${reason}; ${each.fix}`),
    ].join('\n'),
  });
}

function whyNone(
  wish: MachineWish,
  wishes: readonly MachineWish[],
  machines: readonly Machine[],
): { problem: string; fix: string } {
  let left = machines.filter(({ unusable }) => unusable === undefined);
  if (left.length === 0)
    return {
      problem:
        machines.length === 0
          ? 'Nomad has no clients'
          : `no client is ready: ${machines.map(({ name, unusable }) => `${name} ${unusable}`).join(', ')}`,
      fix: 'start clients that join these servers, or see their logs',
    };
  const met: string[] = [];
  for (const kind of KINDS) {
    const wanted = wish[kind];
    if (wanted === null) continue;
    const matching = left.filter((machine) => machine[kind] === wanted);
    if (matching.length === 0)
      return {
        problem: `no client${of(met)} has ${WORDS[kind]} ${wanted}; they have ${counted(left.map((each) => each[kind] ?? 'none'))}`,
        fix: fixes[kind],
      };
    left = matching;
    met.push(`${WORDS[kind]} ${wanted}`);
  }
  const roomy = left.filter(({ freeBytes }) => freeBytes === null || freeBytes >= wish.diskBytes);
  if (roomy.length === 0) {
    const most = Math.max(...left.map(({ freeBytes }) => freeBytes ?? 0));
    return {
      problem: `no client${of(met)} has room: the run may need ${megabytes(wish.diskBytes)} MB on each, and ${left.length === 1 ? 'it has' : 'none has more than'} ${megabytes(most)} MB free`,
      fix: 'free disk space in the data folder of the clients, or make the run shorter',
    };
  }
  const wanting = wishes.filter((other) => KINDS.every((kind) => other[kind] === wish[kind])).length;
  return {
    problem: `${wanting} nodes want a client${of(met)} each, and there ${roomy.length === 1 ? 'is' : 'are'} ${roomy.length}`,
    fix: 'the run has more nodes than there are machines: add clients or take a profile with fewer nodes',
  };
}

const fixes = {
  datacenter: 'start clients there, or take a profile with other regions',
  class: 'name another class with --class, or give clients this node_class',
  instanceType: 'name another with --instance-type, or start clients of this type',
  zone: 'name another with --zone, or start clients there',
} as const;

/** ` of datacenter eu, class perf` */
function of(met: readonly string[]): string {
  return met.length === 0 ? '' : ` of ${met.join(', ')}`;
}

/** `perf (2), none (1)` */
function counted(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort()
    .map(([value, n]) => `${value} (${n})`)
    .join(', ');
}

function byName(a: Machine, b: Machine): number {
  return a.name.localeCompare(b.name, 'en', { numeric: true }) || (a.id < b.id ? -1 : 1);
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}
