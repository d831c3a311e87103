import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as statistics from '../../src/statistics/index.ts';
import { cases, near } from './vectors.ts';

type Row = readonly (number | string)[];

for (const [name, of] of [
  ['logGamma', statistics.logGamma],
  ['gammaP', statistics.gammaP],
  ['gammaQ', statistics.gammaQ],
  ['normalCdf', statistics.normalCdf],
  ['normalQuantile', statistics.normalQuantile],
  ['studentTCdf', statistics.studentTCdf],
  ['studentTTail', statistics.studentTTail],
  ['studentTQuantile', statistics.studentTQuantile],
  ['chiSquaredCdf', statistics.chiSquaredCdf],
  ['chiSquaredTail', statistics.chiSquaredTail],
  ['chiSquaredQuantile', statistics.chiSquaredQuantile],
  ['fCdf', statistics.fCdf],
  ['fTail', statistics.fTail],
  ['fQuantile', statistics.fQuantile],
  ['binomialMass', statistics.binomialMass],
  ['binomialCdf', statistics.binomialCdf],
  ['binomialUpper', statistics.binomialUpper],
  ['binomialQuantile', statistics.binomialQuantile],
  ['poissonMass', statistics.poissonMass],
  ['poissonCdf', statistics.poissonCdf],
  ['poissonQuantile', statistics.poissonQuantile],
] as readonly [string, (...x: number[]) => number][])
  test(`${name} as SciPy`, () => {
    // Beside 1000, sums of logarithms cost three digits; the scale of a quantile near its middle costs as many.
    for (const row of cases<Row>(name))
      near(of(...(row.slice(0, -1) as number[])), row.at(-1)!, `${name}(${row.slice(0, -1)})`, 9);
  });

test('betaRegularised as SciPy', () => {
  for (const [x, a, b, wanted] of cases<[number, number, number, number]>('betaRegularised'))
    near(statistics.betaRegularised(x, a, b), wanted, `I_${x}(${a}, ${b})`, 9);
});

test('quantiles are the inverse of their distribution, on 500 random arguments', () => {
  const random = sequence(7);
  for (let i = 0; i < 500; i++) {
    const p = random();
    const df = 1 + random() * 60;
    near(statistics.studentTCdf(statistics.studentTQuantile(p, df), df), p, `t ${p} ${df}`, 9);
    near(statistics.chiSquaredCdf(statistics.chiSquaredQuantile(p, df), df), p, `chi ${p} ${df}`, 9);
    near(statistics.normalCdf(statistics.normalQuantile(p)), p, `normal ${p}`, 9);
  }
});

test('outside of their domain functions give NaN or the end, never a loop', () => {
  assert.equal(statistics.studentTQuantile(1.2, 4), Number.NaN);
  assert.equal(statistics.studentTQuantile(Number.NaN, 4), Number.NaN);
  assert.equal(statistics.studentTQuantile(0.9, 0), Number.NaN);
  assert.equal(statistics.normalQuantile(1), Infinity);
  assert.equal(statistics.normalQuantile(-0.1), Number.NaN);
  assert.equal(statistics.chiSquaredQuantile(1, 3), Infinity);
  assert.equal(statistics.logGamma(-1), Number.NaN);
  assert.equal(statistics.betaRegularised(Number.NaN, 1, 1), Number.NaN);
});

/** Park and Miller's generator: the same numbers everywhere. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
