import { betaRegularised } from './beta.ts';
import { logGamma } from './gamma.ts';
import { normalQuantile } from './normal.ts';
import { invert } from './quantile.ts';

/** Student's t distribution with `df` > 0 degrees of freedom, whole or not. Source: DLMF 8.17, Abramowitz & Stegun 26.7. */
export function studentTCdf(t: number, df: number): number {
  const tail = studentTTail(Math.abs(t), df);
  return t < 0 ? tail : 1 - tail;
}

/** P(T > t) for t >= 0; exact for small values. */
export function studentTTail(t: number, df: number): number {
  if (t === Number.POSITIVE_INFINITY) return 0;
  const square = t * t;
  return betaRegularised(df / (df + square), df / 2, 0.5, square / (df + square)) / 2;
}

export function studentTDensity(t: number, df: number): number {
  const log = logGamma((df + 1) / 2) - logGamma(df / 2) - 0.5 * Math.log(df * Math.PI);
  return Math.exp(log - ((df + 1) / 2) * Math.log1p((t * t) / df));
}

/** The t below which a share `p` lies, 0 < p < 1; infinite at 0 and 1. */
export function studentTQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1) || !(df > 0)) return Number.NaN;
  // 1 - p loses digits of a small p: the nearer tail is inverted.
  return p < 0.5 ? -upperQuantile(p, df) : upperQuantile(1 - p, df);
}

function upperQuantile(tail: number, df: number): number {
  if (tail === 0) return Number.POSITIVE_INFINITY;
  if (tail === 0.5) return 0;
  return invert({
    p: -tail,
    cdf: (t) => -studentTTail(t, df),
    density: (t) => studentTDensity(t, df),
    start: -normalQuantile(tail),
    low: 0,
  });
}
