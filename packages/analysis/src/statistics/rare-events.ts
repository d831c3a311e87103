import { binomialCdf, binomialUpper, shareInterval } from './binomial.ts';
import { chiSquaredTail } from './chi-squared.ts';
import { logFactorial } from './gamma.ts';
import type { Interval } from './interval.ts';
import { rateInterval } from './poisson.ts';
import { invert } from './quantile.ts';

/** Events seen in an exposure (blocks, slots). */
export interface Count {
  readonly count: number;
  readonly exposure: number;
}

export interface RareEventTest {
  /** Two-sided P of equal rates: twice the smaller exact tail, which belongs to the interval of the ratio. */
  readonly p: number;
  /** Target over base: of the rates (Poisson) or of the odds (binomial), with its exact interval. */
  readonly ratio: Interval;
  /** Target rate minus base rate. */
  readonly difference: Interval;
}

/**
 * Two Poisson counts: given their sum, the target's count is binomial, whatever the rate. Assumes events that happen independently of
 * each other. Source: Przyborowski and Wilenski, Biometrika 31 (1940).
 */
export function poissonTest(base: Count, target: Count, level = 0.95): RareEventTest {
  const total = base.count + target.count;
  const share = target.exposure / (base.exposure + target.exposure);
  const tail = Math.min(binomialCdf(target.count, total, share), binomialUpper(target.count, total, share));
  const bounds = shareInterval(target.count, total, level);
  const asRate = (s: number) =>
    s >= 1 ? Number.POSITIVE_INFINITY : ((s / (1 - s)) * base.exposure) / target.exposure;
  return {
    p: Math.min(1, 2 * tail),
    ratio: {
      estimate: total === 0 ? Number.NaN : asRate(bounds.estimate),
      low: asRate(bounds.low),
      high: asRate(bounds.high),
      level,
    },
    difference: differenceOf(
      rateInterval(base.count, base.exposure, level),
      rateInterval(target.count, target.exposure, level),
    ),
  };
}

/**
 * Two binomial counts by Fisher's exact test: given all margins, the target's count is hypergeometric. The ratio is that of the odds,
 * which for rare events is that of the rates. Assumes trials that do not depend on each other. Source: R. A. Fisher, J. R. Stat. Soc.
 * 98 (1935); conditional interval: Cornfield (1956).
 */
export function binomialTest(base: Count, target: Count, level = 0.95): RareEventTest {
  const tails = hypergeometric(base, target);
  const tail = (1 - level) / 2;
  const { low, high } = tails.range;
  const at = (wanted: number, side: 'atMost' | 'atLeast') =>
    Math.exp(
      invert({
        p: side === 'atLeast' ? wanted : -wanted,
        cdf: (logOdds) => (side === 'atLeast' ? tails.atLeast(logOdds) : -tails.atMost(logOdds)),
        start: 0,
      }),
    );
  const middle = () => Math.exp(invert({ p: target.count, cdf: tails.mean, start: 0 }));
  const estimate =
    low === high
      ? Number.NaN
      : target.count === low
        ? 0
        : target.count === high
          ? Number.POSITIVE_INFINITY
          : middle();
  return {
    p: Math.min(1, 2 * Math.min(tails.atMost(0), tails.atLeast(0))),
    ratio: {
      estimate,
      low: target.count === low ? 0 : at(tail, 'atLeast'),
      high: target.count === high ? Number.POSITIVE_INFINITY : at(tail, 'atMost'),
      level,
    },
    difference: differenceOf(
      shareInterval(base.count, base.exposure, level),
      shareInterval(target.count, target.exposure, level),
    ),
  };
}

/** Fisher's noncentral hypergeometric distribution of the target's count, given the totals, by the logarithm of the odds ratio. */
function hypergeometric(base: Count, target: Count) {
  const total = base.count + target.count;
  const low = Math.max(0, total - base.exposure);
  const high = Math.min(total, target.exposure);
  const logWeights = Array.from({ length: high - low + 1 }, (_, i) => {
    const k = low + i;
    return logChoose(target.exposure, k) + logChoose(base.exposure, total - k);
  });
  const share = (logOdds: number, value: (k: number) => number): number => {
    const logs = logWeights.map((weight, i) => weight + (low + i) * logOdds);
    const most = logs.reduce((a, b) => Math.max(a, b));
    let all = 0;
    let wanted = 0;
    for (const [i, log] of logs.entries()) {
      const weight = Math.exp(log - most);
      all += weight;
      wanted += weight * value(low + i);
    }
    return wanted / all;
  };
  return {
    range: { low, high },
    atMost: (logOdds: number) => share(logOdds, (k) => (k <= target.count ? 1 : 0)),
    atLeast: (logOdds: number) => share(logOdds, (k) => (k >= target.count ? 1 : 0)),
    mean: (logOdds: number) => share(logOdds, (k) => k),
  };
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/**
 * Interval of a difference from the intervals of its parts (MOVER): each bound moves by the root of the squares of the parts'
 * distances. Keeps its level for rare events too, also at zero. Source: Zou and Donner, Stat. Med. 27 (2008).
 */
function differenceOf(base: Interval, target: Interval): Interval {
  const estimate = target.estimate - base.estimate;
  return {
    estimate,
    low: estimate - Math.hypot(target.estimate - target.low, base.high - base.estimate),
    high: estimate + Math.hypot(target.high - target.estimate, base.estimate - base.low),
    level: base.level,
  };
}

/**
 * P that counts of one rate differ between runs as much as these: small means that events come in bursts or runs differ, and the
 * exact tests above would be too sure. 1 for fewer than two runs or no event. Chi-squared test of the index of dispersion.
 */
export function dispersionP(runs: readonly Count[]): number {
  const count = runs.reduce((sum, run) => sum + run.count, 0);
  const exposure = runs.reduce((sum, run) => sum + run.exposure, 0);
  if (runs.length < 2 || count === 0) return 1;
  const statistic = runs.reduce((sum, run) => {
    const expected = (count * run.exposure) / exposure;
    return sum + (run.count - expected) ** 2 / expected;
  }, 0);
  return chiSquaredTail(statistic, runs.length - 1);
}
