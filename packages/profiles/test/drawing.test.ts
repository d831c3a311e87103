import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layOut } from '../src/drawing/layout.ts';
import { buildTopology, profileNames, resolveProfile, topologyDot, topologySvg } from '../src/index.ts';

const graph = (name: string) => buildTopology(resolveProfile(name));

test('every graph is drawn whole: no node on another, none outside, every connection a link', () => {
  for (const name of profileNames()) {
    const topology = graph(name);
    const { width, height, nodes, relays, links } = layOut(topology);
    const all = [...nodes, ...relays];
    assert.equal(all.length, topology.coreNodes.length + topology.relayNodes.length, name);
    for (const [i, a] of all.entries()) {
      assert.ok(a.x > 13 && a.y > 13 && a.x < width - 13 && a.y < height - 13, `${name} ${a.node.name}`);
      for (const b of all.slice(i + 1))
        assert.ok(Math.hypot(a.x - b.x, a.y - b.y) > 26, `${name}: ${a.node.name} on ${b.node.name}`);
    }
    const drawn = links.reduce((sum, { mutual }) => sum + (mutual ? 2 : 1), 0);
    const connections = all.reduce((sum, { node }) => sum + new Set(node.producers).size, 0);
    assert.equal(drawn, connections, name);
  }
});

test('the drawing names regions and nodes', () => {
  const svg = topologySvg(graph('value-nomadperf'), 'a <title>');
  for (const part of ['eu-central-1', 'us-east-1', 'ap-southeast-2', 'explorer', 'a &#60;title&#62;'])
    assert.ok(svg.includes(part), part);
  assert.equal(svg.match(/<circle/g)!.length, 52 + 3);
  assert.equal(svg, topologySvg(graph('value-nomadperf'), 'a <title>'));
});

test('the graph in Graphviz’s language', () => {
  assert.equal(
    topologyDot(graph('ci-test-nomadperf'), 'ci'),
    `digraph "ci" {
  node [shape=circle, fontsize=10];
  subgraph cluster_0 {
    label="eu-central-1";
    "node-0";
  }
  subgraph cluster_1 {
    label="us-east-1";
    "node-1";
  }
  "explorer" [shape=box];
  "node-0" -> "node-1";
  "node-1" -> "node-0";
  "explorer" -> "node-0" [style=dotted];
  "explorer" -> "node-1" [style=dotted];
}
`,
  );
});
