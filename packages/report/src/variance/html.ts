import type { MetricFacts, MetricVariance, Variance } from '@slotbench/analysis';
import { formatInstant, formatValue, plural, significant } from '../format.ts';
import { htmlDocument } from '../html/document.ts';
import { type Html, html } from '../html/html.ts';
import { spread } from '../html/spread.ts';
import { type Column, table } from '../html/table.ts';
import { outlierTexts } from './words.ts';

/** A variance as one HTML file without scripts. The same variance gives the same bytes. */
export function renderVarianceHtml(variance: Variance): string {
  const facts = new Map(variance.definitions.map((one) => [one.id, one]));
  const rows = variance.metrics.flatMap((metric) => {
    const of = facts.get(metric.id);
    return of === undefined || metric.n === 0 ? [] : [{ metric, facts: of, variance }];
  });
  const body = html`<header><h1>${variance.name ?? variance.tag}</h1><span class="badge">variance of ${plural(variance.runs.length, 'run')}</span></header>
<p class="sub">${variance.tag} · ${variance.runs[0]?.conditions.profile ?? 'no profile'} · made ${formatInstant(variance.madeAt)}</p>
${variance.description === null ? null : html`<p>${variance.description}</p>`}
<main><ul class="quality">${[
    ...variance.doubts.map((text) => item('note', 'doubt', text)),
    ...outlierTexts(variance).map((text) => item('note', 'outlier', text)),
  ]}</ul>
${table('How much runs of one configuration vary, and the smallest change that N runs a side would see', COLUMNS, rows)}
<section><h2>Runs</h2><ul>${variance.runs.map((run) => html`<li>${run.tag}, started ${formatInstant(run.startedAt)}${run.complete ? '' : ', incomplete'}</li>`)}</ul></section>
</main>`;
  return htmlDocument({
    title: variance.name ?? variance.tag,
    body,
    footer: `Made by Slotbench ${variance.tool.version} from ${plural(variance.runs.length, 'run')}; all digits are in results.json.`,
  });
}

function item(kind: string, label: string, text: string): Html {
  return html`<li><b class="${kind}">${label}</b><span>${text}</span></li>`;
}

interface Row {
  readonly metric: MetricVariance;
  readonly facts: MetricFacts;
  readonly variance: Variance;
}

const COLUMNS: readonly Column<Row>[] = [
  { head: 'Metric', cell: ({ facts }) => html`<abbr title="${facts.definition}">${facts.name}</abbr>` },
  { head: 'Mean', numeric: true, cell: ({ metric, facts }) => formatValue(metric.mean, facts.unit) },
  {
    head: 'Values',
    cell: ({ metric, variance }) =>
      spread(
        metric.values.flatMap((value, i) => (value === null ? [] : [{ host: variance.runs[i]!.tag, value }])),
      ),
  },
  {
    head: 'CV',
    numeric: true,
    cell: ({ metric }) => (metric.cv?.estimate == null ? '–' : percent(metric.cv.estimate)),
  },
  {
    head: '95 % of CV',
    numeric: true,
    cell: ({ metric }) =>
      metric.cv === null
        ? '–'
        : `${percent(metric.cv.low ?? 0)} … ${metric.cv.high === null ? 'no bound' : percent(metric.cv.high)}`.replace(
            ' % …',
            ' …',
          ),
  },
  ...[3, 5, 10].map(
    (runs): Column<Row> => ({
      head: `${runs} runs see`,
      tip: `The smallest change that ${runs} runs a side see in four of five comparisons`,
      numeric: true,
      cell: ({ metric, facts }) => {
        const at = metric.detectable?.at.find((one) => one.runs === runs);
        if (at === undefined) return '–';
        if (at.change === null) return 'nothing';
        return metric.detectable!.scale === 'ratio' ? percent(at.change) : formatValue(at.change, facts.unit);
      },
    }),
  ),
  { head: '', cell: ({ metric }) => (metric.unstable ? html`<span class="note">unstable</span>` : '') },
  {
    head: 'Between',
    tip: 'deviation of the runs themselves',
    numeric: true,
    cell: (row) => component(row, 'between'),
  },
  {
    head: 'Within',
    tip: 'what few blocks or samples add',
    numeric: true,
    cell: (row) => component(row, 'within'),
  },
  {
    head: 'Trend',
    tip: 'rank correlation with the order of the runs, and its P',
    cell: ({ metric: { trend } }) =>
      trend === null
        ? '–'
        : `${trend.rho.toFixed(2).replace('-', '−')} (P ${trend.p.toFixed(3)})${trend.firstRunApart ? ', first run apart' : ''}`,
  },
  { head: 'Runs', numeric: true, cell: ({ metric }) => String(metric.n) },
];

function component({ metric }: Row, which: 'between' | 'within'): string {
  if (metric.components === null || metric.mean === 0) return '–';
  return percent(metric.components[which] / Math.abs(metric.mean));
}

function percent(share: number): string {
  return `${significant(share * 100)} %`;
}
