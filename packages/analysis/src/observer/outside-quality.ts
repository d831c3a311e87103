import { item, times } from '../quality/item.ts';
import type { AdoptionGap, OutsideSummary, QualityItem } from '../results.ts';

/** Share of the blocks from which on an adoption that is logged late is no chance any more. */
const WRONG_SHARE = 0.1;
/** CPU of one core that the observer may take, %. Beyond it it is a load of its own. */
const OWN_LIMIT = 2;

/** What a reader must know of the observer before trusting its figures, and what it says of the logs. */
export function outsideItems(
  outside: OutsideSummary | null,
  /** Of the chain that the logs tell of. */
  firstOfLogs: number | null,
): QualityItem[] {
  if (outside === null) return [];
  return [
    ...outside.gaps.flatMap(gapItem),
    ...beginItems(outside, firstOfLogs),
    ...nodeItems(outside),
    ...observerItems(outside),
  ];
}

function beginItems({ firstBlock }: OutsideSummary, firstOfLogs: number | null): QualityItem[] {
  if (firstBlock === null || firstOfLogs === null || firstBlock <= firstOfLogs) return [];
  const count = firstBlock - firstOfLogs;
  return [
    item(
      'observedLate',
      count > 3 ? 'warning' : 'note',
      `The observer began with block ${firstBlock}, ${times(count, 'block')} after the chain: figures from outside leave them out.`,
      { count },
    ),
  ];
}

function gapItem(gap: AdoptionGap): QualityItem[] {
  const { host, adapter, n, loggedLate, min, median, clockError } = gap;
  if (loggedLate === 0) return [];
  const wrong = loggedLate > WRONG_SHARE * n || median < -clockError;
  const text = `${host} logs the adoption of ${times(loggedLate, 'block')} of ${n} after the observer had the header from it, by up to ${ms(-min)}`;
  return wrong
    ? [
        item(
          'adoptionLoggedLate',
          'warning',
          `${text}: as the adapter ${adapter} reads them, its adoption times are wrong. Go by the figures from outside.`,
          { host, count: loggedLate },
        ),
      ]
    : [item('adoptionLoggedLate', 'note', `${text}.`, { host, count: loggedLate })];
}

function nodeItems({ nodes, partial, blocks }: OutsideSummary): QualityItem[] {
  const items: QualityItem[] = [];
  for (const { host, headers, ends } of nodes) {
    if (headers === 0)
      items.push(item('notObserved', 'warning', `The observer saw no header of ${host}.`, { host }));
    for (const { reason, count, text } of ends)
      if (reason !== 'closed' && reason !== 'unreachable')
        items.push(
          item(
            'peerFault',
            'warning',
            `The observer ended ${times(count, 'connection')} to ${host} (${reason}): ${text}.`,
            { host, count },
          ),
        );
  }
  if (partial > 0)
    items.push(
      item(
        'partlyObserved',
        partial > 0.1 * (partial + blocks) ? 'warning' : 'note',
        `${times(partial, 'block')} of ${partial + blocks} were not seen of every node while it was followed; figures from outside leave them out.`,
        { count: partial },
      ),
    );
  return items;
}

function observerItems({ observer }: OutsideSummary): QualityItem[] {
  const { cpu, lateMax, driftMax, lostLines, garbageLines } = observer;
  const items: QualityItem[] = [];
  if (cpu !== null && cpu > OWN_LIMIT)
    items.push(
      item(
        'observerCost',
        'warning',
        `The observer used ${cpu.toFixed(1)} % of a core: it is a load of its own.`,
      ),
    );
  if (lateMax > 0.05)
    items.push(
      item(
        'observerLate',
        'note',
        `The observer’s own timers were up to ${ms(lateMax)} late: its stamps may be, too.`,
      ),
    );
  if (driftMax > 0.001)
    items.push(
      item(
        'observerClock',
        'warning',
        `The wall clock left the observer’s clock by up to ${ms(driftMax)}: it was set during the run.`,
      ),
    );
  const lost = lostLines + garbageLines;
  if (lost > 0)
    items.push(
      item(
        'observationsLost',
        'warning',
        `${times(lostLines, 'line')} of the observer were lost, ${times(garbageLines, 'line')} cannot be read.`,
        { count: lost },
      ),
    );
  return items;
}

function ms(seconds: number): string {
  return `${(seconds * 1000).toFixed(1)} ms`;
}
