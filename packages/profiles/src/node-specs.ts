import type { Profile } from './schema/profile.ts';
import type { Topology } from './topology.ts';

/** One process of the cluster, as `node-specs.json` holds it by name. */
export interface NodeSpec {
  readonly i: number;
  readonly kind: 'pool' | 'explorer';
  readonly pools: number;
  readonly autostart: boolean;
  readonly name: string;
  readonly isProducer: boolean;
  readonly port: number;
  readonly region: string;
  readonly shutdown_on_slot_synced: number | null;
  readonly shutdown_on_block_synced: number | null;
}

/**
 * Node specifications by name, in order of id. `ports[i]` is the TCP port of node i; upstream counts from 30000.
 * The explorer starts with the nodes of a scenario, not by itself.
 */
export function nodeSpecs(
  profile: Profile,
  topology: Topology,
  ports: readonly number[],
): Record<string, NodeSpec> {
  const { composition, node } = profile;
  const nodes = [...topology.coreNodes, ...topology.relayNodes].sort((a, b) => a.nodeId - b.nodeId);
  const pools = composition.n_dense_hosts > 0 ? composition.dense_pool_density : 1;
  return Object.fromEntries(
    nodes.map(({ name, nodeId, region, stakePool }): [string, NodeSpec] => {
      const producer = stakePool === true;
      return [
        name,
        {
          i: nodeId,
          kind: producer ? 'pool' : 'explorer',
          pools: producer ? pools : 0,
          autostart: producer,
          name,
          isProducer: producer,
          port: ports[nodeId]!,
          region,
          shutdown_on_slot_synced: node.shutdown_on_slot_synced,
          shutdown_on_block_synced: node.shutdown_on_block_synced,
        },
      ];
    }),
  );
}
