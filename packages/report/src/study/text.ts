import { grouped } from '../format.ts';
import { nameCell, terminalText } from '../lines.ts';
import { functionText, shareText } from './profiles.ts';
import { costText, metricTables, refusalText } from './rows.ts';
import type { MessageCost, RateCost, TracingStudy } from './study.ts';

/** A study of tracing on a terminal, at most `width` columns (80 or more are used). */
export function renderStudyText(study: TracingStudy, o: { width: number }): string {
  const width = Math.max(80, o.width);
  return terminalText(
    [
      `What tracing costs: ${study.profile}, ${study.node}, ${study.blocks} blocks of ${study.setups.length} set-ups`,
      ...study.notes.map((note) => `! ${note}`),
      ...study.comparisons.filter((one) => one.refusedFor.length > 0).map((one) => `! ${refusalText(one)}`),
      '',
      row(['Set-up', 'mean', 'against', 'change', 'interval', 'verdict']),
      ...metricTables(study).flatMap(({ name, rows }) => [
        name,
        ...rows.map((one) =>
          row([`  ${one.setup}`, one.mean, one.base, one.change, one.interval, one.verdict]),
        ),
      ]),
      '',
      ...costLines(study),
      ...profileLines(study),
      ...messageLines(study),
    ],
    width,
  );
}

const WIDTHS = [10, 8, 9, 20, 11] as const;

function row([name, ...cells]: readonly [string, ...string[]]): string {
  return [nameCell(name, 17), ...cells.map((cell, i) => cell.padStart(WIDTHS[i] ?? 0))].join(' ');
}

function costLines({ costs, rates }: TracingStudy): string[] {
  const lines = (title: string, all: readonly (MessageCost | RateCost)[]) =>
    all.length === 0
      ? []
      : [
          title,
          ...all.map(
            ({ setup, cpu, bytes }) =>
              `${nameCell(`  ${setup}`, 17)} ${costText(cpu, 'ns').padStart(31)} ${costText(bytes, 'B').padStart(26)}`,
          ),
          '',
        ];
  return [
    ...lines('A trace line costs its node, beyond what it costs with tracing off', costs),
    ...lines('One more trace line costs its node, by regression over their rate', rates),
  ];
}

function profileLines({ profiles }: TracingStudy): string[] {
  if (profiles.length === 0) return [];
  return [
    'Of the node, the tracing library with what it calls (one profiled run each)',
    ...profiles.map((one) => {
      const [first] = one.functions;
      const most = first === undefined || one.library === 0 ? '' : `; most in ${functionText(first)}`;
      return `  ${nameCell(one.setup, 15)} ${(one.kind === 'cpu' ? 'CPU' : 'allocation').padEnd(11)} ${shareText(one.library, one.total).padStart(7)}${most}`;
    }),
    '',
  ];
}

/** Four columns as wide as `legacy-forward` beside a name make 79. */
const KEY = 19;
const COUNT = 14;
const MOST_COLUMNS = 4;

function messageLines({ messages, setups }: TracingStudy): string[] {
  const logging = setups.filter(({ logs }) => logs).map(({ name }) => name);
  if (messages.length === 0) return [];
  if (logging.length > MOST_COLUMNS)
    return ['Messages told in all runs: in the page, too many set-ups for here'];
  return [
    'Messages told in all runs',
    `${' '.repeat(KEY)} ${logging.map((name) => name.padStart(COUNT)).join(' ')}`,
    ...messages.map(
      ({ key, counts }) =>
        `${nameCell(`  ${key}`, KEY)} ${logging.map((name) => grouped(counts[name] ?? 0).padStart(COUNT)).join(' ')}`,
    ),
  ];
}
