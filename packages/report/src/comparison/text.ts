import type {
  Comparison,
  EventComparison,
  GateResult,
  MetricComparison,
  Side,
  TargetComparison,
} from '@slotbench/analysis';
import { labelled, nameCell, terminalText, wrap } from '../lines.ts';
import {
  changeOf,
  eventRate,
  headlineOf,
  intervalOf,
  marginText,
  priceText,
  restOf,
  sideMean,
  sideText,
  subjectText,
  verdictText,
} from './words.ts';

/** A comparison on a terminal, at most `width` columns (80 or more are used): headline, what else changed, rare events, doubts. */
export function renderComparisonText(comparison: Comparison, o: { width: number }): string {
  const width = Math.max(80, o.width);
  const targets = comparison.targets.flatMap((target) => [...targetLines(target, width), '']);
  return terminalText([...sideLines('Base', comparison.base, [], width), ...targets], width);
}

/** Differences of the software that are told one by one. */
const MOST_SUBJECTS = 3;

function targetLines(target: TargetComparison, width: number): string[] {
  const headline = headlineOf(target);
  const rest = restOf(target);
  const confidence = Math.round((1 - target.alpha) * 100);
  const subject =
    target.subject.length === 0
      ? ['same software on both sides']
      : target.subject.slice(0, MOST_SUBJECTS).map((d) => `differs in ${subjectText(d)}`);
  return [
    ...sideLines('Target', target.target, subject, width),
    ...target.preliminary.map((why) => `! preliminary: ${why}`),
    ...target.doubts.map((doubt) => `! ${doubt}`),
    '',
    row(['Headline', 'base', 'target', 'change', `${confidence} % interval`, 'verdict']),
    ...headline.flatMap((m) => [metricRow(m), ...details(m, width)]),
    ...(headline.length === 0 ? ['no headline metric is on both sides'] : []),
    '',
    `Other metrics: ${rest.counts}${rest.rows.length === 0 ? '' : '; changed:'}`,
    ...rest.rows.flatMap((m) => [metricRow(m), ...details(m, width)]),
    ...rest.repeats.flatMap((repeat) => wrap(`  ${repeat}`, width)),
    ...eventLines(target.events),
  ];
}

function sideLines(label: string, side: Side, more: readonly string[], width: number): string[] {
  const listed = side.name.includes(',') ? side.tags : [];
  return labelled(label, [sideText(side), ...listed, ...more], width);
}

function metricRow(m: MetricComparison): string {
  return row([
    m.name,
    sideMean(m.base, m.unit),
    sideMean(m.target, m.unit),
    changeOf(m),
    intervalOf(m),
    verdictText(m),
  ]);
}

/** What the row cannot hold: margin and price of an undecided one, why there is no verdict, a second opinion that differs. */
function details(m: MetricComparison, width: number): string[] {
  const parts: string[] = [];
  if (m.verdict === 'undecided') parts.push(`margin ${marginText(m.margin, m.unit)}`, ...priceText(m));
  // What holds for the whole comparison is said once, above.
  if (m.reason !== null && !/^changed|^one run a side/.test(m.reason)) parts.push(m.reason);
  if (m.prediction !== null)
    parts.push(
      `${m.prediction.inside ? 'within' : 'OUTSIDE'} of what ${m.prediction.runs} runs of the ${m.prediction.from} let expect`,
    );
  if (m.ranks?.disagrees)
    parts.push(
      `${m.ranks.test} ${m.ranks.p <= 0.05 ? 'sees a change' : 'sees none'} (P ${m.ranks.p.toFixed(3)})`,
    );
  if (m.unstable) parts.push('unstable');
  return parts.length === 0 ? [] : wrap(`  ${parts.join('; ')}`, width);
}

function eventLines(events: readonly EventComparison[]): string[] {
  if (events.length === 0) return [];
  return [
    '',
    'Rare events',
    ...events.map(
      (e) =>
        `  ${e.name}: ${eventRate(e.base, e.per)}, then ${eventRate(e.target, e.per)}: ${verdictText(e)}${
          e.p === null ? '' : ` (${e.test}, P ${e.p.toFixed(3)})`
        }`,
    ),
  ];
}

const NAME_WIDTH = 24;
const WIDTHS = [9, 9, 8, 15] as const;

function row([name, ...cells]: readonly [string, ...string[]]): string {
  return [nameCell(name, NAME_WIDTH), ...cells.map((cell, i) => cell.padStart(WIDTHS[i] ?? 0))].join(' ');
}

/** The answer of a gate: one line a headline metric, then what a decision would take. */
export function renderGateText(gate: GateResult, o: { width: number }): string {
  const width = Math.max(80, o.width);
  return terminalText(
    [
      `Gate: ${GATE_WORDS[gate.outcome]}`,
      ...gate.faults.map((fault) => `! ${fault}`),
      ...gate.metrics.map(({ metric, outcome, price }) => {
        const what = [`change ${changeOf(metric)}`, `margin ${marginText(metric.margin, metric.unit)}`];
        if (price !== null) what.push(...priceText(metric, price));
        return `  ${metric.name}: ${GATE_MARKS[outcome]}; ${what.join('; ')}`;
      }),
      ...gate.notes.map((note) => `- ${note}`),
    ],
    width,
  );
}

export const GATE_WORDS = {
  noWorse: 'passed: every headline metric is shown to be no worse than its margin',
  worse: 'failed: a headline metric is shown to be worse than its margin',
  undecided: 'undecided: these runs do not show that nothing got worse',
  unusable: 'the data allows no answer',
} as const;

const GATE_MARKS = {
  noWorse: 'no worse',
  worse: 'WORSE',
  undecided: 'undecided',
  unusable: 'no answer',
} as const;
