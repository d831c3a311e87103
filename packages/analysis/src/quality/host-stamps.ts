import type { HostFigures } from '../fold/host-figures.ts';
import type { QualityItem } from '../results.ts';
import { item, type Level, times } from './item.ts';

/** Silence of so many seconds at the end, while other hosts still write, is a node that hangs or is gone. */
const EARLY_END_SECONDS = 5;

/** Steps and pauses of one host's stamps; `end`: the last stamp of all hosts. */
export function stampItems({ host, times: t }: HostFigures, end: number): QualityItem[] {
  const items: QualityItem[] = [];
  const add = (id: string, level: Level, count: number, text: string) =>
    void items.push(item(id, level, text, { host, count }));
  if (t.backwards > 0)
    add(
      'backwards',
      'warning',
      t.backwards,
      `The clock of ${host} steps back by more than a second ${times(t.backwards, 'time')}, by ${seconds(t.backwardsMax)} at most.`,
    );
  const longest = t.silences.longest.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0];
  if (longest !== undefined)
    add(
      'silence',
      'warning',
      t.silences.count,
      `${host} is silent ${times(t.silences.count, 'time')}, the longest from ${seconds(longest.from)} to ${seconds(longest.to)} after the start of the network: it hung, slept, or its lines are lost.`,
    );
  if (t.lastAt !== undefined && end - t.lastAt > EARLY_END_SECONDS * 1e9)
    add(
      'endedEarly',
      'warning',
      1,
      `The log of ${host} ends ${seconds(end - t.lastAt)} before the last of the others: it hung, was stopped, or its end is missing.`,
    );
  return items;
}

function seconds(ns: number): string {
  return `${(ns / 1e9).toFixed(1)} s`;
}
