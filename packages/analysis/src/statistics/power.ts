import { chiSquaredDensity, chiSquaredQuantile } from './chi-squared.ts';
import type { Bounds } from './equivalence.ts';
import { normalCdf, normalDensity } from './normal.ts';
import { invert } from './quantile.ts';
import { studentTQuantile } from './student-t.ts';

/** Which runs a decision rests on. `sd` is that of a run (independent) or of a pair's difference (paired), on the scale of the bounds. */
export interface Plan {
  readonly sd: number;
  /** True standard error = sd * factor. */
  readonly factor: number;
  /** Degrees of freedom of the estimate of sd. */
  readonly df: number;
  /** What the test makes of the sides' estimates: Welch's standard error and degrees of freedom depend on how they divide. */
  readonly strata: readonly Stratum[];
}

interface Stratum {
  readonly weight: number;
  /** Estimated standard error over true one, where the sides' deviations together are estimated rightly. */
  readonly stretch: number;
  readonly df: number;
}

/** Runs a side, at least two each, tested by Welch. */
export function independentPlan(o: { sd: number; base: number; target: number }): Plan {
  const factor = Math.sqrt(1 / o.base + 1 / o.target);
  return { sd: o.sd, factor, df: o.base + o.target - 2, strata: welchStrata(o.base, o.target, factor) };
}

/** Runs a side, tested with a deviation that rests on these runs and on `borrowedDf` degrees of freedom of earlier ones. */
export function borrowingPlan(o: { sd: number; base: number; target: number; borrowedDf: number }): Plan {
  const df = o.base + o.target - 2 + o.borrowedDf;
  return {
    sd: o.sd,
    factor: Math.sqrt(1 / o.base + 1 / o.target),
    df,
    strata: [{ weight: 1, stretch: 1, df }],
  };
}

/** `sd`: of the differences of pairs. */
export function pairedPlan(o: { sd: number; pairs: number }): Plan {
  const df = o.pairs - 1;
  return { sd: o.sd, factor: 1 / Math.sqrt(o.pairs), df, strata: [{ weight: 1, stretch: 1, df }] };
}

/**
 * For normal values of equal variance the base's share of the sum of squares is beta distributed and independent of the sum. With
 * share = sin² x the midpoint rule is exact to many digits: the integrand is periodic.
 */
function welchStrata(base: number, target: number, factor: number): Stratum[] {
  const [a, b] = [base - 1, target - 1];
  const stratum = (share: number, weight: number): Stratum => {
    const [va, vb] = [share / (a * base), (1 - share) / (b * target)];
    return {
      weight,
      stretch: Math.sqrt((a + b) * (va + vb)) / factor,
      df: (va + vb) ** 2 / (va ** 2 / a + vb ** 2 / b),
    };
  };
  // With many runs the share hardly varies: one stratum changes the chances by less than 0.001.
  if (Math.min(a, b) > 30) return [stratum(a / (a + b), 1)];
  const nodes = 24;
  const strata = Array.from({ length: nodes }, (_, i) => {
    const x = ((i + 0.5) * Math.PI) / (2 * nodes);
    return stratum(Math.sin(x) ** 2, Math.sin(x) ** (a - 1) * Math.cos(x) ** (b - 1));
  });
  const total = strata.reduce((sum, { weight }) => sum + weight, 0);
  return strata.map((one) => ({ ...one, weight: one.weight / total })).filter(({ weight }) => weight > 1e-9);
}

/** Chance of each outcome of a comparison, an integral each that is made when it is asked for; `above` and `below` say beyond which bound the change is shown to be. */
export interface OutcomeChances {
  readonly above: number;
  readonly below: number;
  readonly equivalent: number;
  readonly undecided: number;
  /** One-sided: the interval of level 1 - 2 alphaEquivalent lies below the upper bound; the same for the lower one. */
  readonly notAbove: number;
  readonly notBelow: number;
  /** "No change at all" is rejected, whatever the outcome: the power of the plain t test. */
  readonly changed: number;
}

/**
 * Chances of the outcomes if the truth is `change`. The rule: `above` or `below` if the interval of level 1 - alphaChange lies beyond a
 * bound, `equivalent` if the interval of level 1 - 2 alphaEquivalent lies between them. Exact for normal values of equal variance:
 * the normal probability of the estimate, integrated over the distribution of the estimated deviations, Welch's degrees of freedom
 * included. Sources: D. B. Owen, Biometrika 52 (1965); K. F. Phillips, J. Pharmacokinet. Biopharm. 18 (1990).
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
  const below = (x: number) => normalCdf((x - o.change) / error);
  const above = (x: number) => normalCdf((o.change - x) / error);
  const mean = (alpha: number, valueAt: (reach: number) => number) =>
    overDeviation(plan, (i) => {
      const reach = quantilesOf(plan, alpha)[i]! * plan.strata[i]!.stretch * error;
      return (s) => valueAt(reach * s);
    });
  const [change, equivalent] = [1 - alphaChange / 2, 1 - alphaEquivalent];
  return {
    get above() {
      return mean(change, (reach) => above(high + reach));
    },
    get below() {
      return mean(change, (reach) => below(low - reach));
    },
    get equivalent() {
      return mean(equivalent, (inner) =>
        low + inner < high - inner ? below(high - inner) - below(low + inner) : 0,
      );
    },
    get undecided() {
      return Math.max(0, 1 - this.above - this.below - this.equivalent);
    },
    get changed() {
      return mean(change, (reach) => above(reach) + below(-reach));
    },
    get notAbove() {
      return mean(equivalent, (inner) => below(high - inner));
    },
    get notBelow() {
      return mean(equivalent, (inner) => above(low + inner));
    },
  };
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
    notAbove: change < high ? 1 : 0,
    notBelow: change > low ? 1 : 0,
    changed: change === 0 ? 0 : 1,
  };
}

/** A value of s, the estimated over the true deviation, and its weight. */
interface Node {
  readonly s: number;
  readonly weight: number;
}

/** What follows from a plan alone: a search for a margin asks for chances of one plan again and again. */
const known = new WeakMap<
  Plan,
  { readonly nodes: readonly Node[]; readonly quantiles: Map<number, number[]> }
>();

function knownOf(plan: Plan) {
  let one = known.get(plan);
  if (one === undefined) {
    one = { nodes: simpsonNodes(plan), quantiles: new Map() };
    known.set(plan, one);
  }
  return one;
}

/** Student's t below which a share p lies, for each stratum. */
function quantilesOf(plan: Plan, p: number): readonly number[] {
  const { quantiles } = knownOf(plan);
  const made = quantiles.get(p) ?? plan.strata.map(({ df }) => studentTQuantile(p, df));
  quantiles.set(p, made);
  return made;
}

/** Simpson's rule over all but 1e-12 of the distribution of s. */
function simpsonNodes({ df }: Plan): Node[] {
  const from = Math.sqrt(chiSquaredQuantile(1e-12, df) / df);
  const to = Math.sqrt(chiSquaredQuantile(1 - 1e-12, df) / df);
  const steps = 128; // leaves an error below 1e-6
  const width = (to - from) / steps;
  const nodes = Array.from({ length: steps + 1 }, (_, i) => {
    const s = from + i * width;
    const weight = (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * chiSquaredDensity(s * s * df, df) * s;
    return { s, weight };
  }).filter(({ weight }) => weight > 0);
  const mass = nodes.reduce((sum, { weight }) => sum + weight, 0);
  return nodes.map(({ s, weight }) => ({ s, weight: weight / mass }));
}

/** Mean of a function of s, weighted over the strata; `valueAt` is given the place of the stratum. */
function overDeviation(plan: Plan, valueAt: (stratum: number) => (s: number) => number): number {
  const { nodes } = knownOf(plan);
  let sum = 0;
  for (const [i, stratum] of plan.strata.entries()) {
    const value = valueAt(i);
    for (const { s, weight } of nodes) sum += value(s) * weight * stratum.weight;
  }
  return sum;
}

/**
 * The smallest change that the plain two-sided test sees with that power; 0 for no deviation. On a scale of logarithms, expm1 of it
 * is the relative change.
 */
export function detectableChange(
  plan: Plan,
  o: { readonly alpha?: number; readonly power?: number } = {},
): number {
  if (plan.sd === 0) return 0;
  const { alpha = 0.05, power = 0.8 } = o;
  // In units of the standard error.
  const mean = (value: (change: number, reach: number) => number) => (change: number) =>
    overDeviation(plan, (i) => {
      const t = quantilesOf(plan, 1 - alpha / 2)[i]! * plan.strata[i]!.stretch;
      return (s) => value(change, t * s);
    });
  const units = invert({
    p: power,
    cdf: mean((change, reach) => normalCdf(change - reach) + normalCdf(-change - reach)),
    density: mean((change, reach) => normalDensity(change - reach) - normalDensity(change + reach)),
    start: studentTQuantile(1 - alpha / 2, plan.df) + studentTQuantile(power, plan.df),
    low: 0,
  });
  return units * plan.sd * plan.factor;
}

/** The narrowest margin that can be decided: `enough` of the chances with no change, for growing margins as `boundsOf` makes them. */
export function decidableMargin(
  plan: Plan,
  o: {
    readonly alpha?: number;
    boundsOf(margin: number): Bounds;
    enough(chances: OutcomeChances): boolean;
  },
): number {
  if (plan.sd === 0) return 0;
  return growTo(plan.sd * plan.factor, (margin) =>
    o.enough(
      outcomeChances(plan, { change: 0, bounds: o.boundsOf(margin), alphaEquivalent: o.alpha ?? 0.05 }),
    ),
  );
}

/** The smallest x for which a growing condition holds, to four digits. */
function growTo(start: number, holds: (x: number) => boolean): number {
  let high = start;
  while (!holds(high)) high *= 2;
  let low = 0;
  while (high - low > high * 1e-4) {
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
