import type { NodeSpec } from './node-specs.ts';
import type { Topology } from './topology.ts';

/** The topology file that a node reads, in the peer-to-peer format of cardano-node. */
export interface NodeTopologyFile {
  readonly bootstrapPeers: null;
  readonly localRoots: readonly {
    readonly accessPoints: readonly { readonly address: string; readonly port: number }[];
    readonly advertise: boolean;
    readonly trustable: boolean;
    readonly valency: number;
  }[];
  readonly publicRoots: readonly [];
  readonly useLedgerAfterSlot: -1;
}

/** The format before peer-to-peer networking. */
export interface LegacyTopologyFile {
  readonly Producers: readonly { readonly addr: string; readonly port: number; readonly valency: number }[];
}

/**
 * What node `id` connects to: one group a producer, all on loopback. `ports[i]` is the port of node i.
 * `useLedgerAfterSlot` -1: never take peers from the ledger.
 */
export function nodeTopologyFile(topology: Topology, id: number, ports: readonly number[]): NodeTopologyFile {
  return fileFor(producerIds(topology, id).map((producer) => ports[producer]!));
}

/** The file of one of `nodeSpecs`. A chain server connects to nobody, and its follower to it alone; no graph has them. */
export function nodeTopologyFileOf(
  topology: Topology,
  specs: Readonly<Record<string, NodeSpec>>,
  name: string,
): NodeTopologyFile {
  return fileFor(producerPorts(topology, specs, name));
}

/** The same connections for a node without peer-to-peer networking. */
export function legacyTopologyFileOf(
  topology: Topology,
  specs: Readonly<Record<string, NodeSpec>>,
  name: string,
): LegacyTopologyFile {
  const ports = producerPorts(topology, specs, name);
  return { Producers: ports.map((port) => ({ addr: '127.0.0.1', port, valency: 1 })) };
}

function producerPorts(
  topology: Topology,
  specs: Readonly<Record<string, NodeSpec>>,
  name: string,
): number[] {
  const server = Object.values(specs).find(({ kind }) => kind === 'chaindb-server');
  if (server !== undefined) return name === server.name ? [] : [server.port];
  return producerIds(topology, specs[name]!.i).map((id) => specs[nodeName(topology, id)]!.port);
}

function producerIds({ coreNodes, relayNodes }: Topology, id: number): number[] {
  const nodes = [...coreNodes, ...relayNodes];
  const idByName = new Map(nodes.map(({ name, nodeId }) => [name, nodeId]));
  return nodes.find(({ nodeId }) => nodeId === id)!.producers.map((name) => idByName.get(name)!);
}

function nodeName({ coreNodes, relayNodes }: Topology, id: number): string {
  return [...coreNodes, ...relayNodes].find(({ nodeId }) => nodeId === id)!.name;
}

function fileFor(ports: readonly number[]): NodeTopologyFile {
  return {
    bootstrapPeers: null,
    localRoots: ports.map((port) => ({
      accessPoints: [{ address: '127.0.0.1', port }],
      advertise: false,
      trustable: true,
      valency: 1,
    })),
    publicRoots: [],
    useLedgerAfterSlot: -1,
  };
}
