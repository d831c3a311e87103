import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MetricStore } from '../../src/metrics/store.ts';
import { golden, needsGolden } from '../golden.ts';
import { type RecordedStore, updateOf, whole } from './recorded.ts';

/** Label values are escaped here and not upstream, where a quote breaks the line. */
const escaped = (text: string): string => text.replace('rev="a"b"', 'rev="a\\"b"');

test('names, kinds and values as in the recorded stores', needsGolden, () => {
  const { cases } = golden<{ cases: RecordedStore[] }>('metrics.json');
  const stores = whole(cases);
  assert.ok(stores.length >= 10);
  for (const { name, prefix, messages, store: expected } of stores) {
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

test('labels as upstream writes them, unescaped, with compat', needsGolden, () => {
  const { cases } = golden<{ cases: RecordedStore[] }>('metrics.json');
  const recorded = cases.find(({ name }) => name === 'M8')!;
  const store = new MetricStore('', { compat: true });
  for (const metric of recorded.messages.flat()) store.update(updateOf(metric));
  const [metric] = [...store.metrics()];
  // An object has a key once: the second `a` is all that is missing.
  const wanted = recorded.store.info!.value.replace('a="1",', '').replace(',a="again"', ',a="again"');
  const sorted = (text: string | bigint): string[] =>
    String(text)
      .slice(1, -3)
      .split(/,(?=[^"]*=")/)
      .sort();
  assert.deepEqual(sorted(metric!.value.value), sorted(wanted));
});
