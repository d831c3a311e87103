import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MetricUpdate } from '../../src/message.ts';
import { MetricStore } from '../../src/metrics/store.ts';
import { golden, needsGolden } from '../golden.ts';

type RecordedMetric =
  | { type: 'IntM' | 'DoubleM'; name: string; value: string }
  | { type: 'CounterM'; name: string; value: string | null }
  | { type: 'PrometheusM'; name: string; labels: [string, string][] };
export interface RecordedStore {
  name: string;
  prefix: string | null;
  messages: RecordedMetric[][];
  exceptions: (string | null)[];
  sampleException: string | null;
  store: Record<string, { kind: string; value: string }>;
  blocksSorted: string[];
  blocksNoSuffixSorted: string[];
  help: [string, string][];
}

export function updateOf(metric: RecordedMetric): MetricUpdate {
  switch (metric.type) {
    case 'IntM':
      return { kind: 'int', name: metric.name, value: BigInt(metric.value) };
    case 'DoubleM':
      return { kind: 'real', name: metric.name, value: Number(metric.value) };
    case 'CounterM':
      return {
        kind: 'counter',
        name: metric.name,
        ...(metric.value !== null && { add: Number(metric.value) }),
      };
    case 'PrometheusM':
      return { kind: 'label', name: metric.name, pairs: Object.fromEntries(metric.labels) };
  }
}

/** Label values are escaped here and not upstream, where a quote breaks the line; M8 also repeats a label. */
const escaped = (text: string): string => text.replace('rev="a"b"', 'rev="a\\"b"');
const repeatsLabel = ['M8'];

test('names, kinds and values as in the recorded stores', needsGolden, () => {
  const { cases } = golden<{ cases: RecordedStore[] }>('metrics.json');
  const whole = cases.filter(
    (c) =>
      !repeatsLabel.includes(c.name) && c.sampleException === null && c.exceptions.every((e) => e === null),
  );
  assert.ok(whole.length >= 10);
  for (const { name, prefix, messages, store: expected } of whole) {
    const store = new MetricStore(prefix ?? '');
    for (const metric of messages.flat()) store.update(updateOf(metric));
    const got = Object.fromEntries(
      [...store.metrics()].map((m) => [m.name, { kind: m.value.kind, value: String(m.value.value) }]),
    );
    const want = Object.fromEntries(
      Object.entries(expected).map(([key, { kind, value }]) => [key, { kind, value: escaped(value) }]),
    );
    assert.deepEqual(got, want, name);
    assert.equal(store.conflicts, 0);
  }
});

test('a name stays with the kind that had it first', () => {
  const store = new MetricStore('');
  store.update({ kind: 'int', name: 'x', value: 1 });
  store.update({ kind: 'label', name: 'x_int', pairs: { a: 'b' } });
  assert.deepEqual([...store.metrics()], [{ name: 'x_int', value: { kind: 'gauge', value: 1n } }]);
  assert.equal(store.conflicts, 1);
});

test('gauges take fractions and nonsense without an error', () => {
  const store = new MetricStore('p.');
  store.update({ kind: 'int', name: 'a', value: 1.9 });
  store.update({ kind: 'int', name: 'b', value: Number.NaN });
  store.update({ kind: 'int', name: 'c', value: 2n ** 63n });
  assert.deepEqual(
    [...store.metrics()].map(({ value }) => value.value),
    [1n, 0n, -(2n ** 63n)],
  );
});
