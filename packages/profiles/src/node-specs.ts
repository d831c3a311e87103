import type { Profile } from './schema/profile.ts';
import type { Topology } from './topology.ts';

/** One process of the cluster, as `node-specs.json` holds it by name. */
export interface NodeSpec {
  readonly i: number;
  readonly kind: 'pool' | 'chaindb-server' | 'explorer';
  readonly pools: number;
  readonly autostart: boolean;
  readonly name: string;
  readonly isProducer: boolean;
  readonly port: number;
  /** Null beside a chain server. */
  readonly region: string | null;
  readonly shutdown_on_slot_synced: number | null;
  readonly shutdown_on_block_synced: number | null;
}

/**
 * Node specifications by name, in order of id. `ports[i]` is the TCP port of node i; upstream counts from 30000.
 * The explorer starts with the nodes of a scenario, not by itself. A chain server is node-0, before the explorer, and no
 * node of the topology.
 */
export function nodeSpecs(
  profile: Profile,
  topology: Topology,
  ports: readonly number[],
): Record<string, NodeSpec> {
  const { composition, node } = profile;
  const limits = {
    shutdown_on_slot_synced: node.shutdown_on_slot_synced,
    shutdown_on_block_synced: node.shutdown_on_block_synced,
  };
  const server = composition.with_chaindb_server === true;
  const pools = composition.n_dense_hosts > 0 ? composition.dense_pool_density : 1;
  const nodes = [...topology.coreNodes, ...topology.relayNodes].sort((a, b) => a.nodeId - b.nodeId);
  const specs = nodes.map(({ name, nodeId, region, stakePool }): NodeSpec => {
    const producer = stakePool === true;
    const i = nodeId + (server ? 1 : 0);
    return {
      i,
      kind: producer ? 'pool' : 'explorer',
      pools: producer ? pools : 0,
      autostart: producer,
      name,
      isProducer: producer,
      port: ports[i]!,
      region: server ? null : region,
      ...limits,
    };
  });
  if (server) specs.unshift(chainServer(ports[0]!, limits));
  return Object.fromEntries(specs.map((spec) => [spec.name, spec]));
}

function chainServer(
  port: number,
  limits: Pick<NodeSpec, 'shutdown_on_slot_synced' | 'shutdown_on_block_synced'>,
): NodeSpec {
  return {
    i: 0,
    kind: 'chaindb-server',
    pools: 0,
    autostart: true,
    name: 'node-0',
    isProducer: false,
    port,
    region: null,
    ...limits,
  };
}
