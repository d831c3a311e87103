import type { QualityItem } from '../results.ts';

export type Level = QualityItem['level'];

export function item(
  id: string,
  level: Level,
  text: string,
  o: { host?: string; count?: number } = {},
): QualityItem {
  return { id, level, host: o.host ?? null, text, count: o.count ?? null };
}

/** `1 block`, `2 blocks`. */
export function times(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
