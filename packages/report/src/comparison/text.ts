import type {
  Comparison,
  EventComparison,
  GateResult,
  MetricComparison,
  Side,
  TargetComparison,
} from '@slotbench/analysis';
import { visible, wrap } from '../lines.ts';
import {
  changeOf,
  countRest,
  eventRate,
  intervalOf,
  marginText,
  priceText,
  sideMean,
  sideText,
  speaking,
  verdictText,
} from './words.ts';

/** A comparison on a terminal, at most `width` columns (80 or more are used): headline, what else changed, rare events, doubts. */
export function renderComparisonText(comparison: Comparison, o: { width: number }): string {
  const width = Math.max(80, o.width);
  const lines = sideLines('Base', comparison.base);
  for (const target of comparison.targets) lines.push(...targetLines(target, width), '');
  return `${lines
    .flatMap((line) => (line.length > width ? wrap(line, width) : [line]))
    .map(visible)
    .join('\n')
    .trimEnd()}\n`;
}

function targetLines(target: TargetComparison, width: number): string[] {
  const headline = target.metrics.filter((m) => m.headline && isThere(m));
  const others = speaking(target);
  const confidence = Math.round((1 - target.alpha) * 100);
  return [
    ...sideLines('Target', target.target),
    ...(target.subject.length === 0
      ? ['          same software on both sides']
      : target.subject
          .slice(0, 3)
          .map(
            (d) =>
              `          differs in ${d.aspect} ${d.path}: ${d.values.map((v) => v.value ?? 'nothing').join(' → ')}`,
          )),
    ...target.preliminary.map((why) => `! preliminary: ${why}`),
    ...target.doubts.map((doubt) => `! ${doubt}`),
    '',
    row(['Headline', 'base', 'target', 'change', `${confidence} % interval`, 'verdict']),
    ...headline.flatMap((m) => [metricRow(m), ...details(m, width)]),
    ...(headline.length === 0 ? ['no headline metric is on both sides'] : []),
    '',
    `Other metrics: ${countRest(target)}${others.length === 0 ? '' : '; the rest:'}`,
    ...others.flatMap((m) => [metricRow(m), ...details(m, width)]),
    ...eventLines(target.events),
  ];
}

function sideLines(label: string, side: Side): string[] {
  const listed = side.name.includes(',') ? side.tags : [];
  return [`${label.padEnd(10)}${sideText(side)}`, ...listed.map((tag) => `          ${tag}`)];
}

function isThere(m: MetricComparison): boolean {
  return m.base.values.length + m.target.values.length > 0;
}

function metricRow(m: MetricComparison): string {
  const mark = m.unstable ? '~' : '';
  return row([
    `${mark}${m.name}`,
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
  if (m.unstable) parts.push('~ over its noise limit');
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

const WIDTHS = [22, 9, 9, 8, 17] as const;

/** Names are cut to their column; an interval that is too long pushes the verdict. */
function row(cells: readonly string[]): string {
  return cells
    .map((cell, i) => {
      const width = WIDTHS[i];
      if (width === undefined) return cell;
      return i === 0
        ? cell.length > width
          ? `${cell.slice(0, width - 1)}…`
          : cell.padEnd(width)
        : cell.padStart(width);
    })
    .join(' ');
}

/** The answer of a gate: one line a headline metric, then what a decision would take. */
export function renderGateText(gate: GateResult, o: { width: number }): string {
  const width = Math.max(80, o.width);
  const lines = [
    `Gate: ${GATE_WORDS[gate.outcome]}`,
    ...gate.faults.map((fault) => `! ${fault}`),
    ...gate.metrics.map(({ metric, outcome, price }) => {
      const what = [`margin ${marginText(metric.margin, metric.unit)}`, `change ${changeOf(metric)}`];
      if (price !== null) what.push(...priceText(metric, price));
      return `  ${metric.id}: ${GATE_MARKS[outcome]}; ${what.join('; ')}`;
    }),
    ...gate.notes.map((note) => `- ${note}`),
  ];
  return `${lines
    .flatMap((line) => wrap(line, width))
    .map(visible)
    .join('\n')}\n`;
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
