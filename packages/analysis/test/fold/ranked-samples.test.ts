import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptedValues, Ranker } from '../../src/fold/ranked-samples.ts';

/** Small integers, so that many samples are equal. */
function samples(n: number, seed: number): { value: number; slot: number }[] {
  let x = seed * 7919 + 1;
  const next = () => (x = (x * 48271) % 0x7fffffff);
  return Array.from({ length: n }, () => ({ value: (next() % 50) - 10, slot: next() % 1000 }));
}

for (const n of [0, 1, 2, 7, 8, 9, 16, 17, 63, 64, 65, 100, 1000]) {
  test(`${n} samples are ranked with their slots, and again in the same memory`, () => {
    const ranker = new Ranker(1000);
    for (const seed of [1, 2, 3]) {
      const all = samples(n, seed);
      const { values, slots } = ranker.rank(
        Float64Array.from(all, ({ value }) => value),
        Float64Array.from(all, ({ slot }) => slot),
      );
      assert.deepEqual(
        [...values],
        all.map(({ value }) => value).sort((a, b) => a - b),
      );
      const pairs = Array.from(values, (value, i) => `${value} ${slots[i]}`);
      assert.deepEqual(pairs.sort(), all.map(({ value, slot }) => `${value} ${slot}`).sort());
      const even = acceptedValues(
        { values, slots },
        {
          all: false,
          first: 100,
          known: Uint8Array.from({ length: 500 }, (_, i) => 1 - (i % 2)),
          test: (slot) => slot % 2 === 0,
        },
        new Float64Array(n),
      );
      const expected = all.filter(({ slot }) => slot % 2 === 0).map(({ value }) => value);
      assert.deepEqual(
        [...even],
        expected.sort((a, b) => a - b),
      );
    }
  });
}

test('what is not there, or before the first slot, is no sample', () => {
  const values = [3, Number.NaN, 1, 2, -0];
  const slots = [4, 5, -1, Number.NaN, 0];
  const ranked = new Ranker(5).rank(Float64Array.from(values), Float64Array.from(slots));
  assert.deepEqual(ranked, { values: new Float64Array([-0, 3]), slots: new Uint32Array([0, 4]) });
});
