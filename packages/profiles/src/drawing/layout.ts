import type { Topology, TopologyNode } from '../topology.ts';

/** Where a node stands in a drawing, in pixels. */
export interface Placed {
  readonly node: TopologyNode;
  readonly x: number;
  readonly y: number;
}

/** A region: its circle of nodes. */
export interface RegionPlace {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export interface Link {
  readonly from: Placed;
  readonly to: Placed;
  /** Each of the two connects to the other. */
  readonly mutual: boolean;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly regions: readonly RegionPlace[];
  readonly nodes: readonly Placed[];
  readonly relays: readonly Placed[];
  readonly links: readonly Link[];
}

/** Between neighbours of a ring. */
const SPACING = 44;
const MARGIN = 60;

/**
 * Nodes of a region on a circle in the order of their ids, regions around the middle, relays in the middle (below a
 * single region). Deterministic: the same graph is the same drawing.
 */
export function layOut(topology: Topology): Drawing {
  const names = [...new Set(topology.coreNodes.map(({ region }) => region))];
  const members = names.map((region) => topology.coreNodes.filter((node) => node.region === region));
  const radii = members.map(({ length }) =>
    length < 2 ? 16 : Math.max(32, (SPACING * length) / (2 * Math.PI)),
  );
  const largest = Math.max(16, ...radii);
  // Far enough from the middle that neighbouring circles do not touch and a relay has room between them.
  const orbit =
    names.length < 2 ? 0 : Math.max((largest + 40) / Math.sin(Math.PI / names.length), largest + 70);
  const middle = orbit + largest + MARGIN;
  const regions = names.map((name, r): RegionPlace => {
    const { x, y } = around(middle, middle, orbit, r / Math.max(1, names.length));
    return { name, x, y, radius: radii[r]! };
  });
  const nodes = members.flatMap((ring, r) =>
    ring.map((node, i): Placed => {
      const { x, y, radius } = regions[r]!;
      return { node, ...(ring.length === 1 ? { x, y } : around(x, y, radius, i / ring.length)) };
    }),
  );
  const below = names.length < 2;
  const relays = topology.relayNodes.map(
    (node, i): Placed => ({
      node,
      x: middle + i * SPACING,
      y: below ? middle + largest + MARGIN : middle,
    }),
  );
  return {
    width: 2 * middle,
    height: 2 * middle + (below && relays.length > 0 ? MARGIN : 0),
    regions,
    nodes,
    relays,
    links: links([...nodes, ...relays]),
  };
}

function around(x: number, y: number, radius: number, turn: number): { x: number; y: number } {
  const angle = 2 * Math.PI * turn - Math.PI / 2;
  return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
}

/** One link a pair of nodes, however many of the two connect. */
function links(placed: readonly Placed[]): Link[] {
  const byName = new Map(placed.map((each) => [each.node.name, each]));
  const found: Link[] = [];
  for (const from of placed)
    for (const name of new Set(from.node.producers)) {
      const to = byName.get(name);
      if (to === undefined) continue;
      const mutual = to.node.producers.includes(from.node.name);
      if (!mutual || from.node.nodeId < to.node.nodeId) found.push({ from, to, mutual });
    }
  return found;
}
