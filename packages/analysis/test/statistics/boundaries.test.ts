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
import { studentTQuantile } from '../../src/statistics/student-t.ts';

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
  }
});
