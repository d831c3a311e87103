import { reported } from '../statistics/interval.ts';
import { asRatio, pairedDifference, welchDifference } from '../statistics/mean-difference.ts';
import { moments } from '../statistics/moments.ts';
import { signFlipTest } from '../statistics/permutation.ts';
import { predictionInterval } from '../statistics/prediction.ts';
import { hodgesLehmann, mannWhitney } from '../statistics/rank-test.ts';
import { shiftFunction } from '../statistics/shift-function.ts';
import type { RunRecord } from '../variance/run-record.ts';
import type { Design, Prediction, RankEvidence, ShiftPoint } from './comparison.ts';
import { deviationOf, pairUp, type Scale, type SideNumbers } from './sides.ts';

/** What stands beside a verdict and never changes it: ranks, prediction, sizes, centiles. */
interface LookOptions {
  readonly alpha: number;
  readonly design: Design;
}

/** Ranks say nothing new below: 3 v 3 cannot reach P = 0.05, 6 v 6 reaches 0.0022. */
const FEWEST_FOR_RANKS = 6;
/** Fewer earlier runs give an interval that holds anything. */
const FEWEST_FOR_PREDICTION = 3;
const SHIFT_CENTILES = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999];

export function ranksOf(
  scaled: SideNumbers,
  scale: Scale,
  o: LookOptions,
  changed: boolean,
): RankEvidence | null {
  const { base, target } = scaled;
  if (base.length < FEWEST_FOR_RANKS || target.length < FEWEST_FOR_RANKS) return null;
  if (o.design === 'paired') {
    const p = signFlipTest(target.map((value, i) => value - base[i]!));
    return p === null
      ? null
      : { test: 'exact sign-flip permutation', p, shift: null, disagrees: p <= o.alpha !== changed };
  }
  const { p, exact } = mannWhitney(base, target);
  const shift = hodgesLehmann(base, target, 1 - o.alpha);
  return {
    test: exact ? 'exact Mann-Whitney' : 'Mann-Whitney, normal approximation',
    p,
    shift: reported(scale === 'ratio' ? asRatio(shift) : shift),
    disagrees: p <= o.alpha !== changed,
  };
}

/** A single target run against the base's runs, or against history where the base is too few. */
export function predictionOf(
  id: string,
  { base, target }: SideNumbers,
  history: readonly RunRecord[],
): Prediction | null {
  if (target.length !== 1) return null;
  const earlier = history.flatMap((run) => run.values[id]?.mean ?? []);
  const from = base.length >= FEWEST_FOR_PREDICTION ? 'base' : 'history';
  const values = from === 'base' ? base : earlier;
  if (values.length < FEWEST_FOR_PREDICTION) return null;
  const value = target[0]!;
  const positive = [...values, value].every((v) => v > 0);
  const interval = positive ? asRatio(predictionInterval(values.map(Math.log))) : predictionInterval(values);
  return {
    from,
    runs: values.length,
    interval: reported(interval),
    value,
    inside: value >= interval.low && value <= interval.high,
  };
}

/** Hedges' g: difference over the pooled deviation, corrected for few values. Source: L. V. Hedges, J. Educ. Stat. 6 (1981). */
export function effectSizeOf({ base, target }: SideNumbers): { g: number | null; cliff: number } {
  const [a, b] = [moments(base), moments(target)];
  const df = a.n + b.n - 2;
  const pooled = deviationOf({ base, target }, 'independent');
  const g = pooled === 0 ? null : ((b.mean - a.mean) / pooled) * (1 - 3 / (4 * df - 1));
  return { g, cliff: mannWhitney(base, target).cliff };
}

export function shiftOf(
  id: string,
  baseRuns: readonly RunRecord[],
  targetRuns: readonly RunRecord[],
  o: LookOptions,
): ShiftPoint[] {
  const fewest = Math.min(
    ...[...baseRuns, ...targetRuns].map((run) => run.values[id]?.n ?? Number.POSITIVE_INFINITY),
  );
  const at = (runs: readonly RunRecord[], centile: number) =>
    runs.map((run) => run.values[id]?.centiles.find(([c]) => c === centile)?.[1]);
  // A centile above 1 - 1/n is just the largest sample.
  const shown = SHIFT_CENTILES.filter((c) => c >= 1 / fewest && c <= 1 - 1 / fewest);
  const inputs = shown.flatMap((centile) => {
    const sides = pairUp(at(baseRuns, centile), at(targetRuns, centile), o.design);
    return sides.base.length < 2 || sides.target.length < 2 ? [] : [{ centile, ...sides }];
  });
  const difference = o.design === 'paired' ? pairedDifference : welchDifference;
  return shiftFunction(inputs, { level: 1 - o.alpha, difference }).map((shift, i) => ({
    ...shift,
    interval: reported(shift.interval),
    band: reported(shift.band),
    base: moments(inputs[i]!.base).mean,
    target: moments(inputs[i]!.target).mean,
  }));
}
