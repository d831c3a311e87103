import { type Interval, reported } from '../statistics/interval.ts';
import { intervalOf, pDifferent, welchDifference } from '../statistics/mean-difference.ts';
import { binomialTest, type Count, dispersionP, poissonTest } from '../statistics/rare-events.ts';
import type { RunRecord } from '../variance/run-record.ts';
import type { EventComparison } from './comparison.ts';
import type { EventFacts } from './events.ts';

/** Below this P the runs of a side differ more than independent events would: exact tests would be too sure of themselves. */
const BURSTS = 0.05;

/**
 * A rare event on two sides, without verdict (`judge` adds it). Counts of all runs of a side are added where the runs agree with one
 * rate; where they do not, the rates of the runs are compared by Welch. Null where no run of either side could have it.
 */
export function compareEvent(
  facts: EventFacts,
  baseRuns: readonly RunRecord[],
  targetRuns: readonly RunRecord[],
  alpha: number,
): EventComparison | null {
  const counts = (runs: readonly RunRecord[]) => runs.flatMap((run) => run.events[facts.id] ?? []);
  const [base, target] = [counts(baseRuns), counts(targetRuns)];
  if (base.length === 0 && target.length === 0) return null;
  const sides = { base: sumOf(base), target: sumOf(target) };
  const { id, name, per, margin } = facts;
  const common = {
    id,
    name,
    per,
    direction: 'lower' as const,
    ...sides,
    margin,
    pAdjusted: null,
    verdict: null,
  };
  if (base.length === 0 || target.length === 0)
    return {
      ...common,
      test: facts.model === 'poisson' ? 'exact Poisson' : 'exact binomial',
      ratio: null,
      difference: null,
      p: null,
      pEquivalent: null,
      reason: `no run of the ${base.length === 0 ? 'base' : 'target'} could have it`,
    };
  const level = 1 - alpha;
  const single = base.length < 2 || target.length < 2;
  const bursts = !single && (dispersionP(base) < BURSTS || dispersionP(target) < BURSTS);
  const exact = (at: number) =>
    facts.model === 'poisson'
      ? poissonTest(sides.base, sides.target, at)
      : binomialTest(sides.base, sides.target, at);
  const welch = bursts ? welchDifference(base.map(rateOf), target.map(rateOf)) : null;
  const differenceAt = (at: number): Interval =>
    welch === null ? exact(at).difference : intervalOf(welch, at);
  const pEqual = welch === null ? exact(level).p : pDifferent(welch);
  // Beyond the margin counts only what is also shown to be a change at all.
  const p = Math.max(
    pEqual,
    highestP((at) => {
      const { low, high } = differenceAt(at);
      return low > margin || high < -margin;
    }),
  );
  const pEquivalent =
    highestP((at) => {
      const { low, high } = differenceAt(at);
      return low > -margin && high < margin;
    }) / 2;
  return {
    ...common,
    test: bursts ? 'Welch on rates of runs' : facts.model === 'poisson' ? 'exact Poisson' : 'exact binomial',
    ratio: bursts ? null : reported(exact(level).ratio),
    difference: reported(differenceAt(level)),
    p: single ? null : p,
    pEquivalent: single ? null : pEquivalent,
    reason: single
      ? 'one run a side has no measure of its own variation'
      : bursts
        ? 'runs of a side differ more than independent events would'
        : null,
  };
}

/** 1 - the highest level at which a statement about the interval holds: 1 where it never does. */
function highestP(holds: (level: number) => boolean): number {
  let holdsAt = 1;
  let failsAt = 0;
  if (!holds(1e-9)) return 1;
  if (holds(1 - 1e-9)) return 1e-9;
  for (let i = 0; i < 30; i++) {
    const p = (holdsAt + failsAt) / 2;
    if (holds(1 - p)) holdsAt = p;
    else failsAt = p;
  }
  return holdsAt;
}

function sumOf(counts: readonly Count[]): Count {
  return {
    count: counts.reduce((sum, one) => sum + one.count, 0),
    exposure: counts.reduce((sum, one) => sum + one.exposure, 0),
  };
}

function rateOf({ count, exposure }: Count): number {
  return count / exposure;
}
