import { chiSquaredQuantile } from './chi-squared.ts';
import type { Interval } from './interval.ts';
import { moments } from './moments.ts';

/**
 * Coefficient of variation of positive run values with its interval, from the deviation of their logarithms: cv = sqrt(exp(s²) - 1).
 * At least two values, all above zero. Assumes logarithms that are roughly normal; the interval of s is the chi-squared one, so it
 * is wide for few runs: three runs with 3 % bound it to 1.6 to 19 %.
 */
export function coefficientOfVariation(values: readonly number[], level = 0.95): Interval {
  const { n, stddev } = moments(values.map(Math.log));
  const bound = (share: number) => stddev * Math.sqrt((n - 1) / chiSquaredQuantile(share, n - 1));
  const tail = (1 - level) / 2;
  return {
    estimate: cvOfLogDeviation(stddev),
    low: cvOfLogDeviation(bound(1 - tail)),
    high: cvOfLogDeviation(bound(tail)),
    level,
  };
}

/** cv of a log-normal variable whose logarithm has that deviation. */
export function cvOfLogDeviation(s: number): number {
  return Math.sqrt(Math.expm1(s * s));
}

/** The inverse: deviation of the logarithm. */
export function logDeviationOfCv(cv: number): number {
  return Math.sqrt(Math.log1p(cv * cv));
}
