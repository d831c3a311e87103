import { ProfileError } from './errors.ts';
import type { Profile } from './schema/profile.ts';

/** A node of the graph. `producers` are the nodes that it connects to. */
export interface TopologyNode {
  readonly name: string;
  readonly nodeId: number;
  readonly org: 'IOHK';
  readonly pools: number | null;
  readonly producers: readonly string[];
  readonly region: string;
  readonly stakePool: boolean | null;
}

/** `topology.json` of a run: producers by region group, then relays (the explorer). */
export interface Topology {
  readonly coreNodes: readonly TopologyNode[];
  readonly relayNodes: readonly TopologyNode[];
}

type Shape = Profile['composition']['topology'];

/**
 * The graph of a profile. Nodes are placed round-robin into regions; `coreNodes` stand in order of region, so the index
 * in the array is not the node's id. Source: cardano-topology.
 */
export function buildTopology({ composition, name }: Profile): Topology {
  if (composition.with_proxy)
    throw new ProfileError('PROFILE_TOPOLOGY', {
      place: `profile ${name}`,
      faults: [{ path: 'composition.with_proxy', expected: 'false: no graph has a proxy', got: 'true' }],
    });
  const { locations, topology: shape, n_pool_hosts: n } = composition;
  const regions = locations.map((_, r) => range(n).filter((i) => i % locations.length === r));
  const coreNodes = regions.flat().map(
    (id): TopologyNode => ({
      name: `node-${id}`,
      nodeId: id,
      org: 'IOHK',
      pools: 1,
      producers: producerIds(shape, id, { n, regions }).map((i) => `node-${i}`),
      region: locations[id % locations.length]!,
      stakePool: true,
    }),
  );
  return { coreNodes, relayNodes: composition.with_explorer ? [explorer(composition)] : [] };
}

/** A relay that follows every producer; nobody follows it. One that syncs from a chain server is placed in no cluster. */
function explorer({ n_pool_hosts: n, locations, with_chaindb_server }: Profile['composition']): TopologyNode {
  const local = locations[0] === 'loopback' && with_chaindb_server !== true;
  return {
    name: 'explorer',
    nodeId: n,
    org: 'IOHK',
    pools: null,
    producers: range(n).map((i) => `node-${i}`),
    region: local ? 'loopback' : 'eu-central-1',
    stakePool: null,
  };
}

function producerIds(
  shape: Shape,
  id: number,
  o: { n: number; regions: readonly (readonly number[])[] },
): number[] {
  switch (shape) {
    case 'uni-circle':
      return o.n === 1 ? [] : [(id + 1) % o.n];
    case 'line':
      return [id + 1, id - 1].filter((i) => i >= 0 && i < o.n);
    case 'torus':
      return torusProducers(id, o.regions, []);
    case 'torus-dense':
      return torusProducers(id, o.regions, [1 / 3, 2 / 3]);
  }
}

/**
 * A ring inside each region, one link to the node of the same index in every other region, and chords across the ring
 * at the given fractions of its length; the second chord only where a region has 9 nodes or more.
 */
function torusProducers(
  id: number,
  regions: readonly (readonly number[])[],
  chords: readonly number[],
): number[] {
  const own = id % regions.length;
  const index = Math.floor(id / regions.length);
  const ring = regions[own]!;
  const length = ring.length;
  const at = (offset: number) => ring[(index + offset + length) % length]!;
  const others = range(regions.length - 1).map((d) => regions[(own + d + 1) % regions.length]!);
  const next = length > 1 ? [at(1)] : [];
  const previous = length > 2 ? [at(-1)] : [];
  return [
    ...others.filter((region) => region.length > 0).map((region) => region[index % region.length]!),
    ...next,
    ...previous,
    ...chords
      .filter((_, i) => i === 0 || length >= 9)
      .map((fraction) => at(Math.floor(fraction * length + 1e-9))),
  ];
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}
