import type { Interval } from './interval.ts';
import { moments } from './moments.ts';
import { studentTQuantile, studentTTail } from './student-t.ts';

/**
 * An estimated difference with its standard error: what t intervals and tests need, whether the samples are independent or
 * paired, and whether the values are as measured or logarithms. On logarithms the difference is the logarithm of a ratio.
 */
export interface MeanDifference {
  readonly estimate: number;
  readonly standardError: number;
  readonly df: number;
}

/**
 * Welch's difference of means, target minus base; at least two values a side. Assumes independent runs that are roughly normal
 * on the given scale, not equal variances. Keeps its 5 % from N = 3 on, also with outlier runs (`npm run bench -- statistics`).
 * Source: B. L. Welch, Biometrika 34 (1947); degrees of freedom by Satterthwaite.
 */
export function welchDifference(base: readonly number[], target: readonly number[]): MeanDifference {
  const [a, b] = [moments(base), moments(target)];
  const [va, vb] = [a.stddev ** 2 / a.n, b.stddev ** 2 / b.n];
  const variance = va + vb;
  return {
    estimate: b.mean - a.mean,
    standardError: Math.sqrt(variance),
    df: variance === 0 ? a.n + b.n - 2 : variance ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1)),
  };
}

/**
 * Difference of the means of pairs (blocks of an experiment that ran base and target next to each other); at least two pairs.
 * What both runs of a pair share cancels. Assumes that the differences are independent and roughly normal.
 */
export function pairedDifference(base: readonly number[], target: readonly number[]): MeanDifference {
  const { n, mean, stddev } = moments(target.map((value, i) => value - base[i]!));
  return { estimate: mean, standardError: stddev / Math.sqrt(n), df: n - 1 };
}

export function intervalOf(d: MeanDifference, level = 0.95): Interval {
  if (d.standardError === 0) return { estimate: d.estimate, low: d.estimate, high: d.estimate, level };
  const reach = studentTQuantile((1 + level) / 2, d.df) * d.standardError;
  return { estimate: d.estimate, low: d.estimate - reach, high: d.estimate + reach, level };
}

/** An interval of logarithms as an interval of ratios: free of Fieller's trouble, because a ratio of means is never divided. */
export function asRatio({ estimate, low, high, level }: Interval): Interval {
  return { estimate: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high), level };
}

/** P that the estimate would be at least as high if the truth were `bound`. */
export function pAbove(d: MeanDifference, bound: number): number {
  const distance = d.estimate - bound;
  if (d.standardError === 0) return distance > 0 ? 0 : 1;
  const t = distance / d.standardError;
  return t >= 0 ? studentTTail(t, d.df) : 1 - studentTTail(-t, d.df);
}

/** P that the estimate would be at least as low if the truth were `bound`. */
export function pBelow(d: MeanDifference, bound: number): number {
  return pAbove({ ...d, estimate: -d.estimate }, -bound);
}

/** Two-sided P of no difference at all. */
export function pDifferent(d: MeanDifference): number {
  return Math.min(1, 2 * Math.min(pAbove(d, 0), pBelow(d, 0)));
}
