import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Metric, MetricValue } from '@slotbench/wire';
import { createExposition, type Format } from '../../src/endpoints/exposition.ts';
import { createMetricsStore, type MetricsStore } from '../../src/endpoints/metrics-store.ts';
import { readExposition } from '../exposition-grammar.ts';
import { assertGolden } from '../golden.ts';

const gauge = (value: bigint): MetricValue => ({ kind: 'gauge', value });
const label = (value: string): MetricValue => ({ kind: 'label', value });
const plain = { noSuffix: false, help: new Map<string, string>() };

function storeOf(...metrics: [name: string, value: MetricValue][]): MetricsStore {
  const store = createMetricsStore();
  store.update(metrics.map(([name, value]): Metric => ({ name, value })));
  return store;
}

const STAMP = '# TYPE ekg_server_timestamp_ms counter\nekg_server_timestamp_ms 7\n# EOF\n';

function page(store: MetricsStore, format: Format = 'openmetrics', options = plain): string {
  const text = createExposition(options).node(store, 7, format).toString();
  readExposition(text, format);
  assert(text.endsWith(STAMP));
  return text.slice(0, -STAMP.length);
}

const cases: [name: string, entry: [string, MetricValue], text: string][] = [
  [
    'gauge',
    ['cardano.node.metrics.blockNum_int', gauge(7n)],
    '# TYPE cardano_node_metrics_blockNum_int gauge\ncardano_node_metrics_blockNum_int 7\n',
  ],
  [
    'counter',
    ['a.b-c d_counter', { kind: 'counter', value: 2n ** 62n }],
    '# TYPE a_b_c_d_counter counter\na_b_c_d_counter 4611686018427387904\n',
  ],
  ['negative gauge', ['g', gauge(-1n)], '# TYPE g gauge\ng -1\n'],
  ['double', ['density_real', label('5.0e-2')], 'density_real 5.0e-2\n'],
  ['double without value', ['x_real', label('-Infinity')], 'x_real -Infinity\n'],
  [
    'label set',
    ['build_info', label('{version="1.0"} 1')],
    '# TYPE build_info info\nbuild_info{version="1.0"} 1\n',
  ],
  ['empty label set', ['i', label('{} 1')], '# TYPE i info\ni{} 1\n'],
  [
    'label set with a quote that upstream does not escape',
    ['cardano_build_info', label('{version="1.2",rev="a"b\\"} 1')],
    '# TYPE cardano_build_info info\ncardano_build_info{version="1.2",rev="a\\"b\\\\"} 1\n',
  ],
  ['label set with a name twice', ['i', label('{a="1",a="2"} 1')], '# TYPE i info\ni{a="1"} 1\n'],
  ['text', ['era', label('Con"way\n')], '# TYPE era info\nera{value="Con\\"way\\n"} 1\n'],
  [
    'forged sample',
    ['x', label('{a="b"} 1\ny 2\n{} 1')],
    '# TYPE x info\nx{value="{a=\\"b\\"} 1\\ny 2\\n{} 1"} 1\n',
  ],
  ['odd name', ['ü', gauge(1n)], ''],
  ['name that starts with a digit', ['1x', gauge(1n)], '# TYPE _1x gauge\n_1x 1\n'],
];

for (const [name, entry, text] of cases)
  test(`exposition of a ${name}`, () => assert.equal(page(storeOf(entry)), text));

test('the text format has no type info', () => {
  const store = storeOf(['i', label('{a="1"} 1')]);
  assert.equal(page(store, 'text'), '# TYPE i gauge\ni{a="1"} 1\n');
});

test('of two metrics with one exposed name the first is printed', () => {
  const store = storeOf(['a.b', gauge(1n)], ['a-b', gauge(2n)], ['a_b_int', gauge(3n)]);
  assert.equal(page(store, 'text', { ...plain, noSuffix: true }), '# TYPE a_b gauge\na_b 1\n');
});

test('noSuffix strips one suffix, help is the first key in order that the name contains', () => {
  const help = new Map([
    ['peer.Cold', 'cold\npeers "x" \\'],
    ['peer', 'any peer'],
    ['aaa', ''],
  ]);
  assert.equal(
    page(storeOf(['peer.ColdBig_int_int', gauge(1n)]), 'text', { noSuffix: true, help }),
    '# TYPE peer_ColdBig_int gauge\n# HELP peer_ColdBig_int any peer\npeer_ColdBig_int 1\n',
  );
  const first = new Map([...help].slice(0, 1));
  assert.match(
    page(storeOf(['peer.Cold', gauge(1n)]), 'text', { noSuffix: false, help: first }),
    /# HELP peer_Cold cold\\npeers "x" \\\\\n/,
  );
});

test('a page remembers lines, and shows each new value', () => {
  const exposition = createExposition(plain);
  const store = storeOf(['a', gauge(1n)], ['b', label('{x="1"} 1')]);
  const fleet = () => exposition.fleet([{ name: 'n', metrics: store }], [], 7, 'text').toString();
  const one = () => exposition.node(store, 7, 'text').toString();
  assert.equal(one(), one());
  assert.equal(fleet(), fleet());
  store.update([
    { name: 'a', value: gauge(2n) },
    { name: 'b', value: label('{x="2"} 1') },
  ]);
  assert.match(one(), /^a 2$/m);
  assert.match(one(), /^b\{x="2"\} 1$/m);
  assert.match(fleet(), /^a\{node="n"\} 2$/m);
  assert.match(fleet(), /^b\{node="n",x="2"\} 1$/m);
  // Another exposition (after a reload) forgets the names of the first.
  const other = createExposition({ noSuffix: true, help: new Map([['a', 'help']]) });
  assert.match(other.node(store, 7, 'text').toString(), /# HELP a help\na 2\n/);
});

test('more names than are remembered still make right pages', () => {
  const exposition = createExposition(plain);
  for (let round = 0; round < 5; round++) {
    const names = Array.from({ length: 6000 }, (_, n): [string, MetricValue] => [
      `r${round}.m${n}`,
      gauge(1n),
    ]);
    const store = storeOf(...names);
    const nodes = [{ name: 'n', metrics: store }];
    assert.equal(readExposition(exposition.node(store, 7, 'text').toString(), 'text').size, 6001);
    assert.equal(readExposition(exposition.fleet(nodes, [], 7, 'text').toString(), 'text').size, 6001);
  }
});

const fleetNodes = [
  {
    name: 'relay "1"',
    metrics: storeOf(
      ['cardano.node.metrics.blockNum_int', gauge(17n)],
      ['cardano.node.metrics.density_real', label('5.0e-2')],
      ['cardano.node.metrics.forks_counter', { kind: 'counter', value: 2n }],
      ['tipBlock', label('{hash="ab",node="own"} 1')],
      ['mixed', gauge(1n)],
      ['slotbench.collector-objects_total', gauge(666n)],
    ),
  },
  {
    name: 'relay-2',
    metrics: storeOf(
      ['mixed', { kind: 'counter', value: 3n }],
      ['cardano.node.metrics.blockNum_int', gauge(18n)],
      ['era', label('Conway')],
    ),
  },
];
const own = [
  {
    name: 'slotbench_collector_objects_total',
    kind: 'counter' as const,
    help: 'Trace objects accepted.',
    samples: [{ labels: new Map(), value: 5 }],
  },
  {
    name: 'slotbench_collector_node_up',
    kind: 'gauge' as const,
    help: 'Whether the node is connected.',
    samples: [{ labels: new Map([['node', 'relay "1"']]), value: 1 }],
  },
];

for (const format of ['text', 'openmetrics'] as const)
  test(`all nodes on one page, ${format}`, () => {
    const help = new Map([['blockNum', 'Height of the chain']]);
    const text = createExposition({ noSuffix: false, help }).fleet(fleetNodes, own, 7, format).toString();
    readExposition(text, format);
    assertGolden(`fleet-${format}.txt`, text);
  });

test('whatever a node sends, pages keep the grammar and show every name', () => {
  let seed = 20_260_701;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed % below;
  };
  const pieces = [
    '{',
    '}',
    '"',
    '\\',
    ' 1',
    '=',
    ',',
    'a',
    'b',
    '\n',
    '\r',
    '1',
    '.',
    'é',
    '\u2028',
    '{a="',
    '"} 1',
    '-',
  ];
  const text = () => Array.from({ length: random(9) }, () => pieces[random(pieces.length)]).join('');
  const exposition = createExposition(plain);
  const nodes = ['a"b', 'c\\d'].map((name) => ({ name, metrics: createMetricsStore() }));
  for (let round = 0; round < 2000; round++) {
    for (const { metrics } of nodes) {
      const value: MetricValue =
        random(3) === 0 ? gauge(BigInt(random(100))) : label(random(2) === 0 ? text() : `{${text()}} 1`);
      metrics.update([{ name: `m${random(40)}${random(4) === 0 ? text() : ''}`, value }]);
    }
    const format = random(2) === 0 ? 'text' : 'openmetrics';
    readExposition(exposition.node(nodes[0]!.metrics, 7, format).toString(), format);
    if (round % 10 === 0) readExposition(exposition.fleet(nodes, own, 7, format).toString(), format);
  }
});
