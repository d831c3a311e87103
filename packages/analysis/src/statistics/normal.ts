import { gammaP, gammaQ } from './gamma.ts';
import { invert } from './quantile.ts';

/** Standard normal distribution; probabilities by the incomplete gamma function, exact in both tails. DLMF 7.11. */
export function normalCdf(z: number): number {
  const half = z * z * 0.5;
  return z < 0 ? gammaQ(0.5, half) / 2 : 0.5 + gammaP(0.5, half) / 2;
}

export function normalDensity(z: number): number {
  return Math.exp(-z * z * 0.5) / Math.sqrt(2 * Math.PI);
}

/** The z below which a share `p` lies, 0 < p < 1; infinite at 0 and 1. */
export function normalQuantile(p: number): number {
  if (p === 0.5) return 0;
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (!(p > 0)) return Number.NaN;
  // Leading term of the tail as a start; Newton does the rest.
  return invert({
    p,
    cdf: normalCdf,
    density: normalDensity,
    start: -Math.sqrt(-2 * Math.log(2 * p)),
    high: 0,
  });
}
