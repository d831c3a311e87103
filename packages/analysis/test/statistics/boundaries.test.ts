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
import { summarise } from '../../src/statistics/distribution.ts';
import { pOutside, pWithin } from '../../src/statistics/equivalence.ts';
import { fCdf, fQuantile, fTail } from '../../src/statistics/f-distribution.ts';
import { pAbove, pBelow, welchDifference } from '../../src/statistics/mean-difference.ts';
import { moments } from '../../src/statistics/moments.ts';
import { holm } from '../../src/statistics/multiplicity.ts';
import { normalCdf, normalQuantile } from '../../src/statistics/normal.ts';
import { poissonMass } from '../../src/statistics/poisson.ts';
import { rankCorrelation } from '../../src/statistics/rank-correlation.ts';
import { hodgesLehmann, mannWhitney, midranks } from '../../src/statistics/rank-test.ts';
import { binomialTest } from '../../src/statistics/rare-events.ts';
import { studentTQuantile, studentTTail } from '../../src/statistics/student-t.ts';
import { orderTrend } from '../../src/statistics/trend.ts';
import { cvOfLogDeviation, logDeviationOfCv } from '../../src/statistics/variation.ts';

const certain = { estimate: 1, standardError: 0, df: 3 };

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
  ['quantile 0 of the normal', normalQuantile(0), Number.NEGATIVE_INFINITY],
  ['quantile 1 of the normal', normalQuantile(1), Number.POSITIVE_INFINITY],
  ['quantile -0.1 of the normal', normalQuantile(-0.1), Number.NaN],
  ['quantile 1.1 of the normal', normalQuantile(1.1), Number.NaN],
  ['half of the normal', normalCdf(0), 0.5],
  ['fewer than none, Poisson', poissonMass(-1, 2), 0],
  ['none, of a mean of none', poissonMass(0, 0), 1],
  ['one, of a mean of none', poissonMass(1, 0), 0],
  ['at least as high, of a certain estimate at the bound', pAbove(certain, 1), 1],
  ['at least as high, of a certain estimate above the bound', pAbove(certain, 0.5), 0],
  ['at least as high, of a certain estimate below the bound', pAbove(certain, 2), 1],
  ['beta at 0, a of 1', betaRegularised(0, 1, 3), 0],
  ['half way of the normal', normalQuantile(0.5), 0],
  ['deviation of one sample', summarise(Float64Array.of(7))!.stddev, 0],
  ['an adjusted P of at most 1', holm([0.6, 0.7])[1]!, 1],
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
  const level = x.map(() => 1);
  assert.equal(rankCorrelation(x, level), null);
  assert.equal(rankCorrelation(level, x), null);
});

test('Hodges-Lehmann beyond the exact table: the order that the normal approximation gives', () => {
  // No two differences are equal.
  const base = Array.from({ length: 31 }, (_, i) => i * i + Math.sqrt(i));
  const target = base.map((value, i) => value + 7 + Math.cbrt(i));
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

test('equal values share the mean of their ranks, wherever they stand', () => {
  assert.deepEqual(midranks([5, 1, 5, 3]), [3.5, 1, 3.5, 2]);
  assert.deepEqual(midranks([2, 2, 2]), [2, 2, 2]);
  assert.deepEqual(midranks([]), []);
});

test('Mann-Whitney beyond the exact table: the normal approximation, its variance less the ties', () => {
  const p = (distance: number, variance: number) => 2 * normalCdf(-distance / Math.sqrt(variance));
  const base = Array.from({ length: 31 }, (_, i) => 2 * i);
  const target = Array.from({ length: 31 }, (_, i) => 2 * i + 9);
  const u = target.reduce((sum, t) => sum + base.filter((b) => b < t).length, 0);
  const free = mannWhitney(base, target);
  assert.equal(free.u, u);
  assert.ok(Math.abs(free.p / p(u - 961 / 2 - 0.5, (961 * 63) / 12) - 1) < 1e-12);
  // Every value twice: 31 groups of two take 31 * 6 / (62 * 61) from 63.
  const tied = mannWhitney(base, base);
  assert.ok(Math.abs(tied.p - 1) < 1e-12);
  const twice = mannWhitney(
    [...base.slice(16), ...base.slice(16), 99],
    [...base.slice(0, 16), ...base.slice(0, 16)],
  );
  const ties = 31 * 6;
  const variance = ((31 * 32) / 12) * (64 - ties / (63 * 62));
  assert.ok(Math.abs(twice.p / p((31 * 32) / 2 - 0.5, variance) - 1) < 1e-12);
});

test('near the middle Student’s quantile is below 1: a share of 0.6 at five degrees of freedom', () => {
  assert.ok(Math.abs(studentTQuantile(0.6, 5) - 0.26718) < 1e-5);
});

test('Mann-Whitney is exact up to 60 values together; Cliff’s delta is 1 where every pair rises, -1 where it falls, 0 between', () => {
  const side = (length: number, from: number) => Array.from({ length }, (_, i) => from + i);
  assert.equal(mannWhitney(side(30, 0), side(30, 100)).exact, true);
  assert.equal(mannWhitney(side(30, 0), side(31, 100)).exact, false);
  assert.equal(mannWhitney(side(30, 0), side(31, 100)).cliff, 1);
  assert.equal(mannWhitney(side(3, 100), side(4, 0)).cliff, -1);
  assert.equal(mannWhitney([1, 4], [2, 3]).cliff, 0);
});

test('a coefficient of variation and the deviation of logarithms are each other’s inverse', () => {
  for (const cv of [0, 0.01, 0.3, 2])
    assert.ok(Math.abs(cvOfLogDeviation(logDeviationOfCv(cv)) - cv) < 1e-12 * Math.max(1, cv));
  assert.ok(Math.abs(logDeviationOfCv(1) - Math.sqrt(Math.LN2)) < 1e-15);
});

test('a trend of nine values without an exception cannot be chance; one exception can', () => {
  assert.deepEqual(orderTrend([1, 2, 3, 4, 5, 6, 7, 8, 9]), { rho: 1, p: 0 });
  const { rho, p } = orderTrend([9, 8, 7, 6, 5, 4, 3, 1, 2]);
  assert.ok(Math.abs(rho + (1 - 12 / 720)) < 1e-12 && p > 0 && p < 1e-5);
});
