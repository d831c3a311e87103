import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MetricValue } from '@slotbench/wire';
import { renderExposition } from '../src/exposition.ts';
import { createMetricsStore } from '../src/metrics-store.ts';

const gauge = (value: bigint): MetricValue => ({ kind: 'gauge', value });
const label = (value: string): MetricValue => ({ kind: 'label', value });
const options = { noSuffix: false, help: new Map<string, string>() };

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
  ['double', ['density_real', label('5.0e-2')], 'density_real 5.0e-2\n'],
  [
    'label set',
    ['build_info', label('{version="1.0"} 1')],
    '# TYPE build_info info\nbuild_info{version="1.0"} 1\n',
  ],
  ['text', ['era', label('Con"way\n')], '# TYPE era info\nera{value="Con\\"way\\n"} 1\n'],
  [
    'forged sample',
    ['x', label('{a="b"} 1\ny 2\n{} 1')],
    '# TYPE x info\nx{value="{a=\\"b\\"} 1\\ny 2\\n{} 1"} 1\n',
  ],
  ['odd name', ['ü', gauge(1n)], ''],
];

for (const [name, entry, text] of cases)
  test(`exposition of a ${name}`, () => assert.equal(renderExposition([entry], options), `${text}# EOF\n`));

test('noSuffix strips one suffix, help is the first key in order that the name contains', () => {
  const help = new Map([
    ['peer.Cold', 'cold\npeers'],
    ['peer', 'any peer'],
    ['aaa', ''],
  ]);
  assert.equal(
    renderExposition([['peer.ColdBig_int_int', gauge(1n)]], { noSuffix: true, help }),
    '# TYPE peer_ColdBig_int gauge\n# HELP peer_ColdBig_int any peer\npeer_ColdBig_int 1\n# EOF\n',
  );
  assert.match(
    renderExposition([['peer.Cold', gauge(1n)]], { noSuffix: false, help: new Map([...help].slice(0, 1)) }),
    /# HELP peer_Cold cold\\npeers\n/,
  );
});

test('the store lets counters only grow, overwrites the rest and bounds the names', () => {
  const store = createMetricsStore();
  const counter = (value: bigint) => ({ name: 'c', value: { kind: 'counter', value } as const });
  store.update([counter(5n), { name: 'g', value: gauge(5n) }]);
  store.update([counter(3n), { name: 'g', value: gauge(3n) }]);
  assert.deepEqual(
    [...store.entries()],
    [
      ['c', { kind: 'counter', value: 5n }],
      ['g', { kind: 'gauge', value: 3n }],
    ],
  );
  const many = Array.from({ length: 10_003 }, (_, n) => ({ name: `m${n}`, value: gauge(0n) }));
  assert.equal(store.update(many), 5);
});
