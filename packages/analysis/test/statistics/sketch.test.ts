import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarise } from '../../src/statistics/distribution.ts';
import { poolSketches, sketch } from '../../src/statistics/sketch.ts';

function samples(count: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.exp((state / 2 ** 32) * 8);
  });
}

const member = (values: Float64Array) => ({
  distribution: summarise(values)!,
  sketch: sketch(values.slice().sort()),
});

test('populations of at most 512 samples are pooled exactly', () => {
  const parts = [samples(512, 1), samples(100, 2), samples(1, 3), samples(37, 4)];
  const pooled = poolSketches(parts.map(member))!;
  const all = summarise(parts.flatMap((part) => [...part]))!;
  assert.equal(pooled.n, all.n);
  assert.deepEqual(pooled.centiles, all.centiles);
  assert.ok(Math.abs(pooled.mean / all.mean - 1) < 1e-12);
  assert.ok(Math.abs(pooled.stddev / all.stddev - 1) < 1e-9);
});

test('larger ones are off by a thousandth of the rank at most; ends, size and moments are exact', () => {
  const parts = [samples(20_000, 5), samples(3_000, 6), samples(9, 7)];
  const pooled = poolSketches(parts.map(member))!;
  const sorted = Float64Array.from(parts.flatMap((part) => [...part])).sort();
  const all = summarise(sorted)!;
  assert.deepEqual([pooled.n, pooled.min, pooled.max], [all.n, all.min, all.max]);
  for (const [at, value] of pooled.centiles) {
    // Ranks between which the value lies.
    const below = sorted.filter((x) => x < value).length / sorted.length;
    const notAbove = sorted.filter((x) => x <= value).length / sorted.length;
    assert.ok(
      below <= at + 0.001 && notAbove >= at - 0.001,
      `${at}: ${value} stands at ${below} to ${notAbove}`,
    );
  }
  assert.ok(Math.abs(pooled.stddev / all.stddev - 1) < 1e-9);
});

test('a sketch holds 512 of the samples in their order; one sample has no deviation, two have', () => {
  const values = samples(20_000, 8).sort();
  const kept = sketch(values);
  assert.equal(kept.length, 512);
  assert.deepEqual(kept, kept.slice().sort());
  assert.ok(kept.every((value) => values.includes(value)));
  assert.equal(poolSketches([member(samples(1, 9))])!.stddev, 0);
  const two = poolSketches([member(Float64Array.of(3)), member(Float64Array.of(5))])!;
  assert.ok(Math.abs(two.stddev - Math.SQRT2) < 1e-12);
});

test('no population gives nothing', () => {
  assert.equal(poolSketches([]), null);
  assert.equal(sketch(new Float64Array(0)).length, 0);
});
