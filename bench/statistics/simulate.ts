import {
  holm,
  intervalOf,
  mannWhitney,
  type OutcomeChances,
  pDifferent,
  pOutside,
  pWithin,
  welchDifference,
} from '@slotbench/analysis/statistics';
import { randomFrom } from '../analysis/random.ts';
import { type Noise, runValues, standardNormal } from './noise.ts';

/** Run-to-run coefficient of variation of every simulation here. */
export const CV = 0.03;

export interface Rates {
  /** Welch on logarithms rejects "no change". */
  readonly welch: number;
  readonly mannWhitney: number;
  /** The 95 % interval of the ratio covers the truth. */
  readonly covered: number;
}

/** How often the tests see a change of the mean, in `rounds` comparisons of N v N runs. */
export function detectionRates(o: {
  noise: Noise;
  runs: number;
  change: number;
  rounds: number;
  seed: number;
}): Rates {
  const random = randomFrom(o.seed).next;
  let [welch, ranks, covered] = [0, 0, 0];
  for (let round = 0; round < o.rounds; round++) {
    const side = (mean: number) =>
      runValues(random, { noise: o.noise, cv: CV, runs: o.runs, mean }).map(Math.log);
    const [base, target] = [side(1), side(1 + o.change)];
    const difference = welchDifference(base, target);
    const { low, high } = intervalOf(difference);
    if (pDifferent(difference) <= 0.05) welch++;
    if (mannWhitney(base, target).p <= 0.05) ranks++;
    if (low <= Math.log1p(o.change) && Math.log1p(o.change) <= high) covered++;
  }
  return { welch: welch / o.rounds, mannWhitney: ranks / o.rounds, covered: covered / o.rounds };
}

/** How often a single metric gets each verdict, to be held against `outcomeChances`. Log-normal runs. */
export function verdictRates(o: {
  runs: number;
  change: number;
  margin: number;
  rounds: number;
  seed: number;
}): Omit<OutcomeChances, 'notAbove' | 'notBelow'> {
  const random = randomFrom(o.seed).next;
  const bounds = { low: Math.log1p(-o.margin), high: Math.log1p(o.margin) };
  const counts = { above: 0, below: 0, equivalent: 0, undecided: 0, changed: 0 };
  for (let round = 0; round < o.rounds; round++) {
    const side = (mean: number) =>
      runValues(random, { noise: 'lognormal', cv: CV, runs: o.runs, mean }).map(Math.log);
    const difference = welchDifference(side(1), side(1 + o.change));
    if (pDifferent(difference) <= 0.05) counts.changed++;
    if (pOutside(difference, bounds) <= 0.05) counts.equivalent++;
    else if (pWithin(difference, bounds) > 0.05) counts.undecided++;
    else if (difference.estimate > 0) counts.above++;
    else counts.below++;
  }
  const share = (count: number) => count / o.rounds;
  return {
    above: share(counts.above),
    below: share(counts.below),
    equivalent: share(counts.equivalent),
    undecided: share(counts.undecided),
    changed: share(counts.changed),
  };
}

/**
 * How often any of seven headline metrics is called better or worse (Holm over them) although none changed by more than its margin.
 * `change` is the truth of all of them: at the margin itself false alarms are most frequent. Metrics of a run share half of its noise.
 */
export function headlineFalseAlarms(o: {
  noise: Noise;
  runs: number;
  change: number;
  margin: number;
  rounds: number;
  seed: number;
}): number {
  const random = randomFrom(o.seed).next;
  const metrics = 7;
  const bounds = { low: Math.log1p(-o.margin), high: Math.log1p(o.margin) };
  let alarms = 0;
  for (let round = 0; round < o.rounds; round++) {
    const side = (mean: number) => {
      const common = runValues(random, { noise: o.noise, cv: CV * Math.SQRT1_2, runs: o.runs, mean });
      return Array.from({ length: metrics }, () =>
        runValues(random, { noise: 'normal', cv: CV * Math.SQRT1_2, runs: o.runs, mean: 1 }).map((own, i) =>
          Math.log(own * common[i]!),
        ),
      );
    };
    const [base, target] = [side(1), side(1 + o.change)];
    const p = base.map((values, i) => pWithin(welchDifference(values, target[i]!), bounds));
    if (holm(p).some((adjusted) => adjusted <= 0.05)) alarms++;
  }
  return alarms / o.rounds;
}

/**
 * 52 nodes are not 52 samples: without any change, how often Welch calls one when it takes the values of all nodes of all runs for
 * samples, and when it takes one mean a run. Deviation 3 % between runs, 5 % between nodes of a run.
 */
export function pooledNodesFalseAlarms(o: { runs: number; rounds: number; seed: number }): {
  nodes: number;
  runs: number;
} {
  const random = randomFrom(o.seed).next;
  const side = () =>
    Array.from({ length: o.runs }, () => {
      const run = 1 + 0.03 * standardNormal(random);
      return Array.from({ length: 52 }, () => run + 0.05 * standardNormal(random));
    });
  let [nodes, runs] = [0, 0];
  for (let round = 0; round < o.rounds; round++) {
    const [base, target] = [side(), side()];
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    if (pDifferent(welchDifference(base.flat(), target.flat())) <= 0.05) nodes++;
    if (pDifferent(welchDifference(base.map(mean), target.map(mean))) <= 0.05) runs++;
  }
  return { nodes: nodes / o.rounds, runs: runs / o.rounds };
}
