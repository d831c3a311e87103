import { chiSquaredQuantile } from './chi-squared.ts';
import { gammaQ, logFactorial } from './gamma.ts';
import type { Interval } from './interval.ts';

/** P(exactly k) of a Poisson variable with that mean. */
export function poissonMass(k: number, mean: number): number {
  if (k < 0) return 0;
  if (mean === 0) return k === 0 ? 1 : 0;
  return Math.exp(k * Math.log(mean) - mean - logFactorial(k));
}

/** P(at most k). */
export function poissonCdf(k: number, mean: number): number {
  const whole = Math.floor(k);
  return whole < 0 ? 0 : gammaQ(whole + 1, mean);
}

/** The smallest k with P(at most k) >= share, 0 <= share < 1. */
export function poissonQuantile(share: number, mean: number): number {
  let high = Math.ceil(mean) + 1;
  while (poissonCdf(high, mean) < share) high *= 2;
  let low = 0;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (poissonCdf(middle, mean) >= share) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Exact interval of a rate, `count` events in `exposure`. Source: Garwood, Biometrika 28 (1936). */
export function rateInterval(count: number, exposure: number, level = 0.95): Interval {
  const tail = (1 - level) / 2;
  return {
    estimate: count / exposure,
    low: count === 0 ? 0 : chiSquaredQuantile(tail, 2 * count) / 2 / exposure,
    high: chiSquaredQuantile(1 - tail, 2 * count + 2) / 2 / exposure,
    level,
  };
}
