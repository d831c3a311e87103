/** Pure: programs and files of a run that was planned on loopback, placed into the regions of a network. */
import type { Topology } from '@slotbench/profiles';
import type { ProgramPlan } from '../program.ts';
import type { NetworkPlan, RegionPlan } from './network-plan.ts';

const LOOPBACK = '127.0.0.1';

/** Where a program of the run is; the collector stays outside: it listens on a socket file. */
export function regionOf(
  program: ProgramPlan,
  topology: Topology,
  plan: NetworkPlan,
): RegionPlan | undefined {
  if (program.role !== 'node' && program.role !== 'generator') return undefined;
  const node = [...topology.coreNodes, ...topology.relayNodes].find(({ name }) => name === program.name);
  // The generator works beside the explorer, as on a cluster; a profile of one machine calls its region `loopback`.
  const region = node?.region ?? topology.relayNodes[0]?.region;
  return plan.regions.find((one) => one.region === region) ?? plan.regions[0];
}

/** TCP port to the address of the node that listens there: ports are unique in a run. */
export function addressesByPort(
  programs: readonly ProgramPlan[],
  topology: Topology,
  plan: NetworkPlan,
): ReadonlyMap<number, string> {
  return new Map(
    programs
      .filter(({ role }) => role === 'node')
      .flatMap((program) =>
        program.ready.ports.map((port): [number, string] => [
          port,
          regionOf(program, topology, plan)!.address,
        ]),
      ),
  );
}

/** The program inside its namespace, listening on the address of its region and knowing the others by theirs. */
export function placeProgram(
  program: ProgramPlan,
  region: RegionPlan,
  addresses: ReadonlyMap<number, string>,
): ProgramPlan {
  const placed = readdress(program, { own: region.address, addresses });
  return { ...placed, argv: ['nsenter', `--net=/run/netns/${region.namespace}`, '--', ...placed.argv] };
}

/** The program listening on `own` instead of loopback and knowing the others by their addresses. */
export function readdress(
  program: ProgramPlan,
  { own, addresses }: { readonly own: string; readonly addresses: ReadonlyMap<number, string> },
): ProgramPlan {
  const placed = (text: string): string =>
    text === LOOPBACK
      ? own
      : text.replaceAll(/\b127\.0\.0\.1:(\d+)/g, (whole, port) =>
          addresses.has(Number(port)) ? `${addresses.get(Number(port))}:${port}` : whole,
        );
  const [command, ...args] = program.argv;
  return {
    ...program,
    argv: [command, ...args.map(placed)],
    env: Object.fromEntries(Object.entries(program.env).map(([name, value]) => [name, placed(value)])),
  };
}

/** A JSON file (topology, run script) in which every `{address | addr: "127.0.0.1", port}` of a node becomes the address of its region. */
export function placeAddresses(text: string, addresses: ReadonlyMap<number, string>): string {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const object = value as Readonly<Record<string, unknown>>;
    const address = addresses.get(object.port as number);
    return Object.fromEntries(
      Object.entries(object).map(([key, one]) => [
        key,
        (key === 'address' || key === 'addr') && one === LOOPBACK && address !== undefined
          ? address
          : walk(one),
      ]),
    );
  };
  return `${JSON.stringify(walk(JSON.parse(text)), undefined, 1)}\n`;
}
