/** Pure: which files and processes a run consists of, from profile, ports and paths. */
import {
  buildTopology,
  generatorConfig,
  legacyAcceptorConfig,
  type NodeSpec,
  nodeSpecs,
  type Profile,
  type Topology,
  tracerConfig,
  tracingSetup,
} from '@slotbench/profiles';
import { withFollowers } from './driver/followers.ts';
import type { AnchorPoint, NodeDriver } from './driver/node-driver.ts';
import { ANCHOR_FOLDER } from './driver/write-anchor.ts';
import { type ProgramPlan, type Programs, SHUTDOWN_IPC_FD } from './program.ts';
import { SOCKETS_LINK } from './runtime-folder.ts';

export interface Layout {
  readonly topology: Topology;
  readonly specs: Readonly<Record<string, NodeSpec>>;
  /** Text by path relative to the run directory. */
  readonly files: ReadonlyMap<string, string>;
  readonly programs: readonly ProgramPlan[];
}

/** A node implementation as it is started. */
export interface NodeChoice {
  readonly driver: NodeDriver;
  /** Command line without arguments. */
  readonly command: readonly [string, ...string[]];
}

/** Ports of a run: one a node (by id), then the collector's three endpoints. */
export function portCount(topology: Topology): number {
  return topology.coreNodes.length + topology.relayNodes.length + 3;
}

/** `ports` must hold `portCount` ports. Every program works in its own folder; all paths are relative to it. */
export function planFiles(o: {
  profile: Profile;
  driver: NodeDriver;
  programs: Programs;
  ports: readonly number[];
  /** Node number -> what runs there instead of `driver` and `programs.node`. */
  others?: ReadonlyMap<number, NodeChoice>;
  /** Where the network goes on from, if not from its genesis. */
  anchor?: AnchorPoint | undefined;
  /** A collector a host has no endpoints: hosts may be one machine, and their ports would clash. */
  collectors?: 'one' | 'one a host';
  /** Whether an outside observer follows the nodes. */
  observe?: boolean;
}): Layout {
  const { profile, programs, ports } = o;
  const chosen: NodeChoice = { driver: o.driver, command: programs.node };
  const choiceOf = (i: number): NodeChoice => o.others?.get(i) ?? chosen;
  const { topology, specs } = placed(profile, ports, choiceOf);
  const nodes = Object.values(specs);
  const setup = tracingSetup(profile);
  const tracerSocketPath = `../${SOCKETS_LINK}/tracer.socket`;
  const acceptors =
    setup === 'legacyForward' ? nodes.map(({ name }) => ({ name, acceptorPath: acceptorPath(name) })) : [];
  const nodePlans = nodes.map((node) => {
    const { driver, command } = choiceOf(node.i);
    return driver.plan({
      profile,
      topology,
      node,
      ports,
      command,
      genesisFolder: GENESIS_FOLDER,
      ...(o.anchor === undefined
        ? {}
        : { anchor: { ...o.anchor, folder: `${GENESIS_FOLDER}/${ANCHOR_FOLDER}` } }),
      socketPath: `../${SOCKETS_LINK}/${node.name}.socket`,
      tracerSocketPath: setup === 'legacyForward' ? acceptorPath(node.name) : tracerSocketPath,
    });
  });
  const [prometheus, ekg, timeseries] = ports.slice(nodes.length) as [number, number, number];
  const whole = tracerConfig(profile, {
    socketPath: tracerSocketPath,
    logRoot: '.',
    ports: { prometheus, ekg, timeseries },
  });
  const manyCollectors = o.collectors === 'one a host';
  const tracer = manyCollectors ? withoutEndpoints(whole) : whole;
  const readable = new Set(
    nodePlans.flatMap(({ program, files }) => (files.has('config.json') ? [program.name] : [])),
  );
  const host =
    [...(specs.explorer ? [specs.explorer] : []), ...nodes].find(({ name }) => readable.has(name)) ??
    nodes[0]!;
  const script = generatorConfig(profile, {
    targets: nodes
      .filter((node) => node.isProducer)
      .map(({ name, port }) => ({ name, addr: '127.0.0.1', port })),
    localNodeSocketPath: `../${host.name}/node.socket`,
    nodeConfigFile: `../${host.name}/config.json`,
    sigKey: '../genesis/utxo-keys/utxo1/utxo.skey',
  });
  return {
    topology,
    specs,
    files: new Map([
      ['profile.json', json(profile)],
      ['topology.json', json(topology)],
      ['node-specs.json', json(specs)],
      ...nodePlans.flatMap(({ program, files }) =>
        [...files].map(([path, text]): [string, string] => [`${program.name}/${path}`, text]),
      ),
      ['generator/run-script.json', json(script)],
      ...(setup === 'forward' ? [['tracer/config.json', json(tracer)] as [string, string]] : []),
      ...(setup === 'legacyForward'
        ? [['tracer/config.json', json(legacyAcceptorConfig(acceptors))] as [string, string]]
        : []),
    ]),
    programs: [
      ...(setup === 'forward'
        ? [tracerProgram(programs, tracerSocketPath, manyCollectors ? [] : [prometheus])]
        : []),
      ...(setup === 'legacyForward' ? [acceptorProgram(programs, acceptors)] : []),
      ...nodePlans.map(({ program }) => program),
      ...(o.observe === true ? [observerProgram(programs)] : []),
      generatorProgram(programs, setup === 'forward' ? tracerSocketPath : undefined),
    ],
  };
}

/** As the nodes see it. */
const GENESIS_FOLDER = '../genesis';

/** The network of the profile; a node whose implementation does not forge is a follower in it. */
function placed(
  profile: Profile,
  ports: readonly number[],
  choiceOf: (i: number) => NodeChoice,
): Pick<Layout, 'topology' | 'specs'> {
  const topology = buildTopology(profile);
  const specs = nodeSpecs(profile, topology, ports);
  const followers = Object.values(specs)
    .filter(({ i, isProducer }) => isProducer && !choiceOf(i).driver.capabilities.has('forging'))
    .map(({ i }) => i);
  return followers.length === 0
    ? { topology, specs }
    : withFollowers({ topology, specs }, new Set(followers));
}

const shutdownIpc = ['--shutdown-ipc', String(SHUTDOWN_IPC_FD)];

function withoutEndpoints(config: Record<string, unknown>): Record<string, unknown> {
  const { hasPrometheus: _, hasEKG: __, hasTimeseries: ___, ...rest } = config;
  return rest;
}

function tracerProgram({ collector }: Programs, socketPath: string, ports: readonly number[]): ProgramPlan {
  return {
    name: 'tracer',
    role: 'tracer',
    producer: false,
    argv: [...collector, '-c', 'config.json', ...shutdownIpc],
    env: {},
    ready: { sockets: [socketPath], ports },
  };
}

/** The legacy system has a socket for each node. */
function acceptorPath(node: string): string {
  return `../${SOCKETS_LINK}/${node}.traces`;
}

function acceptorProgram(
  { acceptor }: Programs,
  acceptors: readonly { readonly acceptorPath: string }[],
): ProgramPlan {
  return {
    name: 'tracer',
    role: 'tracer',
    producer: false,
    argv: [...acceptor, 'config.json', ...shutdownIpc],
    env: {},
    ready: { sockets: acceptors.map(({ acceptorPath }) => acceptorPath), ports: [] },
  };
}

/** Reads nodes and magic from the run itself, and finds its processes by the folders that they work in. */
function observerProgram({ observer }: Programs): ProgramPlan {
  return {
    name: 'observer',
    role: 'observer',
    producer: false,
    argv: [...observer, '--run', '..', '--out', 'observations.jsonl', ...shutdownIpc],
    env: {},
    ready: { sockets: [], ports: [] },
  };
}

function generatorProgram({ generator }: Programs, tracerSocketPath: string | undefined): ProgramPlan {
  return {
    name: 'generator',
    role: 'generator',
    producer: false,
    argv: [
      ...generator,
      'run-script.json',
      ...(tracerSocketPath === undefined ? [] : ['--cardano-tracer', tracerSocketPath]),
      ...shutdownIpc,
    ],
    env: {},
    ready: { sockets: [], ports: [] },
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 1)}\n`;
}
