import { grouped, plural, significant } from '../format.ts';
import { htmlDocument } from '../html/document.ts';
import { type Html, html } from '../html/html.ts';
import { type Column, table } from '../html/table.ts';
import { profileSection } from './profiles.ts';
import { costText, type MetricRow, metricTables, refusalText } from './rows.ts';
import type { MessageCost, RateCost, StudyMessage, TracingStudy } from './study.ts';

/** A study of tracing as one page without scripts and without network. */
export function renderStudyHtml(study: TracingStudy): string {
  const refused = study.comparisons.filter(({ refusedFor }) => refusedFor.length > 0);
  const title = `What tracing costs: ${study.profile}`;
  return htmlDocument({
    title,
    body: html`<main><h1>${title}</h1>
<p>${plural(study.blocks, 'block')} of ${study.setups.map(({ name }) => name).join(', ')}, one run of each in every block. The system that ran is ${study.node}; the figures are its own and no other node’s.</p>
${study.notes.length + refused.length === 0 ? null : html`<ul>${study.notes.map((note) => html`<li>${note}</li>`)}${refused.map((one) => html`<li><strong>${refusalText(one)}</strong></li>`)}</ul>`}
<section id="verdicts"><h2>Verdicts</h2><p>CPU, memory, propagation and throughput are seen from outside and by the generator; the rest is from the nodes’ logs, which set-up off does not have.</p>
${metricTables(study).map(({ name, rows }) => table(name, METRIC_COLUMNS, rows))}</section>
${costSection(study)}
${rateSection(study)}
${profileSection(study)}
${messageSection(study)}</main>`,
    footer: `${study.schema} · ${study.machine}`,
  });
}

const METRIC_COLUMNS: readonly Column<MetricRow>[] = [
  { head: 'Set-up', cell: ({ setup }) => setup },
  { head: 'Mean', numeric: true, cell: ({ mean }) => mean },
  { head: 'Against', cell: ({ base }) => base },
  { head: 'Change', numeric: true, cell: ({ change }) => change },
  { head: 'Interval', numeric: true, cell: ({ interval }) => interval },
  { head: 'Verdict', cell: ({ verdict }) => verdict },
];

function costSection({ costs }: TracingStudy): Html | null {
  if (costs.length === 0) return null;
  return html`<section id="costs"><h2>Cost of a trace line</h2><p>CPU of the node beyond that with tracing off, divided by its lines; bytes as they lie in the log. What collector and disk pay is not in it.</p>${table('Cost of a trace line, with 95 % intervals over the blocks', COST_COLUMNS, costs)}</section>`;
}

const COST_COLUMNS: readonly Column<MessageCost>[] = [
  { head: 'Set-up', cell: ({ setup }) => setup },
  { head: 'Lines', numeric: true, cell: ({ lines }) => grouped(lines) },
  { head: 'CPU', numeric: true, cell: ({ cpu }) => costText(cpu, 'ns') },
  { head: 'Bytes', numeric: true, cell: ({ bytes }) => costText(bytes, 'B') },
];

function rateSection({ rates }: TracingStudy): Html | null {
  if (rates.length === 0) return null;
  return html`<section id="rates"><h2>Cost of one more trace line</h2><p>By regression over the lines a second of all runs: what tracing costs however little it tells is not in it.</p>${table('Cost of one more trace line, with 95 % intervals', RATE_COLUMNS, rates)}</section>`;
}

const RATE_COLUMNS: readonly Column<RateCost>[] = [
  { head: 'Set-up', cell: ({ setup }) => setup },
  {
    head: 'Lines a second',
    numeric: true,
    cell: ({ rates }) => (rates === null ? '–' : rates.map(significant).join(' … ')),
  },
  { head: 'CPU', numeric: true, cell: ({ cpu }) => costText(cpu, 'ns') },
  { head: 'Bytes', numeric: true, cell: ({ bytes }) => costText(bytes, 'B') },
];

function messageSection({ messages, setups, comparisons }: TracingStudy): Html | null {
  const logging = setups.filter(({ logs }) => logs);
  if (messages.length === 0) return null;
  const columns: Column<StudyMessage>[] = [
    { head: 'Message', cell: ({ key }) => key },
    { head: 'Names', wrap: true, cell: ({ names }) => names.join(', ') },
    ...logging.map(({ name }) => ({
      head: name,
      numeric: true,
      cell: ({ counts }: StudyMessage) => grouped(counts[name] ?? 0),
    })),
  ];
  const shares = comparisons.flatMap(({ base, target, unexplained }) =>
    unexplained === null ? [] : [`${target} against ${base} ${significant(unexplained * 100)} %`],
  );
  return html`<section id="messages"><h2>Messages</h2><p>Counts of all runs, side by side. Differences beyond what blocks, transactions and time explain, in lines: ${shares.length === 0 ? 'nothing is compared' : shares.join('; ')}.</p>${table('Messages told in all runs', columns, messages)}</section>`;
}
