import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ADOPTION_CENTILES,
  centileIndex,
  equicentiles,
  STANDARD_CENTILES,
} from '../src/statistics/centiles.ts';
import { combineHosts, curve, summarise } from '../src/statistics/distribution.ts';
import { sharedJson, skipWithoutData } from './shared-data.ts';

interface Golden {
  std_centiles: number[];
  adoption_centiles: number[];
  equicentiles: Record<string, number[]>;
  cases: {
    name: string;
    input: number[] | number[][];
    centiles: number[];
    expect: {
      cdfSize: number;
      cdfAverage: number;
      cdfStddev: number;
      cdfRange: { low: number; high: number };
      cdfSamples: [number, number][];
    };
  }[];
  index_rule: { n: number; index_by_centile: [number, number][] }[];
}

test('centile lists and the index rule are locli’s', { skip: skipWithoutData }, () => {
  const golden = sharedJson('golden/cdf-golden.json') as Golden;
  assert.deepEqual(STANDARD_CENTILES, golden.std_centiles);
  assert.deepEqual(ADOPTION_CENTILES, golden.adoption_centiles);
  for (const [n, expected] of Object.entries(golden.equicentiles))
    assert.deepEqual(equicentiles(Number(n)), expected);
  assert.ok(golden.index_rule.length > 0);
  for (const { n, index_by_centile } of golden.index_rule)
    for (const [at, index] of index_by_centile) assert.equal(centileIndex(n, at), index, `${at} of ${n}`);
  const plain = golden.cases.filter((c) => typeof c.input[0] === 'number');
  assert.ok(plain.length > 0);
  for (const { name, input, centiles, expect } of plain) {
    const value = summarise(input as number[], centiles)!;
    const got = {
      cdfSize: value.n,
      cdfAverage: value.mean,
      cdfStddev: value.stddev,
      cdfRange: { low: value.min, high: value.max },
      cdfSamples: value.centiles,
    };
    const { cdfMedian: _, ...wanted } = expect as typeof expect & { cdfMedian: number };
    assert.deepEqual(got, wanted, name);
  }
});

const INDICES: [number, number, number][] = [
  [1, 0.5, 0],
  [2, 0.5, 1],
  [7, 0.5, 3],
  [52, 0.5, 26],
  [52, 0.8, 41],
  [52, 0.9, 46],
  [52, 0.92, 47],
  [52, 0.94, 48],
  [52, 0.96, 49],
  [52, 0.98, 50],
  [52, 1, 51],
  [2244, 0.9999, 2243],
];
for (const [n, c, expected] of INDICES)
  test(`centile ${c} of ${n}`, () => assert.equal(centileIndex(n, c), expected));

test('a distribution: order does not matter, none gives null, one has no deviation', () => {
  assert.equal(summarise([]), null);
  assert.equal(summarise([3])!.stddev, 0);
  assert.deepEqual(summarise([3, 1, 2]), summarise([1, 2, 3]));
  // A plain sum of these loses the small ones.
  assert.equal(summarise([1e16, 1, -1e16, 1])!.mean, 0.5);
});

test('hosts combine with equal weights; the deviation is that of all samples', () => {
  const a = [1, 2, 3];
  const b = [10, 20, 30, 40];
  const combined = combineHosts([summarise(a)!, summarise(b)!])!;
  assert.equal(combined.mean, (2 + 25) / 2);
  assert.equal(combined.n, 7);
  assert.ok(Math.abs(combined.stddev - summarise([...a, ...b])!.stddev) < 1e-12);
  assert.deepEqual([combined.min, combined.max], [1, 40]);
  assert.equal(combined.centiles.find(([c]) => c === 0.5)![1], 30, 'the upper median of 2 and 30');
  const hosts = Array.from({ length: 52 }, (_, i) => summarise([i + 1])!);
  assert.equal(combineHosts(hosts)!.mean, 26.5, 'upstream takes the lowest 29 of them');
  assert.equal(combineHosts([]), null);
});

test('a curve keeps few samples as they are and thins out many', () => {
  assert.deepEqual(curve([3, 1, 2]), [1, 2, 3]);
  const thin = curve(
    Float64Array.from({ length: 10_000 }, (_, i) => i),
    100,
  );
  assert.equal(thin.length, 100);
  assert.deepEqual([thin[0], thin[50], thin[99]], [50, 5050, 9950]);
});
