import type { HostView } from '../chain/rebuild.ts';
import type { QualityItem } from '../results.ts';
import { item, times } from './item.ts';

/** How blocks of all logs refer to each other; upstream ends with the first that does not fit. */
export interface HashTimeline {
  /** Forged upon a block that no log has the forging of. */
  readonly unknownParent: readonly string[];
  /** Forged before their parent, by the stamps of two hosts. */
  readonly beforeParent: readonly string[];
  /** Seen, fetched or adopted, and forged in no log. */
  readonly unforged: readonly string[];
}

export function hashTimeline(hosts: readonly HostView[]): HashTimeline {
  const forged = new Map<string, { at: number; prev: string | undefined }>();
  const seen = new Set<string>();
  for (const { view } of hosts)
    for (const { hash, forge } of view.records.values()) {
      seen.add(hash);
      if (forge !== undefined && !forged.has(hash)) forged.set(hash, { at: forge.forged, prev: forge.prev });
    }
  const unknownParent: string[] = [];
  const beforeParent: string[] = [];
  for (const [hash, { at, prev }] of forged) {
    if (prev === undefined) continue;
    const parent = forged.get(prev);
    if (parent === undefined) unknownParent.push(hash);
    else if (parent.at >= at) beforeParent.push(hash);
  }
  return { unknownParent, beforeParent, unforged: [...seen].filter((hash) => !forged.has(hash)) };
}

export function hashTimelineItems({ unknownParent, beforeParent, unforged }: HashTimeline): QualityItem[] {
  const items: QualityItem[] = [];
  const add = (
    id: string,
    level: QualityItem['level'],
    hashes: readonly string[],
    text: (n: string) => string,
  ) => {
    if (hashes.length > 0)
      items.push(
        item(id, level, `${text(times(hashes.length, 'block'))} (first: ${hashes[0]!.slice(0, 8)}).`, {
          count: hashes.length,
        }),
      );
  };
  add(
    'unknownParent',
    'note',
    unknownParent,
    (n) => `${n} were forged upon a block whose forging is in no log`,
  );
  add(
    'beforeParent',
    'warning',
    beforeParent,
    (n) => `${n} were forged before their parent by the stamps of two hosts: their clocks differ`,
  );
  add(
    'unforged',
    'note',
    unforged,
    (n) => `${n} were seen whose forging is in no log: the log of a forger is missing or begins late`,
  );
  return items;
}
