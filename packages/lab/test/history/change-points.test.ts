import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mulberry32 } from '../../src/experiment/random.ts';
import { bestSplit } from '../../src/history/change-points.ts';
import { changePoints } from '../../src/index.ts';

function noise(seed: number): () => number {
  const random = mulberry32(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The definition itself: mean distances between and within, summed anew for every split. */
function bestSplitByDefinition(values: readonly number[], fewest: number): number | null {
  const meanDistance = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, x) => sum + b.reduce((inner, y) => inner + Math.abs(x - y), 0), 0) / (a.length * b.length);
  const meanWithin = (a: readonly number[]) => {
    let [sum, pairs] = [0, 0];
    for (let i = 0; i < a.length; i++)
      for (let j = 0; j < i; j++) {
        sum += Math.abs(a[i]! - a[j]!);
        pairs++;
      }
    return sum / pairs;
  };
  let best: { cut: number; q: number } | null = null;
  for (let cut = fewest; cut <= values.length - fewest; cut++) {
    const [left, right] = [values.slice(0, cut), values.slice(cut)];
    const e = 2 * meanDistance(left, right) - meanWithin(left) - meanWithin(right);
    const q = ((left.length * right.length) / values.length) * e;
    if (best === null || q > best.q + 1e-12) best = { cut, q };
  }
  return best?.cut ?? null;
}

test('the running sums place the split where the definition does', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const next = noise(seed);
    const values = Array.from(
      { length: 6 + (seed % 30) },
      (_, i) => next() + (i > seed % 11 ? (seed % 4) * 0.7 : 0),
    );
    for (const fewest of [2, 3, 4])
      assert.equal(bestSplit(values, fewest), bestSplitByDefinition(values, fewest), `seed ${seed}`);
  }
  assert.equal(bestSplit([1, 2, 3], 2), null);
});

const levels: readonly {
  name: string;
  levels: readonly (readonly [number, number])[];
  at: readonly number[];
}[] = [
  {
    name: 'one step',
    levels: [
      [15, 1],
      [15, 1.1],
    ],
    at: [15],
  },
  {
    name: 'up and back',
    levels: [
      [12, 1],
      [10, 1.1],
      [12, 1],
    ],
    at: [12, 22],
  },
  {
    name: 'a stair',
    levels: [
      [10, 1],
      [10, 1.1],
      [10, 1.2],
      [10, 1.3],
    ],
    at: [10, 20, 30],
  },
  {
    name: 'a short last level',
    levels: [
      [25, 1],
      [5, 1.15],
    ],
    at: [25],
  },
];
for (const { name, levels: parts, at } of levels)
  test(`known change points are found: ${name}`, () => {
    const next = noise(3);
    const values = parts.flatMap(([n, mean]) => Array.from({ length: n }, () => mean + 0.015 * next()));
    assert.deepEqual(
      changePoints(values).map(({ index }) => index),
      at,
    );
  });

test('a series without a change shows one in at most one of twenty-five cases', () => {
  let alarms = 0;
  const rounds = 300;
  for (let seed = 1; seed <= rounds; seed++) {
    const next = noise(1000 + seed);
    if (changePoints(Array.from({ length: 30 }, () => 1 + 0.03 * next())).length > 0) alarms++;
  }
  assert.ok(alarms / rounds <= 0.04, `${alarms} of ${rounds}`);
});

test('no variation: equal values have no change point, two exact levels have one', () => {
  assert.deepEqual(changePoints(new Array<number>(20).fill(7)), []);
  assert.deepEqual(
    changePoints([...new Array<number>(8).fill(7), ...new Array<number>(8).fill(8)]).map(({ index, p }) => [
      index,
      p,
    ]),
    [[8, 0]],
  );
});

test('one outlier is no new level', () => {
  const next = noise(5);
  const values = Array.from({ length: 24 }, (_, i) => 1 + 0.01 * next() + (i === 12 ? 0.5 : 0));
  assert.deepEqual(changePoints(values), []);
});
