import type { Topology, TopologyNode } from '../topology.ts';

/** The graph in Graphviz's language: a cluster a region, an edge for each connection, relays as boxes. */
export function topologyDot(topology: Topology, title: string): string {
  const { coreNodes, relayNodes } = topology;
  const regions = [...new Set(coreNodes.map(({ region }) => region))];
  const lines = [
    `digraph ${quoted(title)} {`,
    '  node [shape=circle, fontsize=10];',
    ...regions.flatMap((region, i) => [
      `  subgraph cluster_${i} {`,
      `    label=${quoted(region)};`,
      ...coreNodes.filter((node) => node.region === region).map(({ name }) => `    ${quoted(name)};`),
      '  }',
    ]),
    ...relayNodes.map(({ name }) => `  ${quoted(name)} [shape=box];`),
    ...coreNodes.flatMap((node) => edges(node, '')),
    ...relayNodes.flatMap((node) => edges(node, ' [style=dotted]')),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function edges({ name, producers }: TopologyNode, style: string): string[] {
  return producers.map((producer) => `  ${quoted(name)} -> ${quoted(producer)}${style};`);
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
