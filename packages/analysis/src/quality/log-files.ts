import type { FileFaults } from '../fold/host-fold.ts';
import type { QualityItem } from '../results.ts';
import { item, times } from './item.ts';

/** Where a file breaks off, what of it cannot be read. */
export function fileItems(
  host: string,
  { path, garbageLines, firstOffsets, cutTailAt, broken }: FileFaults,
): QualityItem[] {
  const items: QualityItem[] = [];
  if (broken !== undefined)
    items.push(
      item('brokenFile', 'warning', `${path} was read up to where it breaks off: ${broken}.`, {
        host,
        count: 1,
      }),
    );
  if (garbageLines > 0)
    items.push(
      item(
        'garbageLines',
        'warning',
        `${path} has ${times(garbageLines, 'unreadable line')}, skipped (first at byte ${firstOffsets.join(', ')}).`,
        { host, count: garbageLines },
      ),
    );
  if (cutTailAt !== undefined)
    items.push(
      item(
        'cutTail',
        'note',
        `The last line of ${path} is cut off (at byte ${cutTailAt}): the writer ended in the middle.`,
        { host, count: 1 },
      ),
    );
  return items;
}
