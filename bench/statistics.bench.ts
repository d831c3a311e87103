import { independentPlan, outcomeChances } from '@slotbench/analysis/statistics';
import type { BenchResult } from './main.ts';
import { NOISES } from './statistics/noise.ts';
import {
  CV,
  detectionRates,
  headlineFalseAlarms,
  pooledNodesFalseAlarms,
  verdictRates,
} from './statistics/simulate.ts';

/**
 * How often the verdicts are right, by simulation: false alarms, power, coverage, and the chances that a plan predicts beside those that
 * happened. All figures are shares of `rounds` comparisons; a run-to-run coefficient of variation of 3 %.
 */
export async function simulateStatistics(o: { rounds: number }): Promise<BenchResult> {
  const { rounds } = o;
  const figures: Record<string, number> = {};
  for (const [n, noise] of NOISES.entries())
    for (const runs of [3, 5, 10])
      for (const change of [0, 0.03, 0.05, 0.1]) {
        const rates = detectionRates({
          noise,
          runs,
          change,
          rounds,
          seed: 1000 * n + 10 * runs + 100 * change,
        });
        const name = `${noise}.${runs}v${runs}.${change * 100}%`;
        figures[`${name}.welch`] = rates.welch;
        figures[`${name}.mannWhitney`] = rates.mannWhitney;
        figures[`${name}.covered`] = rates.covered;
      }
  for (const runs of [3, 5, 10])
    for (const [change, margin] of [
      [0, 0.03],
      [0, 0.06],
      [0.05, 0.03],
      [0.1, 0.03],
    ] as const) {
      const seen = verdictRates({ runs, change, margin, rounds, seed: runs + 1000 * change });
      const s = Math.sqrt(Math.log1p(CV * CV));
      const predicted = outcomeChances(independentPlan({ sd: s, base: runs, target: runs }), {
        change: Math.log1p(change),
        bounds: { low: Math.log1p(-margin), high: Math.log1p(margin) },
      });
      const name = `verdict.${runs}v${runs}.${change * 100}%.margin${margin * 100}%`;
      for (const outcome of ['above', 'equivalent', 'undecided'] as const) {
        figures[`${name}.${outcome}`] = seen[outcome];
        figures[`${name}.${outcome}.predicted`] = predicted[outcome];
      }
    }
  for (const runs of [3, 5, 10])
    for (const [where, change] of [
      ['noChange', 0],
      ['atTheMargin', 0.03],
    ] as const)
      figures[`headline.${runs}v${runs}.${where}`] = Math.max(
        ...NOISES.map((noise) =>
          headlineFalseAlarms({ noise, runs, change, margin: 0.03, rounds, seed: 17 + runs }),
        ),
      );
  for (const runs of [3, 10]) {
    const alarms = pooledNodesFalseAlarms({ runs, rounds: Math.ceil(rounds / 10), seed: 5 });
    figures[`52nodes.${runs}v${runs}.nodesAsSamples`] = alarms.nodes;
    figures[`52nodes.${runs}v${runs}.runsAsSamples`] = alarms.runs;
  }
  return { name: 'statistics', ratios: {}, figures };
}

export default (): Promise<BenchResult> => simulateStatistics({ rounds: 10_000 });
