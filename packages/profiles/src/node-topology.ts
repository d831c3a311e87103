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

/**
 * What node `id` connects to: one group a producer, all on loopback. `ports[i]` is the port of node i.
 * `useLedgerAfterSlot` -1: never take peers from the ledger.
 */
export function nodeTopologyFile(topology: Topology, id: number, ports: readonly number[]): NodeTopologyFile {
  const nodes = [...topology.coreNodes, ...topology.relayNodes];
  const idByName = new Map(nodes.map(({ name, nodeId }) => [name, nodeId]));
  const producers = nodes.find(({ nodeId }) => nodeId === id)!.producers;
  return {
    bootstrapPeers: null,
    localRoots: producers.map((name) => ({
      accessPoints: [{ address: '127.0.0.1', port: ports[idByName.get(name)!]! }],
      advertise: false,
      trustable: true,
      valency: 1,
    })),
    publicRoots: [],
    useLedgerAfterSlot: -1,
  };
}
