import assert from 'node:assert/strict';
import { test } from 'node:test';
import { betaRegularised } from '../../src/statistics/beta.ts';
import { binomialCdf, binomialMass, binomialUpper, shareInterval } from '../../src/statistics/binomial.ts';
import {
  chiSquaredCdf,
  chiSquaredDensity,
  chiSquaredQuantile,
  chiSquaredTail,
} from '../../src/statistics/chi-squared.ts';
import { pOutside, pWithin } from '../../src/statistics/equivalence.ts';
import { fCdf, fQuantile, fTail } from '../../src/statistics/f-distribution.ts';
import { pAbove, pBelow, welchDifference } from '../../src/statistics/mean-difference.ts';
import { moments } from '../../src/statistics/moments.ts';
import { rankCorrelation } from '../../src/statistics/rank-correlation.ts';
import { hodgesLehmann } from '../../src/statistics/rank-test.ts';
import { binomialTest } from '../../src/statistics/rare-events.ts';
import { studentTQuantile, studentTTail } from '../../src/statistics/student-t.ts';

/** Where a distribution begins, ends or is certain: exact values, by their definitions. */
const exact: [what: string, got: number, expected: number][] = [
  ['fewer than none of 5', binomialMass(-1, 5, 0.3), 0],
  ['more than all of 5', binomialMass(6, 5, 0.3), 0],
  ['none, of what never happens', binomialMass(0, 5, 0), 1],
  ['one, of what never happens', binomialMass(1, 5, 0), 0],
  ['all, of what always happens', binomialMass(5, 5, 1), 1],
  ['four of 5, of what always happens', binomialMass(4, 5, 1), 0],
  ['at most -1', binomialCdf(-0.5, 5, 0.3), 0],
  ['at most all', binomialCdf(5, 5, 0.3), 1],
  ['at least none', binomialUpper(0, 5, 0.3), 1],
  ['at least one more than all', binomialUpper(5.1, 5, 0.3), 0],
  ['share of none of 7, below', shareInterval(0, 7).low, 0],
  ['share of all of 7, above', shareInterval(7, 7).high, 1],
  ['beta at 0', betaRegularised(0, 2, 3), 0],
  ['beta at 1', betaRegularised(1, 2, 3), 1],
  ['beta beyond 1', betaRegularised(1.1, 2, 3), Number.NaN],
  ['chi-squared at 0', chiSquaredCdf(0, 2), 0],
  ['chi-squared below 0', chiSquaredCdf(-1, 2), 0],
  ['tail of chi-squared at 0', chiSquaredTail(0, 2), 1],
  ['density of chi-squared at 0', chiSquaredDensity(0, 4), 0],
  ['density of chi-squared below 0', chiSquaredDensity(-1, 4), 0],
  ['quantile 0 of chi-squared', chiSquaredQuantile(0, 3), 0],
  ['quantile 1 of chi-squared', chiSquaredQuantile(1, 3), Number.POSITIVE_INFINITY],
  ['quantile -0.1 of chi-squared', chiSquaredQuantile(-0.1, 3), Number.NaN],
  ['quantile 1.1 of chi-squared', chiSquaredQuantile(1.1, 3), Number.NaN],
  ['no degrees of freedom', chiSquaredQuantile(0.5, 0), Number.NaN],
  ['F at 0', fCdf(0, 2, 3), 0],
  ['F below 0', fCdf(-0.5, 2, 3), 0],
  ['tail of F below 0', fTail(-0.5, 2, 3), 1],
  ['quantile 1 of F', fQuantile(1, 2, 3), Number.POSITIVE_INFINITY],
  ['quantile 1.1 of F', fQuantile(1.1, 2, 3), Number.NaN],
  ['t beyond everything', studentTTail(Number.POSITIVE_INFINITY, 3), 0],
  ['quantile -0.5 of t', studentTQuantile(-0.5, 3), Number.NaN],
  ['spread of one', moments([7]).stddev, 0],
  ['spread of none', moments([]).stddev, Number.NaN],
];
for (const [what, got, expected] of exact)
  test(`exactly: ${what}`, () => assert.ok(Object.is(got, expected), `${got} instead of ${expected}`));

test('claims of being within and beyond bounds are those of the intervals', () => {
  const d = welchDifference([10, 11, 12, 13], [12, 13.5, 14, 15]);
  for (const [low, high] of [
    [-1, 1],
    [-3, 3],
    [0.5, 1.5],
    [-4, -1],
  ] as const) {
    const t = (bound: number) => Math.abs((d.estimate - bound) / d.standardError);
    assert.equal(pOutside(d, { low, high }), Math.max(pAbove(d, low), pBelow(d, high)));
    // Two-sided at 5 %: exactly if the interval of 95 % lies beyond a bound.
    const half = studentTQuantile(0.975, d.df) * d.standardError;
    const beyond = d.estimate - half > high || d.estimate + half < low;
    assert.equal(pWithin(d, { low, high }) < 0.05, beyond, `${low} to ${high}, t ${t(low)} and ${t(high)}`);
    assert.ok(pWithin(d, { low, high }) <= 1);
    assert.ok(Math.abs(pWithin(d, { low: -99, high: d.estimate - half }) - 0.05) < 1e-9);
  }
});

test('rank correlation: by the formula of squared rank differences, ties by their mean rank, ten pairs at least', () => {
  const x = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const y = [3, 1, 2, 6, 4, 5, 9, 7, 10, 8];
  const squares = x.reduce((sum, rank, i) => sum + (rank - y[i]!) ** 2, 0);
  assert.ok(Math.abs(rankCorrelation(x, y)! - (1 - (6 * squares) / 990)) < 1e-12);
  assert.equal(rankCorrelation(x, x.toReversed()), -1);
  // Two pairs of equal values: ranks 1.5, 1.5 and 9.5, 9.5 against 1 to 10.
  const tied = [1, 1, 3, 4, 5, 6, 7, 8, 9, 9];
  assert.ok(Math.abs(rankCorrelation(tied, x)! - 81.5 / Math.sqrt(81.5 * 82.5)) < 1e-12);
  assert.equal(rankCorrelation(x.slice(1), y.slice(1)), null);
  assert.equal(rankCorrelation(x, x.fill(1).slice()), null);
});

test('Hodges-Lehmann beyond the exact table: the order that the normal approximation gives', () => {
  const base = Array.from({ length: 31 }, (_, i) => i * i);
  const target = base.map((value) => value + 7);
  const differences = target.flatMap((t) => base.map((b) => t - b)).sort((a, b) => a - b);
  const { low, high, level } = hodgesLehmann(base, target);
  // 480.5 - 1.959964 * sqrt(31 * 31 * 63 / 12) = 341.3
  assert.deepEqual([low, high], [differences[340], differences[961 - 341]]);
  assert.ok(Math.abs(level - 0.95) < 1e-12);
});

test('the interval of a difference of shares moves by both parts', () => {
  const [base, target] = [
    { count: 9, exposure: 60 },
    { count: 31, exposure: 80 },
  ];
  const { difference } = binomialTest(base, target);
  const [b, t] = [shareInterval(9, 60), shareInterval(31, 80)];
  const estimate = 31 / 80 - 9 / 60;
  assert.ok(Math.abs(difference.estimate - estimate) < 1e-12);
  assert.ok(
    Math.abs(estimate - difference.low - Math.hypot(31 / 80 - t.low, b.high - 9 / 60)) < 1e-12 &&
      Math.abs(difference.high - estimate - Math.hypot(t.high - 31 / 80, 9 / 60 - b.low)) < 1e-12,
  );
});
