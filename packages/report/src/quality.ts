import type { QualityItem } from '@slotbench/analysis';
import { grouped, plural } from './format.ts';

export interface QualityLine {
  readonly level: QualityItem['level'];
  readonly text: string;
}

/** Warnings, then notes, then what is good. What is said of several hosts in the same words is said once, of the worst of them. */
export function qualityLines(items: readonly QualityItem[]): QualityLine[] {
  const groups = new Map<string, QualityItem[]>();
  for (const item of items) groups.set(groupOf(item), [...(groups.get(groupOf(item)) ?? []), item]);
  const lines = [...groups.values()].map((group) => ({ level: group[0]!.level, text: textOf(group) }));
  return (['warning', 'note', 'ok'] as const).flatMap((level) =>
    lines.filter((line) => line.level === level),
  );
}

/** `0 warnings, 3 notes, 6 checks passed`, of the lines as they are shown. */
export function qualityCounts(lines: readonly QualityLine[]): string {
  const count = (level: QualityItem['level']) => lines.filter((line) => line.level === level).length;
  return `${plural(count('warning'), 'warning')}, ${plural(count('note'), 'note')}, ${plural(count('ok'), 'check')} passed`;
}

/** The same words: but for the host, numbers, and the `s` of what they count. */
function groupOf({ id, level, host, text }: QualityItem): string {
  const words =
    host === undefined || host === null
      ? text
      : text.replaceAll(host, '').replace(/\d[\d.,]*(?:, \d[\d.,]*)*(?: (\w+?)s?\b)?/g, '# $1');
  return `${level} ${id} ${words}`;
}

/** Hosts that are named beside the first. */
const NAMED = 4;

function textOf(group: readonly QualityItem[]): string {
  const [worst, ...others] = [...group].sort((a, b) => (b.count ?? 0) - (a.count ?? 0));
  if (others.length === 0) return worst!.text;
  const named = others
    .slice(0, NAMED)
    .map(({ host, count }) => `${host}${count == null ? '' : ` (${grouped(count)})`}`);
  if (others.length > NAMED) named.push(`${grouped(others.length - NAMED)} more`);
  return `${worst!.text} Likewise ${named.join(', ')}.`;
}
