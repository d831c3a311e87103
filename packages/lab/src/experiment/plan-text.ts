import type { ExperimentPlan, MetricPlan } from './plan.ts';

/** A plan on a terminal, at most 100 columns: one block a metric, the dearest last word first. */
export function describePlan(plan: ExperimentPlan): string[] {
  const lines = [
    `A run takes ${duration(plan.runSeconds / 3600)} on ${plan.hosts === 1 ? 'one host' : `${plan.hosts} hosts`}; both sides run equally often.`,
    'Chances are for a target that varies like the base, each metric for itself, in four of five comparisons.',
    '',
    row(['Metric', 'varies by (df)', 'margin', 'runs a side', 'wall', 'host h', 'sees harm of', 'undecided']),
  ];
  for (const metric of plan.metrics) lines.push(...metricLines(metric));
  const dearest = plan.hours === null ? dearestOf(plan) : null;
  if (dearest !== null) lines.push('', `All of them: ${dearest}`);
  for (const note of plan.notes) lines.push(`! ${note}`);
  return lines;
}

function metricLines(metric: MetricPlan): string[] {
  const { deviation, runs, runsAtUpper } = metric;
  const show = (value: number | null) => (value === null ? '–' : amount(metric, value));
  const spread = amount(
    metric,
    metric.margin.scale === 'ratio' ? Math.expm1(deviation.value) : deviation.value,
  );
  const many =
    runs === null ? '>1,000' : runs === runsAtUpper ? `${runs}` : `${runs} (${runsAtUpper ?? '>1,000'})`;
  const lines = [
    row([
      metric.name,
      `${spread} (${deviation.df})`,
      show(metric.margin.value),
      many,
      metric.wallHours === null ? '–' : duration(metric.wallHours),
      metric.hostHours === null ? '–' : metric.hostHours.toFixed(metric.hostHours < 10 ? 1 : 0),
      show(metric.seenHarm),
      metric.undecided === null ? '–' : `${Math.round(metric.undecided * 100)} %`,
    ]),
  ];
  const words = [
    ...(deviation.from === 'base'
      ? []
      : [`deviation from ${deviation.from}, ${deviation.df} degrees of freedom`]),
    ...(metric.decides === null ? [] : [`decides a margin of ${amount(metric, metric.decides)}`]),
    ...(metric.cost === null ? [] : [`costs ${metric.cost.toFixed(2)}`]),
    ...lengthWords(metric),
  ];
  if (words.length > 0) lines.push(`    ${words.join('; ')}`);
  return lines;
}

function lengthWords({ length, ...metric }: MetricPlan): string[] {
  if (length === null) return [];
  const at = (wanted: number) => length.choices.find((choice) => choice.length === wanted)!;
  if (length.best === 1) return ['more runs pay better than longer or shorter ones'];
  const { runs, decides } = at(length.best);
  const what = length.best > 1 ? `${length.best} times as long` : 'half as long';
  return [`runs ${what} pay better: ${runs} a side in the same time decide ${amount(metric, decides)}`];
}

function dearestOf({ metrics, hosts }: ExperimentPlan): string | null {
  if (metrics.some((metric) => metric.wallHours === null))
    return 'cannot be decided by a thousand runs a side';
  const dearest = metrics.reduce((most, one) => (one.wallHours! > most.wallHours! ? one : most));
  const cost = dearest.cost === null ? '' : `, ${dearest.cost.toFixed(2)} in money`;
  return `${dearest.runs} runs a side, ${duration(dearest.wallHours!)}, ${(dearest.wallHours! * hosts).toFixed(1)} host hours${cost}; ${dearest.name} decides how many`;
}

function amount({ margin, unit }: Pick<MetricPlan, 'margin' | 'unit'>, value: number): string {
  if (margin.scale === 'ratio') return `${Number((value * 100).toPrecision(2))} %`;
  return `${Number(value.toPrecision(2))} ${unit}`;
}

function duration(hours: number): string {
  if (hours * 60 < 1) return `${Math.round(hours * 3600)} s`;
  if (hours < 1) return `${(hours * 60).toFixed(1)} min`;
  return `${hours.toFixed(1)} h`;
}

const WIDTHS = [26, 16, 8, 13, 9, 8, 14, 11];

function row(cells: readonly string[]): string {
  return cells
    .map((cell, i) =>
      i === 0 ? cell.slice(0, WIDTHS[0]! - 1).padEnd(WIDTHS[0]!) : cell.padStart(WIDTHS[i]!),
    )
    .join('');
}
