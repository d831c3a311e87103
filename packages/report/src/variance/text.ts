import { HEADLINE, type MetricFacts, type MetricVariance, type Variance } from '@slotbench/analysis';
import { formatValue, plural } from '../format.ts';
import { visible, wrap } from '../lines.ts';

/** A variance on a terminal: its runs, how much the headline metrics vary, and what N runs a side could see. */
export function renderVarianceText(variance: Variance, o: { width: number }): string {
  const width = Math.max(80, o.width);
  const facts = new Map(variance.definitions.map((one) => [one.id, one]));
  const known = variance.metrics.filter((m) => m.n > 0);
  const headline = known.filter((m) => HEADLINE.includes(m.id));
  const lines = [
    `Variance  ${variance.tag}`,
    ...(variance.name === null ? [] : [`          ${variance.name}`]),
    ...(variance.description === null ? [] : [`          ${variance.description}`]),
    `Runs      ${plural(variance.runs.length, 'run')} of profile ${variance.runs[0]?.conditions.profile ?? 'unknown'}`,
    ...variance.runs.map((run) => `          ${run.tag}${run.complete ? '' : '  incomplete'}`),
    ...variance.doubts.map((doubt) => `! ${doubt}`),
    ...variance.outliers.flatMap(outlierLine),
    '',
    row([
      '',
      'mean',
      'CV',
      '95 % of CV',
      ...(headline[0]?.detectable?.at ?? []).map((at) => `N = ${at.runs}`),
    ]),
    ...headline.map((m) => metricRow(m, facts.get(m.id)!)),
    '',
    'N = 3, 5, 10: the smallest change that N runs a side see in four of five comparisons',
    ...(headline.some((m) => m.unstable)
      ? ['~ over its noise limit: ten runs a side would not see five margins']
      : []),
    ...listed(
      'unstable as well',
      known.filter((m) => m.unstable && !HEADLINE.includes(m.id)),
    ),
    ...listed(
      'vary only because a run has few blocks or samples; longer runs help',
      headline.filter(isStarved),
    ),
  ];
  return `${lines
    .flatMap((line) => (line.length > width ? wrap(line, width) : [line]))
    .map(visible)
    .join('\n')
    .trimEnd()}\n`;
}

/** Chance alone puts some value near a fence in every variance: told are those far out and those of the headline. */
function outlierLine({ tag, metrics, evidence }: Variance['outliers'][number]): string[] {
  const told = metrics.filter(({ id, far }) => far || HEADLINE.includes(id));
  if (told.length === 0) return [];
  const ids = told.slice(0, 6).map(({ id, far }) => (far ? `${id} (far)` : id));
  const more = told.length > ids.length ? ` and ${told.length - ids.length} more` : '';
  return [
    `- ${tag} stands apart in ${ids.join(', ')}${more}: ${evidence.length === 0 ? 'its data shows no reason' : evidence.join('; ')}`,
  ];
}

function listed(what: string, metrics: readonly MetricVariance[]): string[] {
  return metrics.length === 0 ? [] : [`- ${what}: ${metrics.map((m) => m.id).join(', ')}`];
}

/** Nothing is left between the runs once their limited samples are taken out. */
function isStarved({ components, stddev }: MetricVariance): boolean {
  return components !== null && stddev > 0 && components.between === 0;
}

function metricRow(m: MetricVariance, facts: MetricFacts): string {
  const { cv } = m;
  return row([
    `${m.unstable ? '~' : ''}${facts.name}`,
    formatValue(m.mean, facts.unit),
    cv?.estimate == null ? '–' : percent(cv.estimate),
    cv === null ? '–' : `${percent(cv.low ?? 0)}–${cv.high === null ? '∞' : percent(cv.high)}`,
    ...(m.detectable?.at ?? []).map(({ change }) => seen(change, m, facts)),
  ]);
}

function seen(change: number | null, m: MetricVariance, facts: MetricFacts): string {
  if (change === null) return '∞';
  return m.detectable!.scale === 'ratio' ? percent(change) : formatValue(change, facts.unit);
}

/** Two digits, without a blank before the sign: seven columns have to fit. */
function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))}%`;
}

const WIDTHS = [24, 10, 7, 12, 7, 7, 7] as const;

function row(cells: readonly string[]): string {
  return cells
    .map((cell, i) => {
      const width = WIDTHS[i] ?? 7;
      if (i > 0) return cell.padStart(width);
      return cell.length > width ? `${cell.slice(0, width - 1)}…` : cell.padEnd(width);
    })
    .join(' ');
}
