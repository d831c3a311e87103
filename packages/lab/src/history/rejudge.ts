import {
  applyMargin,
  boundsOf,
  type Difference,
  forbiddenDifferences,
  HEADLINE,
  type MetricFacts,
  marginOf,
  type Verdict,
} from '@slotbench/analysis';
import { asRatio, holm, type Interval, intervalOf, pOutside, pWithin } from '@slotbench/analysis/statistics';
import type { HistoryFile, HistoryRun, SamePair } from './history-file.ts';

/** Two single runs, judged with the noise of runs of one version. */
export interface Rejudged {
  /** Not empty: the runs are not comparable, and nothing is judged. */
  readonly refused: readonly Difference[];
  readonly metrics: readonly RejudgedMetric[];
}

export interface RejudgedMetric {
  readonly facts: MetricFacts;
  readonly headline: boolean;
  /** Target over base, with its 95 % interval. */
  readonly ratio: Interval;
  readonly margin: number;
  /** Degrees of freedom of the noise: one for each pair of runs of one version. */
  readonly df: number;
  /** Null outside of the headline, and where neither direction is better. */
  readonly verdict: Verdict | null;
}

/** Deviation of the logarithm of one run's value, from pairs in which nothing changed. */
export interface PairNoise {
  readonly sd: number;
  readonly df: number;
}

/**
 * Pairs of one version that are comparable by themselves: those across a move to other hardware or another era say nothing about
 * noise.
 */
export function noisePairs(file: Pick<HistoryFile, 'pairs' | 'runs'>): SamePair[] {
  const runs = runsOf(file);
  return file.pairs.filter(({ base, target }) => {
    const [a, b] = [runs.get(base), runs.get(target)];
    return a !== undefined && b !== undefined && forbiddenDifferences([a.record], [b.record]).length === 0;
  });
}

/** From the differences of pairs, whose mean is known to be zero: each counts whole. Null without a pair that has the metric. */
export function pairNoise(
  metric: string,
  pairs: readonly SamePair[],
  runs: ReadonlyMap<string, HistoryRun>,
): PairNoise | null {
  const squares = pairs.flatMap(({ base, target }) => {
    const [a, b] = [base, target].map((tag) => runs.get(tag)?.record.values[metric]?.mean ?? 0) as [
      number,
      number,
    ];
    return a > 0 && b > 0 ? [Math.log(b / a) ** 2 / 2] : [];
  });
  if (squares.length === 0) return null;
  return { sd: Math.sqrt(squares.reduce((sum, one) => sum + one, 0) / squares.length), df: squares.length };
}

/**
 * Judges two runs of the history, of which neither was repeated. Their difference is held against that of runs of one version: t with
 * one degree of freedom a pair, Holm over the headline metrics. A pair that is judged serves
 * as no noise of its own, nor does the same rerun under another load.
 */
export function rejudge(
  file: Pick<HistoryFile, 'pairs' | 'runs' | 'definitions'>,
  o: { readonly base: string; readonly target: string; readonly alpha?: number },
): Rejudged {
  const runs = runsOf(file);
  const [base, target] = [runs.get(o.base), runs.get(o.target)];
  if (base === undefined || target === undefined) return { refused: [], metrics: [] };
  const refused = forbiddenDifferences([base.record], [target.record]);
  if (refused.length > 0) return { refused, metrics: [] };
  const judged = file.pairs.find((pair) => pair.base === o.base && pair.target === o.target);
  const pairs = noisePairs(file).filter((pair) => judged === undefined || stem(pair) !== stem(judged));
  const measured = file.definitions.flatMap((facts) => {
    const [a, b] = [base, target].map(({ record }) => record.values[facts.id]?.mean ?? 0) as [number, number];
    const noise = pairNoise(facts.id, pairs, runs);
    if (noise === null || noise.sd === 0 || !(a > 0 && b > 0)) return [];
    const difference = { estimate: Math.log(b / a), standardError: noise.sd * Math.SQRT2, df: noise.df };
    const margin = applyMargin(marginOf(facts), 'ratio', a);
    return [{ facts, difference, margin, headline: HEADLINE.includes(facts.id) }];
  });
  const decisive = measured.filter(({ headline }) => headline);
  const adjusted = holm(decisive.map(({ difference, margin }) => pWithin(difference, boundsOf(margin))));
  const alpha = o.alpha ?? 0.05;
  return {
    refused,
    metrics: measured.map(({ facts, difference, margin, headline }) => {
      const p = adjusted[decisive.findIndex((one) => one.facts.id === facts.id)];
      return {
        facts,
        headline,
        ratio: asRatio(intervalOf(difference, 1 - alpha)),
        margin: margin.value,
        df: difference.df,
        verdict:
          p === undefined || facts.direction === 'none'
            ? null
            : verdictOf(
                { p, pEquivalent: pOutside(difference, boundsOf(margin)), alpha },
                difference.estimate > 0 === (facts.direction === 'higher'),
              ),
      };
    }),
  };
}

function verdictOf(o: { p: number; pEquivalent: number; alpha: number }, better: boolean): Verdict {
  if (o.pEquivalent <= o.alpha) return 'equivalent';
  if (o.p > o.alpha) return 'undecided';
  return better ? 'better' : 'worse';
}

/** `8.9.1 vs 8.9.1-rerun` of `8.9.1 vs 8.9.1-rerun, value`. */
function stem({ name }: SamePair): string {
  return name.replace(/, [^,]*$/, '');
}

function runsOf({ runs }: Pick<HistoryFile, 'runs'>): Map<string, HistoryRun> {
  return new Map(runs.map((run) => [run.record.tag, run]));
}
