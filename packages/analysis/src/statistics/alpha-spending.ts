import { normalCdf, normalDensity, normalQuantile } from './normal.ts';

/** One look of a group sequential design. */
export interface Look {
  /** Share of the planned runs that are there, 0 < fraction <= 1. */
  readonly fraction: number;
  /** Two-sided error spent up to and with this look. */
  readonly spent: number;
  /** |z| beyond which the look claims a change. */
  readonly bound: number;
  /** Two-sided P that corresponds to the bound: the alpha of an ordinary test at this look. */
  readonly alpha: number;
}

/**
 * Bounds of a few looks fixed beforehand, so that all of them together claim a change that is not there with probability `alpha`.
 * Lan and DeMets' spending function of the O'Brien-Fleming type, one half of alpha a side: early looks spend next to nothing.
 * `fractions` rise and end with 1. For t tests the alphas are used as they are, which is exact for many runs (Jennison and Turnbull,
 * Group Sequential Methods, 2000, §3.8) and keeps 5 % within sampling error from 4 runs on (test by simulation).
 * Sources: Lan and DeMets, Biometrika 70 (1983); the recursion of Armitage, McPherson and Rowe, J. R. Stat. Soc. A 132 (1969).
 */
export function spendingLooks(fractions: readonly number[], alpha = 0.05): Look[] {
  const reach = normalQuantile(1 - alpha / 4);
  const spentAt = (fraction: number) => 4 * (1 - normalCdf(reach / Math.sqrt(fraction)));
  const looks: Look[] = [];
  let before: Density | undefined;
  for (const [k, fraction] of fractions.entries()) {
    const spent = fraction === 1 ? alpha : spentAt(fraction);
    const oneSided = (spent - (looks[k - 1]?.spent ?? 0)) / 2;
    const step = fraction - (fractions[k - 1] ?? 0);
    const bound =
      before === undefined
        ? normalQuantile(1 - oneSided)
        : boundOf(before, { oneSided, step, scale: Math.sqrt(fraction) });
    looks.push({ fraction, spent, bound, alpha: 2 * (1 - normalCdf(bound)) });
    before = densityAfter(before, { step, limit: bound * Math.sqrt(fraction) });
  }
  return looks;
}

/** Density of the partial sum (variance = fraction) where no look has claimed anything, on Simpson's nodes between the bounds. */
interface Density {
  readonly nodes: readonly number[];
  /** Density times the weight of the node. */
  readonly mass: readonly number[];
}

/** Even; 1e-6 in the bounds of ten looks. */
const INTERVALS = 400;

function densityAfter(before: Density | undefined, o: { step: number; limit: number }): Density {
  const width = (2 * o.limit) / INTERVALS;
  const deviation = Math.sqrt(o.step);
  const nodes = Array.from({ length: INTERVALS + 1 }, (_, i) => -o.limit + i * width);
  const mass = nodes.map((s, i) => {
    const weight = ((i === 0 || i === INTERVALS ? 1 : i % 2 === 1 ? 4 : 2) * width) / 3;
    if (before === undefined) return (weight * normalDensity(s / deviation)) / deviation;
    let density = 0;
    for (const [j, from] of before.nodes.entries())
      density += (before.mass[j]! * normalDensity((s - from) / deviation)) / deviation;
    return weight * density;
  });
  return { nodes, mass };
}

/** The bound beyond which the sum goes with probability `oneSided` on one side; the probability falls as the bound grows. */
function boundOf(before: Density, o: { oneSided: number; step: number; scale: number }): number {
  const deviation = Math.sqrt(o.step);
  const beyond = (bound: number) =>
    before.nodes.reduce(
      (sum, from, j) => sum + before.mass[j]! * normalCdf((from - bound * o.scale) / deviation),
      0,
    );
  let [low, high] = [0, 10];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (beyond(middle) > o.oneSided) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
