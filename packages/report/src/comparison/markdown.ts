import type { Comparison, GateResult, MetricComparison, TargetComparison } from '@slotbench/analysis';
import { GATE_WORDS } from './text.ts';
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
  verdictText,
} from './words.ts';

/** A comparison for a pull request: the gate's answer first if one was asked, one table a target. GitHub's Markdown. */
export function renderComparisonMarkdown(comparison: Comparison, gates: readonly GateResult[] = []): string {
  const sections = comparison.targets.map((target, i) => section(comparison, target, gates[i]));
  return `${sections.join('\n\n')}\n`;
}

const MARKS: Readonly<Record<string, string>> = {
  better: '🟢 better',
  worse: '🔴 worse',
  equivalent: '⚪ equivalent',
  undecided: '🟡 undecided',
};

function section(comparison: Comparison, target: TargetComparison, gate: GateResult | undefined): string {
  const headline = headlineOf(target);
  const rest = restOf(target);
  const lines = [
    `### ${plain(sideText(target.target))} against ${plain(sideText(comparison.base))}`,
    '',
    ...(gate === undefined ? [] : [`**Gate: ${plain(GATE_WORDS[gate.outcome])}.**`, '']),
    ...(gate?.faults ?? []).map((fault) => `- ❌ ${plain(fault)}`),
    ...target.preliminary.map((why) => `- ⚠️ preliminary: ${plain(why)}`),
    ...target.doubts.map((doubt) => `- ⚠️ ${plain(doubt)}`),
    '',
    `| metric | base | target | change | ${Math.round((1 - target.alpha) * 100)} % interval | margin | verdict |`,
    '|---|--:|--:|--:|:-:|--:|---|',
    ...headline.map(row),
    ...rest.rows.map(row),
    '',
    `Other metrics: ${rest.counts}.`,
    ...rest.repeats.map((repeat) => `- ${plain(repeat)}`),
    ...target.events.map(
      (e) =>
        `- ${plain(e.name)}: ${eventRate(e.base, e.per)}, then ${eventRate(e.target, e.per)}: ${verdictText(e)}`,
    ),
    ...headline
      .filter((m) => m.verdict === 'undecided')
      .map((m) => `- ${plain(m.name)}: ${plain(priceText(m).join('; '))}`),
  ];
  // Two blank lines in a row say nothing in Markdown.
  return lines.filter((line, i) => line !== '' || lines[i - 1] !== '').join('\n');
}

function row(m: MetricComparison): string {
  const verdict = MARKS[m.verdict ?? ''] ?? verdictText(m);
  const cells = [
    m.name,
    sideMean(m.base, m.unit),
    sideMean(m.target, m.unit),
    changeOf(m),
    intervalOf(m),
    marginText(m.margin, m.unit),
    verdict,
  ];
  return `| ${cells.map(plain).join(' | ')} |`;
}

/** Names may hold anything: nothing of it becomes a cell, a link or HTML. */
function plain(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_[\]<>|#~]/g, (c) => `\\${c}`);
}
