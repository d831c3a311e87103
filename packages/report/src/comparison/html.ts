import type {
  Comparison,
  EventComparison,
  GateResult,
  MetricComparison,
  TargetComparison,
} from '@slotbench/analysis';
import { plural } from '../format.ts';
import { htmlDocument } from '../html/document.ts';
import { type Html, html } from '../html/html.ts';
import { type Column, table } from '../html/table.ts';
import { intervalBar, shiftPlot } from './drawings.ts';
import { GATE_WORDS } from './text.ts';
import {
  changeOf,
  eventRate,
  intervalOf,
  marginText,
  priceText,
  sideMean,
  sideText,
  subjectText,
  verdictText,
} from './words.ts';

/** A comparison as one HTML file without scripts. The same comparison gives the same bytes. */
export function renderComparisonHtml(comparison: Comparison, gates: readonly GateResult[] = []): string {
  const names = comparison.targets.map((target) => target.target.name).join(', ');
  const body = html`<header><h1>${names} against ${comparison.base.name}</h1></header>
<p class="sub">base ${sideText(comparison.base)}: ${comparison.base.tags.join(', ')}</p>
<main>${comparison.targets.map((target, i) => targetSection(target, gates[i]))}
<section><h2>How to read this</h2>
<p>Each run gives one number a metric; intervals and verdicts rest on these numbers, never on blocks or nodes, which depend on each other. The bar shows the interval of the change against the margin (grey): a verdict is <em>better</em> or <em>worse</em> if the change is shown to lie beyond the margin, <em>equivalent</em> if it is shown to lie within, else <em>undecided</em>.</p>
</section></main>`;
  return htmlDocument({
    title: `${names} against ${comparison.base.name}`,
    body,
    footer: `Made by Slotbench ${comparison.tool.version}; slotbench compare --json gives the same figures with all digits.`,
  });
}

function targetSection(target: TargetComparison, gate: GateResult | undefined): Html {
  const headline = target.metrics.filter((m) => m.headline);
  const rest = target.metrics.filter((m) => !m.headline && m.base.values.length + m.target.values.length > 0);
  const shifted = headline.filter((m) => m.shift.length > 2);
  return html`<section><h2>${sideText(target.target)}</h2>
<p class="sub">${target.target.tags.join(', ')}</p>
${gate === undefined ? null : html`<div class="banner"><strong>Gate: ${GATE_WORDS[gate.outcome]}.</strong> ${gate.faults.join('; ')}</div>`}
<ul class="quality">${[
    ...target.preliminary.map((text) => item('warning', 'preliminary', text)),
    ...target.doubts.map((text) => item('note', 'doubt', text)),
    ...target.subject.map((d) => item('ok', 'compared', subjectText(d))),
  ]}</ul>
${method(target)}
${table(`Headline metrics, Holm's correction over ${plural(headline.length, 'metric')}`, COLUMNS, headline)}
${shifted.length === 0 ? null : html`<h3>How every centile changed</h3><div class="plots">${shifted.map((m) => html`<figure class="plot"><figcaption>${m.name}</figcaption>${shiftPlot(m.shift)}</figure>`)}</div>`}
${target.events.length === 0 ? null : table('Rare events, by counts', EVENT_COLUMNS, target.events)}
${table('All other metrics, false discovery rate by Benjamini and Hochberg: they explain, they do not decide', COLUMNS, rest)}
</section>`;
}

/** Said once: nearly every metric is tested in the same way; who is not names it. */
function method({ metrics }: TargetComparison): Html | null {
  const names = new Map<string, string[]>();
  for (const { basis, name } of metrics)
    if (basis !== null) names.set(basis, [...(names.get(basis) ?? []), name]);
  const [usual, ...others] = [...names].sort(([, a], [, b]) => b.length - a.length);
  if (usual === undefined) return null;
  return html`<p>Test: ${usual[0]}${others.map(([basis, of]) => `; of ${of.length > 3 ? `${of.length} metrics` : of.join(', ')}: ${basis}`)}.</p>`;
}

function item(kind: string, label: string, text: string): Html {
  return html`<li><b class="${kind}">${label}</b><span>${text}</span></li>`;
}

const VERDICT_CLASS: Readonly<Record<string, string>> = { better: 'ok', worse: 'warning', undecided: 'note' };

const COLUMNS: readonly Column<MetricComparison>[] = [
  { head: 'Metric', cell: (m) => html`<abbr title="${m.id}">${m.name}</abbr>` },
  { head: 'Base', numeric: true, cell: (m) => sideMean(m.base, m.unit) },
  { head: 'Target', numeric: true, cell: (m) => sideMean(m.target, m.unit) },
  { head: 'Change', numeric: true, cell: changeOf },
  { head: 'Interval', numeric: true, cell: intervalOf },
  { head: '', cell: intervalBar },
  {
    head: 'Margin',
    numeric: true,
    cell: (m) => html`<abbr title="${m.margin.reason}">${marginText(m.margin, m.unit)}</abbr>`,
  },
  {
    head: 'Verdict',
    cell: (m) => html`<span class="${VERDICT_CLASS[m.verdict ?? ''] ?? ''}">${verdictText(m)}</span>`,
  },
  {
    head: 'P',
    tip: 'that the change is within the margin, corrected',
    numeric: true,
    cell: (m) => m.pAdjusted?.toFixed(4) ?? '–',
  },
  { head: 'Besides', wrap: true, cell: besides },
];

function besides(m: MetricComparison): string {
  const parts = [
    ...(m.verdict === 'undecided' ? priceText(m) : []),
    ...(m.reason === null ? [] : [m.reason]),
    ...(m.ranks === null
      ? []
      : [`${m.ranks.test}: P ${m.ranks.p.toFixed(4)}${m.ranks.disagrees ? ', disagrees' : ''}`]),
    ...(m.unstable ? ['unstable'] : []),
  ];
  return parts.join('; ');
}

const EVENT_COLUMNS: readonly Column<EventComparison>[] = [
  { head: 'Event', cell: (e) => e.name },
  { head: 'Base', numeric: true, cell: (e) => eventRate(e.base, e.per) },
  { head: 'Target', numeric: true, cell: (e) => eventRate(e.target, e.per) },
  {
    head: 'Verdict',
    cell: (e) => html`<span class="${VERDICT_CLASS[e.verdict ?? ''] ?? ''}">${verdictText(e)}</span>`,
  },
  { head: 'P', numeric: true, cell: (e) => e.pAdjusted?.toFixed(4) ?? '–' },
  { head: 'Test', cell: (e) => `${e.test}${e.reason === null ? '' : `; ${e.reason}`}` },
];
