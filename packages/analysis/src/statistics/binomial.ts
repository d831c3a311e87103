import { betaRegularised } from './beta.ts';
import { logFactorial } from './gamma.ts';
import type { Interval } from './interval.ts';
import { invert } from './quantile.ts';

/** P(exactly k of n), each with probability p. */
export function binomialMass(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  if (p === 0) return k === 0 ? 1 : 0;
  if (p === 1) return k === n ? 1 : 0;
  const log = logFactorial(n) - logFactorial(k) - logFactorial(n - k);
  return Math.exp(log + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

/** P(at most k of n). */
export function binomialCdf(k: number, n: number, p: number): number {
  const whole = Math.floor(k);
  if (whole < 0) return 0;
  if (whole >= n) return 1;
  return betaRegularised(1 - p, n - whole, whole + 1, p);
}

/** P(at least k of n). */
export function binomialUpper(k: number, n: number, p: number): number {
  const whole = Math.ceil(k);
  if (whole <= 0) return 1;
  if (whole > n) return 0;
  return betaRegularised(p, whole, n - whole + 1, 1 - p);
}

/** The smallest k with P(at most k) >= share. */
export function binomialQuantile(share: number, n: number, p: number): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (binomialCdf(middle, n, p) >= share) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Exact interval of a share, k seen of n. Source: Clopper and Pearson, Biometrika 26 (1934). */
export function shareInterval(k: number, n: number, level = 0.95): Interval {
  const tail = (1 - level) / 2;
  return {
    estimate: n === 0 ? Number.NaN : k / n,
    low: k === 0 ? 0 : betaQuantile(tail, k, n - k + 1),
    high: k >= n ? 1 : betaQuantile(1 - tail, k + 1, n - k),
    level,
  };
}

function betaQuantile(p: number, a: number, b: number): number {
  return invert({ p, cdf: (x) => betaRegularised(x, a, b), start: a / (a + b), low: 0, high: 1 });
}
