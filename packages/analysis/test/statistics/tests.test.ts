import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  benjaminiHochberg,
  binomialTest,
  coefficientOfVariation,
  dispersionP,
  hodgesLehmann,
  holm,
  intervalOf,
  mannWhitney,
  orderTrend,
  outlierFlags,
  pairedDifference,
  pDifferent,
  pOutside,
  poissonTest,
  predictionInterval,
  pWithin,
  rateInterval,
  shareInterval,
  shiftFunction,
  signFlipTest,
  varianceComponents,
  welchDifference,
} from '../../src/statistics/index.ts';
import { cases, near } from './vectors.ts';

interface Sides {
  readonly base: readonly number[];
  readonly target: readonly number[];
  readonly p: number;
  readonly low: number | string;
  readonly high: number | string;
}

test('Welch: degrees of freedom, P, interval and two one-sided tests as SciPy', () => {
  for (const c of cases<Sides & { df: number; bounds: [number, number]; pOutside: number }>('welch')) {
    const difference = welchDifference(c.base, c.target);
    const interval = intervalOf(difference);
    near(difference.df, c.df, 'df');
    near(pDifferent(difference), c.p, 'p', 9);
    near(interval.low, c.low, 'low', 9);
    near(interval.high, c.high, 'high', 9);
    near(pOutside(difference, { low: c.bounds[0], high: c.bounds[1] }), c.pOutside, 'TOST', 9);
  }
});

test('paired: t and exact sign flips as SciPy', () => {
  for (const c of cases<Sides & { signFlip: number }>('paired')) {
    const difference = pairedDifference(c.base, c.target);
    near(pDifferent(difference), c.p, 'p', 9);
    near(intervalOf(difference).low, c.low, 'low', 9);
    near(signFlipTest(c.target.map((t, i) => t - c.base[i]!))!, c.signFlip, 'sign flips');
  }
  assert.equal(signFlipTest([]), null);
  assert.equal(signFlipTest(new Array(21).fill(1)), null, 'too many to try');
  assert.equal(signFlipTest([1, 1, 1, 1, 1, 1]), 2 / 64);
});

test('Mann-Whitney and Hodges-Lehmann as SciPy, and as trying every division where values tie', () => {
  for (const c of cases<
    Sides & {
      u: number;
      scipyP: number | null;
      shift: { estimate: number; low: number; high: number; level: number };
    }
  >('mannWhitney')) {
    const got = mannWhitney(c.base, c.target);
    near(got.u, c.u, 'U');
    near(got.p, c.p, 'p');
    if (c.scipyP !== null) near(got.p, c.scipyP, 'p of SciPy');
    const shift = hodgesLehmann(c.base, c.target);
    for (const key of ['estimate', 'low', 'high', 'level'] as const) near(shift[key], c.shift[key], key);
  }
  assert.equal(mannWhitney([1, 2, 3], [4, 5, 6]).p, 0.1, '3 v 3 cannot speak');
  near(mannWhitney([1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]).p, 2 / 924, '6 v 6 can');
  const [a, b] = [Array.from({ length: 35 }, (_, i) => i), Array.from({ length: 35 }, (_, i) => i + 8.5)];
  const { p, exact } = mannWhitney(a, b);
  assert.equal(exact, false);
  near(p, 0.003, 'the approximation of many', 0);
});

test('trend over the order as SciPy: exact for few, Student for many', () => {
  for (const name of ['trend', 'trendLong'])
    for (const c of cases<{ values: number[]; rho: number; p: number }>(name)) {
      const got = orderTrend(c.values);
      near(got.rho, c.rho, 'rho');
      near(got.p, c.p, `p of ${c.values}`, 8);
    }
  assert.deepEqual(orderTrend([5, 5, 5, 5]), { rho: 0, p: 1 });
  assert.deepEqual(orderTrend([1, 2]), { rho: 0, p: 1 });
});

test('coefficient of variation and prediction', () => {
  for (const c of cases<{ values: number[]; cv: number; low: number; high: number }>('variation')) {
    const got = coefficientOfVariation(c.values);
    near(got.estimate, c.cv, 'cv');
    near(got.low, c.low, 'low');
    near(got.high, c.high, 'high');
  }
  for (const c of cases<{ values: number[]; low: number; high: number }>('prediction')) {
    const got = predictionInterval(c.values);
    near(got.low, c.low, 'low');
    near(got.high, c.high, 'high');
  }
  assert.equal(coefficientOfVariation([2, 2, 2]).high, 0, 'no variation is no variation');
});

test('variance components of equal and unequal groups', () => {
  for (const c of cases<{
    groups: [number, number, number][];
    between: number;
    within: number;
    samples: number;
  }>('components')) {
    const got = varianceComponents(c.groups.map(([mean, stddev, samples]) => ({ mean, stddev, samples })))!;
    near(got.between, c.between, 'between', 8);
    near(got.within, c.within, 'within');
    near(got.samples, c.samples, 'samples');
  }
  assert.equal(varianceComponents([{ mean: 1, stddev: 1, samples: 5 }]), null);
  assert.equal(varianceComponents([1, 2].map((mean) => ({ mean, stddev: 0, samples: 1 }))), null);
});

test('rare events: exact Poisson and Fisher as SciPy', () => {
  for (const c of cases<Sides & { base: [number, number]; target: [number, number]; rate: number[] }>(
    'poisson',
  )) {
    const [base, target] = [c.base, c.target].map(([count, exposure]) => ({
      count: count!,
      exposure: exposure!,
    }));
    const got = poissonTest(base!, target!);
    near(got.p, c.p, 'p', 9);
    near(got.ratio.low, c.low, `low of ${c.base} ${c.target}`, 8);
    near(got.ratio.high, c.high, `high of ${c.base} ${c.target}`, 8);
    const rate = rateInterval(target!.count, target!.exposure);
    for (const [i, key] of (['estimate', 'low', 'high'] as const).entries())
      near(rate[key], c.rate[i]!, key, 9);
  }
  for (const c of cases<Sides & { ratio: number; share: [number, number] }>('binomial')) {
    const [base, target] = [c.base, c.target].map(([count, exposure]) => ({
      count: count!,
      exposure: exposure!,
    }));
    const got = binomialTest(base!, target!);
    near(got.p, c.p, 'p', 8);
    near(got.ratio.estimate, c.ratio, 'ratio', 6); // SciPy solves it to that
    near(got.ratio.low, c.low, `low of ${c.base} ${c.target}`, 6);
    near(got.ratio.high, c.high, `high of ${c.base} ${c.target}`, 6);
    const share = shareInterval(target!.count, target!.exposure);
    near(share.low, c.share[0], 'share low', 8);
    near(share.high, c.share[1], 'share high', 8);
    assert.ok(
      got.difference.low <= got.difference.estimate && got.difference.estimate <= got.difference.high,
    );
  }
  for (const c of cases<{ counts: number[]; p: number }>('dispersion'))
    near(dispersionP(c.counts.map((count) => ({ count, exposure: 50 }))), c.p, 'dispersion', 9);
});

test('rare events: the interval of the difference covers the truth in 95 % of counts, exactly summed', () => {
  // Every pair of counts with its probability: no simulation.
  for (const [rate1, rate2] of [
    [2, 2],
    [0.5, 6],
    [4, 9],
  ] as const) {
    let covered = 0;
    const mass = (rate: number) => {
      const list = [Math.exp(-rate)];
      for (let k = 1; k < 40; k++) list.push((list[k - 1]! * rate) / k);
      return list;
    };
    for (const [k, p] of mass(rate1).entries())
      for (const [l, q] of mass(rate2).entries()) {
        if (p * q < 1e-9) continue;
        const { low, high } = poissonTest({ count: k, exposure: 1 }, { count: l, exposure: 1 }).difference;
        if (low <= rate2 - rate1 && rate2 - rate1 <= high) covered += p * q;
      }
    assert.ok(covered >= 0.949, `${rate1} and ${rate2}: ${covered}`);
  }
});

test('Holm and Benjamini-Hochberg keep the order that they were given', () => {
  for (const c of cases<{ p: number[]; holm: number[]; bh: number[] }>('multiplicity')) {
    for (const [i, p] of holm(c.p).entries()) near(p, c.holm[i]!, 'Holm');
    for (const [i, p] of benjaminiHochberg(c.p).entries()) near(p, c.bh[i]!, 'BH');
  }
  assert.deepEqual(holm([]), []);
});

test('outliers: beyond 1.5 and 3 ranges, none for few or equal values', () => {
  assert.deepEqual(outlierFlags([1, 2, 3, 100]), []);
  assert.deepEqual(outlierFlags([1, 1, 1, 1, 1]), []);
  assert.deepEqual(outlierFlags([10, 11, 12, 13, 14, 17.9]), [{ index: 5, far: false }]);
  // Five values have quartiles; 3 ranges beyond one are not yet far.
  assert.deepEqual(outlierFlags([0, 1, 2, 3, 9]), [{ index: 4, far: false }]);
  // 2.5 ranges beyond the quartile.
  assert.deepEqual(outlierFlags([10, 11, 12, 13, 14, 20]), [{ index: 5, far: false }]);
  assert.deepEqual(outlierFlags([10, 11, 12, 13, 14, 1]), [{ index: 5, far: true }]);
});

test('without variation a difference is exact', () => {
  const same = welchDifference([2, 2, 2], [2, 2, 2]);
  const other = welchDifference([2, 2, 2], [3, 3, 3]);
  assert.deepEqual(intervalOf(other), { estimate: 1, low: 1, high: 1, level: 0.95 });
  assert.equal(pWithin(other, { low: -0.5, high: 0.5 }), 0);
  assert.equal(pWithin(same, { low: -0.5, high: 0.5 }), 1);
  assert.equal(pOutside(same, { low: -0.5, high: 0.5 }), 0);
});

test('a shift function has wider bands than intervals, and differences where a value is not positive', () => {
  const centiles = [0.5, 0.9].map((centile) => ({ centile, base: [1, 1.1, 0.9], target: [2, 2.2, 1.9] }));
  const [median, p90] = shiftFunction([centiles[0]!, { centile: 0.9, base: [0, 1, 2], target: [1, 2, 3] }], {
    level: 0.95,
    difference: welchDifference,
  });
  assert.equal(median!.scale, 'ratio');
  assert.ok(median!.interval.estimate > 2 && median!.interval.estimate < 2.1);
  assert.ok(median!.band.low < median!.interval.low && median!.band.high > median!.interval.high);
  assert.equal(p90!.scale, 'difference');
  near(p90!.interval.estimate, 1, 'difference');
});
