import { gammaP, gammaQ, logGamma } from './gamma.ts';
import { normalQuantile } from './normal.ts';
import { invert } from './quantile.ts';

/** Chi-squared distribution with `df` > 0 degrees of freedom. */
export function chiSquaredCdf(x: number, df: number): number {
  return x <= 0 ? 0 : gammaP(df / 2, x / 2);
}

/** P(X > x). */
export function chiSquaredTail(x: number, df: number): number {
  return x <= 0 ? 1 : gammaQ(df / 2, x / 2);
}

export function chiSquaredDensity(x: number, df: number): number {
  if (x <= 0) return 0;
  const half = df / 2;
  return Math.exp((half - 1) * Math.log(x) - x / 2 - half * Math.LN2 - logGamma(half));
}

/** The x below which a share `p` lies, 0 <= p < 1. Starts from Wilson and Hilferty's cube. */
export function chiSquaredQuantile(p: number, df: number): number {
  if (p === 0) return 0;
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (!(p > 0 && p < 1) || !(df > 0)) return Number.NaN;
  const spread = 2 / (9 * df);
  const start = df * (1 - spread + normalQuantile(p) * Math.sqrt(spread)) ** 3;
  return invert({
    p,
    cdf: (x) => chiSquaredCdf(x, df),
    density: (x) => chiSquaredDensity(x, df),
    start: start > 0 ? start : df / 2,
    low: 0,
  });
}
