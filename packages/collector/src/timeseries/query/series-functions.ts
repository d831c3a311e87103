import type { Series } from './value.ts';

/** The values of one series within a range; at least one. */
type Points = Series<number>;

/** Newest minus oldest: no extrapolation, and a counter that was reset counts downwards. */
export function increase({ values }: Points): number {
  return values.at(-1)! - values[0]!;
}

/** The increase by the time between its two points, a MILLISECOND; undefined for a single point. */
export function rate(points: Points): number | undefined {
  const ms = points.times.at(-1)! - points.times[0]!;
  return ms === 0 ? undefined : increase(points) / ms;
}

export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

export function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/**
 * The `percent` % quantile (0..100) by linear interpolation of the empirical distribution function: the California
 * Department of Public Works' estimator, method 4 of R. Source: Haskell `statistics`, `quantile cadpw`.
 */
export function quantile(percent: number, values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const position = (percent / 100) * sorted.length;
  const whole = Math.floor(position + QUANTILE_EPSILON);
  const rest = position - whole;
  const part = Math.abs(rest) < QUANTILE_EPSILON ? 0 : rest;
  const item = (n: number) => sorted[Math.min(Math.max(n, 0), sorted.length - 1)]!;
  return (1 - part) * item(whole - 1) + part * item(whole);
}

/** Four units in the last place of 1, so that 0.29 of 100 values is the 29th. */
const QUANTILE_EPSILON = 4 * Number.EPSILON;

/** To the nearest integer; a half goes to the even one. */
export function roundHalfEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  if (rest !== 0.5) return Math.round(x);
  return down % 2 === 0 ? down : down + 1;
}
