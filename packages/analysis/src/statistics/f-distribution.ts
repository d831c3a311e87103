import { betaRegularised } from './beta.ts';
import { invert } from './quantile.ts';

/** P(F > x) of the F distribution: ratio of two mean squares with `df1` (above) and `df2` (below) degrees of freedom. */
export function fTail(x: number, df1: number, df2: number): number {
  if (x <= 0) return 1;
  const sum = df1 * x + df2;
  return betaRegularised(df2 / sum, df2 / 2, df1 / 2, (df1 * x) / sum);
}

export function fCdf(x: number, df1: number, df2: number): number {
  if (x <= 0) return 0;
  const sum = df1 * x + df2;
  return betaRegularised((df1 * x) / sum, df1 / 2, df2 / 2, df2 / sum);
}

/** The x below which a share `p` lies, 0 <= p < 1. */
export function fQuantile(p: number, df1: number, df2: number): number {
  if (p === 0) return 0;
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (!(p > 0 && p < 1)) return Number.NaN;
  return invert({ p, cdf: (x) => fCdf(x, df1, df2), start: 1, low: 0 });
}
