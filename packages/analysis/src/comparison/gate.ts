import { holm } from '../statistics/multiplicity.ts';
import type { Harm, MetricComparison, Price, TargetComparison } from './comparison.ts';
import { priceOfMetric } from './price.ts';

/** `noWorse`: shown for every headline metric; `worse`: shown for at least one; `unusable`: the data allows no answer at all. */
export type GateOutcome = 'noWorse' | 'worse' | 'undecided' | 'unusable';

export interface GateResult {
  readonly outcome: GateOutcome;
  readonly metrics: readonly GateMetric[];
  /** Why the data is unusable. */
  readonly faults: readonly string[];
  /** What a reader should know besides: headline metrics that neither side has, regressions outside of the headline. */
  readonly notes: readonly string[];
}

export interface GateMetric {
  readonly metric: MetricComparison;
  readonly outcome: GateOutcome;
  /** Of the hypothesis that it is worse by the margin, uncorrected: all metrics must pass, so none passes by luck alone. */
  readonly pNoWorse: number | null;
  /** Of the hypothesis that it is no worse than the margin, Holm over the headline. */
  readonly pWorse: number | null;
  /** For an undecided one: what a decision would take. */
  readonly price: Price | null;
}

/**
 * One question: is every headline metric shown to be no worse than its margin? One-sided, so that an improvement passes.
 * `asked`: metrics that were named by the user and must be there; the declared ones may be missing on both sides.
 */
export function judgeGate(comparison: TargetComparison, asked: readonly string[] = []): GateResult {
  const headline = comparison.metrics.filter((m) => m.headline);
  const present = headline.filter((m) => m.base.values.length + m.target.values.length > 0);
  const judged = present.filter((m) => m.harm !== null);
  const corrected = holm(judged.map((m) => m.harm!.pWorse));
  const metrics = present.map((metric): GateMetric => {
    if (metric.harm === null)
      return { metric, outcome: 'unusable', pNoWorse: null, pWorse: null, price: null };
    const pWorse = corrected[judged.indexOf(metric)]!;
    const outcome = outcomeOf(metric.harm, pWorse, comparison.alpha);
    return {
      metric,
      outcome,
      pNoWorse: metric.harm.pNoWorse,
      pWorse,
      price: outcome === 'undecided' ? gatePrice(metric, comparison) : null,
    };
  });
  const faults = faultsOf(comparison, metrics, asked);
  return { outcome: overall(metrics, faults), metrics, faults, notes: notesOf(comparison, headline) };
}

function outcomeOf(harm: Harm, pWorse: number, alpha: number): GateOutcome {
  if (pWorse <= alpha) return 'worse';
  return harm.pNoWorse <= alpha ? 'noWorse' : 'undecided';
}

function overall(metrics: readonly GateMetric[], faults: readonly string[]): GateOutcome {
  if (faults.length > 0) return 'unusable';
  if (metrics.some((m) => m.outcome === 'worse')) return 'worse';
  return metrics.every((m) => m.outcome === 'noWorse') ? 'noWorse' : 'undecided';
}

function faultsOf(
  comparison: TargetComparison,
  metrics: readonly GateMetric[],
  asked: readonly string[],
): string[] {
  const absent = asked.filter((id) => !metrics.some((m) => m.metric.id === id));
  return [
    ...(metrics.length === 0 ? ['neither side has a headline metric'] : []),
    ...absent.map((id) => `neither side has ${id}, which was asked for`),
    ...metrics
      .filter((m) => m.outcome === 'unusable')
      .map(({ metric }) =>
        metric.direction === 'none'
          ? `${metric.id}: neither more nor less of it is better: it cannot be gated`
          : `${metric.id}: ${metric.reason ?? 'no test is possible'}`,
      ),
    ...comparison.incomplete,
    ...(comparison.forced ? ['the sides are not comparable and were forced together'] : []),
  ];
}

function notesOf(comparison: TargetComparison, headline: readonly MetricComparison[]): string[] {
  const absent = headline.filter((m) => m.base.values.length + m.target.values.length === 0);
  const others = [...comparison.metrics.filter((m) => !m.headline), ...comparison.events];
  const worse = others.filter((one) => one.verdict === 'worse').map((one) => one.name);
  return [
    ...(absent.length === 0 ? [] : [`on neither side, not gated: ${absent.map((m) => m.name).join(', ')}`]),
    ...(worse.length === 0 ? [] : [`worse outside of the headline, not gated: ${worse.join(', ')}`]),
  ];
}

function gatePrice(metric: MetricComparison, { design, alpha }: TargetComparison): Price {
  return priceOfMetric(metric, {
    design,
    alpha,
    question: metric.direction === 'lower' ? 'noMore' : 'noLess',
  });
}
