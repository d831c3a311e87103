import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PairSorter } from '../../src/statistics/sort-pairs.ts';

const EDGES = [
  Number.NEGATIVE_INFINITY,
  -Number.MAX_VALUE,
  -1,
  -Number.MIN_VALUE,
  0,
  Number.MIN_VALUE,
  Number.EPSILON,
  1,
  1 + Number.EPSILON,
  2 ** 32,
  2 ** 53 - 1,
  Number.MAX_VALUE,
  Number.POSITIVE_INFINITY,
];

const FAMILIES: Record<string, (random: () => number) => number> = {
  'equal ones': () => 3,
  'small integers': (random) => Math.floor(random() * 40) - 20,
  ratios: (random) => random() - 0.5,
  'any magnitude': (random) => (random() - 0.5) * 10 ** Math.floor(random() * 600 - 300),
  'the edges of doubles': (random) => EDGES[Math.floor(random() * EDGES.length)]!,
  'upper halves in common': (random) => 1 + Math.floor(random() * 2 ** 12) * 2 ** -40,
  'pairs of upper halves': (random) => Math.floor(random() * 1000) + Math.floor(random() * 3) * 2 ** -40,
  'bytes of one gauge': (random) => 1e9 + 4096 * Math.floor(random() * 1e4),
};

for (const [what, make] of Object.entries(FAMILIES))
  test(`pairs are sorted by value, equal ones stay in order: ${what}`, () => {
    let state = 11;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const sorter = new PairSorter(3000);
    for (const n of [0, 1, 2, 5, 64, 65, 100, 1000, 3000]) {
      const values = Array.from({ length: n }, () => make(random));
      sorter.pairs.values.set(values);
      for (let i = 0; i < n; i++) sorter.pairs.tags[i] = i;
      const sorted = sorter.sort(n);
      const order = values.map((_, i) => i).sort((a, b) => compare(values[a]!, values[b]!) || a - b);
      assert.deepEqual([...sorted.tags], order);
      assert.deepEqual(
        [...sorted.values],
        order.map((i) => values[i]!),
      );
    }
  });

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
