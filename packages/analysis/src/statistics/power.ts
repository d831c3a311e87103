import { chiSquaredDensity, chiSquaredQuantile } from './chi-squared.ts';
import type { Bounds } from './equivalence.ts';
import { normalCdf, normalDensity } from './normal.ts';
import { invert } from './quantile.ts';
import { studentTQuantile } from './student-t.ts';

/** Which runs a decision rests on. `sd` is that of a run (independent) or of a pair's difference (paired), on the scale of the bounds. */
export interface Plan {
  readonly sd: number;
  /** Standard error = sd * factor. */
  readonly factor: number;
  /** Degrees of freedom of the estimate of sd. */
  readonly df: number;
}

/** N runs a side, or different numbers. `borrowedDf`: degrees of freedom that a known history adds to the estimate of sd. */
export function independentPlan(o: { sd: number; base: number; target: number; borrowedDf?: number }): Plan {
  return {
    sd: o.sd,
    factor: Math.sqrt(1 / o.base + 1 / o.target),
    df: o.base + o.target - 2 + (o.borrowedDf ?? 0),
  };
}

/** `sd`: of the differences of pairs. */
export function pairedPlan(o: { sd: number; pairs: number; borrowedDf?: number }): Plan {
  return { sd: o.sd, factor: 1 / Math.sqrt(o.pairs), df: o.pairs - 1 + (o.borrowedDf ?? 0) };
}

/** Chance of each outcome of a comparison; `above` and `below` say beyond which bound the change is shown to be. */
export interface OutcomeChances {
  readonly above: number;
  readonly below: number;
  readonly equivalent: number;
  readonly undecided: number;
  /** "No change at all" is rejected, whatever the outcome: the power of the plain t test. */
  readonly changed: number;
}

/**
 * Chances of the outcomes if the truth is `change`. The rule: `above` or `below` if the interval of level 1 - alphaChange lies beyond a
 * bound, `equivalent` if the interval of level 1 - 2 alphaEquivalent lies between them. Exact for normal values of equal variance:
 * the normal probability of the estimate, integrated over the chi distribution of the deviation. Welch differs from it by less than
 * the sampling error of 10,000 simulations from N = 3 on. Source: D. B. Owen, Biometrika 52 (1965); K. F. Phillips (1990).
 */
export function outcomeChances(
  plan: Plan,
  o: {
    readonly change: number;
    readonly bounds: Bounds;
    readonly alphaChange?: number;
    readonly alphaEquivalent?: number;
  },
): OutcomeChances {
  const { alphaChange = 0.05, alphaEquivalent = 0.05 } = o;
  const { low, high } = o.bounds;
  const error = plan.sd * plan.factor;
  if (error === 0) return certain(o.change, o.bounds);
  const tChange = studentTQuantile(1 - alphaChange / 2, plan.df);
  const tEquivalent = studentTQuantile(1 - alphaEquivalent, plan.df);
  const below = (x: number) => normalCdf((x - o.change) / error);
  const above = (x: number) => normalCdf((o.change - x) / error);
  const chances = overDeviation(plan.df, (s) => {
    const reach = tChange * error * s;
    const inner = tEquivalent * error * s;
    return [
      above(high + reach),
      below(low - reach),
      low + inner < high - inner ? below(high - inner) - below(low + inner) : 0,
      above(reach) + below(-reach),
    ];
  });
  const [a, b, e, changed] = chances as [number, number, number, number];
  return { above: a, below: b, equivalent: e, undecided: Math.max(0, 1 - a - b - e), changed };
}

function certain(change: number, { low, high }: Bounds): OutcomeChances {
  const above = change > high ? 1 : 0;
  const below = change < low ? 1 : 0;
  const equivalent = change > low && change < high ? 1 : 0;
  return {
    above,
    below,
    equivalent,
    undecided: 1 - above - below - equivalent,
    changed: change === 0 ? 0 : 1,
  };
}

/** Mean of functions of s, the estimated over the true deviation: Simpson's rule over all but 1e-12 of its distribution. */
function overDeviation(df: number, values: (s: number) => readonly number[]): number[] {
  const from = Math.sqrt(chiSquaredQuantile(1e-12, df) / df);
  const to = Math.sqrt(chiSquaredQuantile(1 - 1e-12, df) / df);
  const steps = 128; // leaves an error below 1e-6
  const width = (to - from) / steps;
  let sums: number[] = [];
  let mass = 0;
  for (let i = 0; i <= steps; i++) {
    const s = from + i * width;
    const weight = (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * chiSquaredDensity(s * s * df, df) * s;
    mass += weight;
    const at = values(s);
    if (sums.length === 0) sums = at.map(() => 0);
    for (const [j, value] of at.entries()) sums[j]! += weight * value;
  }
  return sums.map((sum) => sum / mass);
}

/**
 * The smallest change that the plain two-sided t test sees with that power; 0 for no deviation. On a scale of logarithms, expm1 of it
 * is the relative change.
 */
export function detectableChange(
  plan: Plan,
  o: { readonly alpha?: number; readonly power?: number } = {},
): number {
  if (plan.sd === 0) return 0;
  const { alpha = 0.05, power = 0.8 } = o;
  const t = studentTQuantile(1 - alpha / 2, plan.df);
  // In units of the standard error.
  const mean = (value: (s: number) => number) => overDeviation(plan.df, (s) => [value(s)])[0]!;
  const units = invert({
    p: power,
    cdf: (change) => mean((s) => normalCdf(change - t * s) + normalCdf(-change - t * s)),
    density: (change) => mean((s) => normalDensity(change - t * s) - normalDensity(change + t * s)),
    start: t + studentTQuantile(power, plan.df),
    low: 0,
  });
  return units * plan.sd * plan.factor;
}

/**
 * The narrowest margin that can be decided: with no change, `equivalent` follows with that power. Symmetric on the scale of the plan.
 */
export function decidableMargin(
  plan: Plan,
  o: { readonly alpha?: number; readonly power?: number } = {},
): number {
  if (plan.sd === 0) return 0;
  const { alpha = 0.05, power = 0.8 } = o;
  return growTo(plan.sd * plan.factor, (margin) => {
    const bounds = { low: -margin, high: margin };
    return outcomeChances(plan, { change: 0, bounds, alphaEquivalent: alpha }).equivalent >= power;
  });
}

/** The smallest x for which a growing condition holds, to six digits. */
function growTo(start: number, holds: (x: number) => boolean): number {
  let high = start;
  while (!holds(high)) high *= 2;
  let low = 0;
  while (high - low > high * 1e-6) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The fewest runs, from 2 to `most`, for which `enough` holds; null if none does. `enough` must keep holding once it does. */
export function fewestRuns(enough: (runs: number) => boolean, most = 1000): number | null {
  let low = 2;
  let high = 2;
  while (!enough(high)) {
    if (high >= most) return null;
    low = high + 1;
    high = Math.min(most, high * 2);
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}
