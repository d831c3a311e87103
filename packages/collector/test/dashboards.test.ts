import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createExposition } from '../src/endpoints/exposition.ts';
import { createMetricsStore } from '../src/endpoints/metrics-store.ts';
import { selfMetrics } from '../src/endpoints/self-metrics.ts';
import { createStatistics, nodeStatistics } from '../src/statistics.ts';
import { readExposition } from './exposition-grammar.ts';
import { recordedMetrics } from './node-metrics.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const lists = JSON.parse(read('vectors/metrics/dashboards.json')) as Record<string, string[]>;
const lacking = lists['not of the embedded node']!;
const later = lists['from the first such event on']!;
const PREFIX = 'cardano_node_metrics_';

const nodes = [...recordedMetrics()].map(([name, metrics]) => {
  const store = createMetricsStore();
  // The server's own time of the sample is in the recording, and is no metric of the node.
  assert.equal(store.update(metrics.filter((metric) => metric.name !== 'ekg.server_timestamp_ms')), 0);
  return { name, metrics: store };
});
const exposition = createExposition({
  noSuffix: false,
  help: new Map([['blockNum', 'Height of the chain']]),
});
const statistics = createStatistics();
for (const { name } of nodes) nodeStatistics(statistics, name).objects = 5;
const connected = nodes.map((node) => ({ ...node, id: `${node.name}@0`, directory: node.name }));
const figures = { startedMs: 1000, cpuSeconds: 0.5, residentBytes: 1 };
const own = selfMetrics(statistics, figures, connected, () => ({
  lagMs: 5,
  lastObjectMs: 1_700_000_000_000,
}));
const pages = {
  node: exposition.node(nodes[0]!.metrics, 7, 'text').toString(),
  'all nodes': exposition.fleet(nodes, own, 7, 'text').toString(),
};
const names = new Set(readExposition(pages['all nodes'], 'text').keys());

for (const [list, wanted] of Object.entries(lists).filter(
  ([, entries]) => entries !== lacking && entries !== later,
))
  test(`every name that ${list} reads is on the page, under this very name`, () => {
    assert(wanted.length > 0);
    for (const name of wanted)
      if (!lacking.includes(name) && !later.includes(name)) assert(names.has(`${PREFIX}${name}`), name);
  });

test('names said to be lacking are', () => {
  for (const name of lacking) assert(!names.has(`${PREFIX}${name}`), name);
});

test('names of gLiveView stand before a blank, as its script matches them', () => {
  const missing = lists.gLiveView!.filter((name) => !pages.node.includes(`\n${PREFIX}${name} `));
  assert.deepEqual(
    missing.filter((name) => !lacking.includes(name) && !later.includes(name)),
    [],
  );
});

for (const format of ['text', 'openmetrics'] as const)
  test(`pages of real nodes keep the grammar, ${format}`, () => {
    for (const { metrics } of nodes) readExposition(exposition.node(metrics, 7, format).toString(), format);
    readExposition(exposition.fleet(nodes, own, 7, format).toString(), format);
  });

test('the collector’s own metrics have help and the names of Prometheus', () => {
  for (const [name, family] of readExposition(pages['all nodes'], 'text')) {
    if (!name.startsWith('slotbench_collector_')) continue;
    assert(family.help?.endsWith('.'), name);
    assert.equal(family.type, name.endsWith('_total') ? 'counter' : 'gauge');
  }
  assert(names.has('slotbench_collector_lost_objects_total'));
});

/** promtool remarks on names that cardano-node chose (camelCase, no `_total`); remarks on ours are faults. */
const NODE_OR_EKG = /^(?:cardano_node_metrics_|ekg_server_timestamp_ms )/;

for (const [what, page] of Object.entries(pages))
  test(`promtool reads the page of ${what}`, (t) => {
    const { status, stdout, stderr, error } = spawnSync('promtool', ['check', 'metrics'], { input: page });
    if (error !== undefined) return t.skip(`promtool is not installed: ${error.message}`);
    const said = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
    // 1: a page that cannot be read; 3: remarks on names.
    assert([0, 3].includes(status!), said.join('\n'));
    const unexpected = said.filter((line) => !NODE_OR_EKG.test(line));
    assert.deepEqual(unexpected, []);
  });
