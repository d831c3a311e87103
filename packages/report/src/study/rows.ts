import type { MetricComparison } from '@slotbench/analysis';
import { changeOf, intervalOf, sideMean, verdictText } from '../comparison/words.ts';
import { significant } from '../format.ts';
import type { CostInterval, StudyComparison, TracingStudy } from './study.ts';

/** A metric with one row for each set-up and each base that it is held against. */
export interface MetricTable {
  readonly name: string;
  readonly rows: readonly MetricRow[];
}

export interface MetricRow {
  readonly setup: string;
  readonly mean: string;
  /** Empty for the base itself. */
  readonly base: string;
  readonly change: string;
  readonly interval: string;
  readonly verdict: string;
}

/** The verdict table: metrics in the order of the comparisons, without those that no run has. */
export function metricTables({ setups, comparisons }: TracingStudy): MetricTable[] {
  const ids = new Set(comparisons.flatMap(({ metrics }) => metrics.map(({ id }) => id)));
  return [...ids].flatMap((id) => {
    const pairs = comparisons.flatMap((comparison) => {
      const metric = comparison.metrics.find((one) => one.id === id);
      return metric === undefined ? [] : [{ comparison, metric }];
    });
    const rows = setups.flatMap(({ name }) => rowsOf(name, pairs));
    return rows.length === 0 ? [] : [{ name: pairs[0]!.metric.name, rows }];
  });
}

interface Pair {
  readonly comparison: StudyComparison;
  readonly metric: MetricComparison;
}

function rowsOf(setup: string, pairs: readonly Pair[]): MetricRow[] {
  const own = pairs.filter(({ comparison }) => comparison.target === setup);
  const compared = own.filter(({ metric }) => metric.base.mean !== null && metric.target.mean !== null);
  if (compared.length > 0)
    return compared.map(({ comparison, metric }) => ({
      setup,
      mean: sideMean(metric.target, metric.unit),
      base: comparison.base,
      change: changeOf(metric),
      interval: intervalOf(metric),
      verdict: comparison.refusedFor.length > 0 ? 'refused' : verdictText(metric),
    }));
  const alone = own.find(({ metric }) => metric.target.mean !== null);
  const asBase = pairs.find(
    ({ comparison, metric }) => comparison.base === setup && metric.base.mean !== null,
  );
  const side = alone?.metric.target ?? asBase?.metric.base;
  if (side === undefined) return [];
  const { unit } = (alone ?? asBase)!.metric;
  return [{ setup, mean: sideMean(side, unit), base: '', change: '', interval: '', verdict: '' }];
}

/** `1,240 ns (900 … 1,580)`. */
export function costText(cost: CostInterval | null, unit: string): string {
  if (cost === null) return '–';
  const bounds =
    cost.low === null || cost.high === null ? '' : ` (${significant(cost.low)} … ${significant(cost.high)})`;
  return `${significant(cost.estimate)} ${unit}${bounds}`;
}

/** Why verdicts of a pair are refused, in one sentence. */
export function refusalText({ base, target, refusedFor, unexplained }: StudyComparison): string {
  const share = unexplained === null ? 'not at all' : `${significant(unexplained * 100)} %`;
  const more = refusedFor.length > 6 ? ` and ${refusedFor.length - 6} more` : '';
  return `${target} against ${base}: no verdict, their messages differ by ${share} of the lines: ${refusedFor.slice(0, 6).join(', ')}${more}`;
}
