/**
 * The x at which a growing function reaches `p`: Newton steps where the density helps, halving where it does not.
 * `low` and `high` bracket the answer or are -Infinity and Infinity; exact to about 15 digits.
 */
export function invert(o: {
  readonly p: number;
  cdf(x: number): number;
  density?(x: number): number;
  readonly start: number;
  readonly low?: number;
  readonly high?: number;
}): number {
  let low = o.low ?? Number.NEGATIVE_INFINITY;
  let high = o.high ?? Number.POSITIVE_INFINITY;
  let x = o.start;
  let reach = Math.max(1, Math.abs(x));
  for (let i = 0; i < 400; i++) {
    const error = o.cdf(x) - o.p;
    if (error === 0) return x;
    if (error < 0) low = x;
    else high = x;
    const slope = o.density?.(x) ?? 0;
    let next = slope > 0 ? x - error / slope : Number.NaN;
    if (!(next > low && next < high)) {
      if (Number.isFinite(low) && Number.isFinite(high)) next = (low + high) / 2;
      else {
        next = error < 0 ? x + reach : x - reach;
        reach *= 2;
      }
    }
    if (Math.abs(next - x) <= Math.abs(x) * 2e-16) return next;
    x = next;
  }
  return x;
}
