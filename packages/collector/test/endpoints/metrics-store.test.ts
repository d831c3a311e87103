import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MetricValue } from '@slotbench/wire';
import { createMetricsStore } from '../../src/endpoints/metrics-store.ts';

const gauge = (name: string, value: bigint) => ({ name, value: { kind: 'gauge', value } as MetricValue });
const counter = (name: string, value: bigint) => ({ name, value: { kind: 'counter', value } as MetricValue });
const label = (name: string, value: string) => ({ name, value: { kind: 'label', value } as MetricValue });

test('counters only grow, the rest is overwritten', () => {
  const store = createMetricsStore();
  store.update([counter('c', 5n), gauge('g', 5n)]);
  store.update([counter('c', 3n), gauge('g', 3n)]);
  assert.deepEqual(
    [...store.entries()],
    [
      ['c', { kind: 'counter', value: 5n }],
      ['g', { kind: 'gauge', value: 3n }],
    ],
  );
});

test('only a new value makes a new version; a new kind takes the name over', () => {
  const store = createMetricsStore();
  const version = () => store.get('x')!.version;
  store.update([gauge('x', 1n)]);
  const first = version();
  store.update([gauge('x', 1n)]);
  assert.equal(version(), first);
  store.update([gauge('x', 2n)]);
  assert.notEqual(version(), first);
  store.update([label('x', '2')]);
  assert.deepEqual(store.get('x')!.value, { kind: 'label', value: '2' });
});

test('names, their length and all text of a node are bounded; known names still change', () => {
  const store = createMetricsStore();
  assert.equal(store.update(Array.from({ length: 10_003 }, (_, n) => gauge(`m${n}`, 0n))), 3);
  assert.equal(store.update([gauge('m0', 1n), gauge('new', 1n)]), 1);
  assert.deepEqual(store.get('m0')!.value, { kind: 'gauge', value: 1n });

  const other = createMetricsStore();
  assert.equal(other.update([gauge('a'.repeat(512), 0n), gauge('a'.repeat(513), 0n)]), 1);
  assert.equal(other.update([label('l', 'x'.repeat(3_900_000)), label('k', 'x'.repeat(200_000))]), 1);
  assert.equal(other.update([label('l', ''), label('k', 'x'.repeat(200_000))]), 0);
});
