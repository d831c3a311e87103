import { HEADLINE, type MetricFacts, type MetricVariance, type Variance } from '@slotbench/analysis';
import { formatValue, plural } from '../format.ts';
import { labelled, nameCell, terminalText } from '../lines.ts';
import { outlierTexts } from './words.ts';

/** A variance on a terminal: its runs, how much the headline metrics vary, and what N runs a side could see. */
export function renderVarianceText(variance: Variance, o: { width: number }): string {
  const width = Math.max(80, o.width);
  const facts = new Map(variance.definitions.map((one) => [one.id, one]));
  const known = variance.metrics.filter((m) => m.n > 0);
  const headline = known.filter((m) => HEADLINE.includes(m.id));
  const listed = (what: string, metrics: readonly MetricVariance[]) =>
    metrics.length === 0 ? [] : [`- ${what}: ${metrics.map((m) => facts.get(m.id)!.name).join(', ')}`];
  const told = [variance.tag, variance.name, variance.description].filter((text) => text !== null);
  const runs = variance.runs.map((run) => `${run.tag}${run.complete ? '' : '  incomplete'}`);
  const sizes = (headline[0]?.detectable?.at ?? []).map(({ runs }) => runs);
  return terminalText(
    [
      ...labelled('Variance', told, width),
      ...labelled(
        'Runs',
        [
          `${plural(runs.length, 'run')} of profile ${variance.runs[0]?.conditions.profile ?? 'unknown'}`,
          ...runs,
        ],
        width,
      ),
      ...variance.doubts.map((doubt) => `! ${doubt}`),
      ...outlierTexts(variance).map((text) => `- ${text}`),
      '',
      row(['', 'mean', 'CV', '95 % of CV', ...sizes.map((runs) => `N = ${runs}`)]),
      ...headline.map((m) => metricRow(m, facts.get(m.id)!)),
      '',
      ...(sizes.length === 0
        ? []
        : [
            `N = ${sizes.join(', ')}: the smallest change that N runs a side see in four of five comparisons`,
          ]),
      ...listed(
        'unstable, ten runs a side would not see five margins',
        known.filter((m) => m.unstable),
      ),
      ...listed(
        'vary only because a run has few blocks or samples; longer runs help',
        headline.filter(isStarved),
      ),
    ],
    width,
  );
}

/** Nothing is left between the runs once their limited samples are taken out. */
function isStarved({ components, stddev }: MetricVariance): boolean {
  return components !== null && stddev > 0 && components.between === 0;
}

function metricRow(m: MetricVariance, facts: MetricFacts): string {
  const { cv } = m;
  return row([
    facts.name,
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

const NAME_WIDTH = 24;
const WIDTHS = [10, 7, 12, 7, 7, 7] as const;

function row([name, ...cells]: readonly [string, ...string[]]): string {
  return [nameCell(name, NAME_WIDTH), ...cells.map((cell, i) => cell.padStart(WIDTHS[i] ?? 7))].join(' ');
}
