import { type Comparison, HEADLINE, type MetricComparison, type Verdict } from '@slotbench/analysis';
import { holm, pDifferent, shareInterval, welchDifference } from '@slotbench/analysis/statistics';
import { type DoseId, PAIRS, SHOWN } from './ladder.ts';

/** What is kept of a comparison before the labels are opened. */
export interface Sealed {
  readonly label: string;
  readonly metrics: readonly SealedMetric[];
}

export interface SealedMetric {
  readonly id: string;
  readonly verdict: Verdict | null;
  readonly changed: boolean;
  /** Target minus base in the unit of the metric, with its 95 % interval. */
  readonly difference: { readonly estimate: number; readonly low: number; readonly high: number } | null;
  readonly ratio: number | null;
}

export function seal(comparison: Comparison): Sealed {
  const { target, metrics } = comparison.targets[0]!;
  const wanted = new Set<string>([...SHOWN, ...HEADLINE]);
  return {
    label: target.name,
    metrics: metrics.filter(({ id }) => wanted.has(id)).map(sealMetric),
  };
}

function sealMetric({ id, verdict, changed, difference, ratio }: MetricComparison): SealedMetric {
  const known =
    difference !== null &&
    difference.low !== null &&
    difference.high !== null &&
    difference.estimate !== null;
  return {
    id,
    verdict,
    changed,
    difference: known
      ? { estimate: difference.estimate!, low: difference.low!, high: difference.high! }
      : null,
    ratio: ratio?.estimate ?? null,
  };
}

export interface LadderReport {
  readonly detection: readonly {
    readonly dose: DoseId;
    readonly metric: string;
    readonly ratio: number | null;
    readonly changed: boolean;
    readonly verdict: Verdict | null;
  }[];
  readonly pairs: readonly {
    readonly dose: DoseId;
    readonly metric: string;
    readonly truth: number;
    readonly low: number;
    readonly high: number;
    readonly covered: boolean;
  }[];
  readonly covered: number;
}

/** Opens the labels. `addedMs` is the dose as it was given. Pairs that no run could decide count as not covered. */
export function openLabels(
  sealed: readonly Sealed[],
  labels: ReadonlyMap<string, DoseId>,
  addedMs: Readonly<Record<DoseId, number>>,
): LadderReport {
  const byDose = new Map(sealed.map((one) => [labels.get(one.label)!, one]));
  const find = (dose: DoseId, metric: string) => byDose.get(dose)?.metrics.find(({ id }) => id === metric);
  const pairs = PAIRS.map(({ dose, metric, truth }) => {
    const expected = truth === 'added' ? addedMs[dose] / 1000 : 0;
    const { low, high } = find(dose, metric)?.difference ?? { low: Number.NaN, high: Number.NaN };
    return { dose, metric, truth: expected, low, high, covered: low <= expected && expected <= high };
  });
  const detection = (Object.keys(addedMs) as DoseId[]).flatMap((dose) =>
    SHOWN.flatMap((metric) => {
      const found = find(dose, metric);
      return found === undefined
        ? []
        : [{ dose, metric, ratio: found.ratio, changed: found.changed, verdict: found.verdict }];
    }),
  );
  return { detection, pairs, covered: pairs.filter((pair) => pair.covered).length };
}

export interface FalseAlarms {
  /** Share of random splits of the base runs into two halves of `size` in which a metric seems to change, by metric. */
  readonly perMetric: Readonly<Record<string, number>>;
  /** In which any headline metric seems to change, Holm over them. */
  readonly any: number;
  readonly anyInterval: { readonly low: number; readonly high: number };
  readonly splits: number;
  readonly size: number;
  /** The first half of the runs against the second: P by metric. Small ones mean drift. */
  readonly halves: Readonly<Record<string, number>>;
}

/**
 * Nothing changed among the base runs, so each claim is false. Splits share runs: the interval is that of independent ones, and too
 * narrow.
 */
export function falseAlarms(
  values: Readonly<Record<string, readonly number[]>>,
  o: { size: number; splits: number; random: () => number },
): FalseAlarms {
  // A test needs two runs a side.
  const metrics = Object.keys(values).filter(
    (id) => o.size >= 2 && values[id]!.length >= 2 * o.size && values[id]!.every((v) => v > 0),
  );
  const logs = metrics.map((id) => values[id]!.map(Math.log));
  const counts = metrics.map(() => 0);
  let any = 0;
  for (let split = 0; split < o.splits; split++) {
    const order = shuffled(logs[0]?.length ?? 0, o.random);
    const p = logs.map((series) => {
      const pick = (from: number) => order.slice(from, from + o.size).map((i) => series[i]!);
      return pDifferent(welchDifference(pick(0), pick(o.size)));
    });
    for (const [i, one] of p.entries()) if (one <= 0.05) counts[i]!++;
    if (holm(p).some((one) => one <= 0.05)) any++;
  }
  const interval = shareInterval(any, o.splits);
  return {
    perMetric: Object.fromEntries(metrics.map((id, i) => [id, counts[i]! / o.splits])),
    any: any / o.splits,
    anyInterval: { low: interval.low, high: interval.high },
    splits: o.splits,
    size: o.size,
    halves: Object.fromEntries(
      metrics.map((id, i) => {
        const half = Math.floor(logs[i]!.length / 2);
        return [id, pDifferent(welchDifference(logs[i]!.slice(0, half), logs[i]!.slice(half)))];
      }),
    ),
  };
}

function shuffled(n: number, random: () => number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** For the terminal. */
export function describeLadder(report: LadderReport, alarms: FalseAlarms): string[] {
  const percent = (ratio: number | null) => (ratio === null ? '–' : `${((ratio - 1) * 100).toFixed(1)} %`);
  const ms = (seconds: number) => (seconds * 1000).toFixed(2);
  const measured = Object.keys(alarms.perMetric).length > 0;
  return [
    ...(measured ? [] : ['false alarms: too few base runs for two halves of at least two']),
    `false alarms over ${alarms.splits} random splits ${alarms.size} v ${alarms.size} of the base: any headline metric ${(alarms.any * 100).toFixed(1)} % (${(alarms.anyInterval.low * 100).toFixed(1)} … ${(alarms.anyInterval.high * 100).toFixed(1)})`,
    ...Object.entries(alarms.perMetric).map(
      ([id, share]) =>
        `  ${id.padEnd(20)} ${(share * 100).toFixed(1).padStart(5)} %   first half against second: P ${alarms.halves[id]!.toPrecision(2)}`,
    ),
    '',
    'detection:  dose, metric, seen change, is it shown, verdict',
    ...report.detection.map(
      ({ dose, metric, ratio, changed, verdict }) =>
        `  ${dose.padEnd(6)} ${metric.padEnd(20)} ${percent(ratio).padStart(9)}  ${(changed ? 'shown' : '').padEnd(6)} ${verdict ?? ''}`,
    ),
    '',
    'pairs named beforehand:  dose, metric, truth, 95 % interval (thousandths of the unit: ms, milli-MiB, milli-%)',
    ...report.pairs.map(
      ({ dose, metric, truth, low, high, covered }) =>
        `  ${dose.padEnd(6)} ${metric.padEnd(20)} ${ms(truth).padStart(8)}  ${ms(low).padStart(8)} … ${ms(high).padStart(8)}  ${covered ? 'covered' : 'MISSED'}`,
    ),
    `${report.covered} of ${report.pairs.length} intervals cover the truth (at least 17 are owed)`,
  ];
}
