import type { HostFigures } from '../fold/host-figures.ts';
import type { FileFaults } from '../fold/host-fold.ts';
import type { ChainSummary, HostSummary, QualityItem } from '../results.ts';
import { item, type Level, times } from './item.ts';

export interface HostQualityInput {
  readonly hosts: readonly HostFigures[];
  readonly summaries: readonly HostSummary[];
  readonly planned: ReadonlyMap<string, { readonly producer: boolean }>;
  readonly chainSummary: ChainSummary;
}

/** What each host's log lacks, lost or got out of order. */
export function hostItems({ hosts, summaries, planned, chainSummary }: HostQualityInput): QualityItem[] {
  const items: QualityItem[] = [];
  for (const host of planned.keys())
    if (!hosts.some((h) => h.host === host))
      items.push(item('noLog', 'warning', `${host} has no log at all.`, { host }));
  for (const figures of hosts) {
    const { host, counts, slots, view } = figures;
    const add = (id: string, level: Level, count: number, text: string) => {
      if (count > 0) items.push(item(id, level, text, { host, count }));
    };
    for (const file of figures.faults) items.push(...fileItems(host, file));
    add(
      'missedSlots',
      slots.missed.count > 0.01 * slots.checked ? 'warning' : 'note',
      slots.missed.count,
      `${host} made no leadership check in ${times(slots.missed.count, 'slot')} of ${slots.missed.count + slots.checked} (first: ${slots.missed.firstSlots.join(', ')}).`,
    );
    add(
      'leaderWithoutBlock',
      'warning',
      view.oddities.leaderWithoutBlock,
      `${host} led ${times(view.oddities.leaderWithoutBlock, 'slot')} without forging a block.`,
    );
    add(
      'forgingFailed',
      'warning',
      slots.forgingFailed.length,
      `${host} reports ${times(slots.forgingFailed.length, 'forging failure')}; first: ${slots.forgingFailed[0]?.what} in slot ${slots.forgingFailed[0]?.slot ?? '?'}.`,
    );
    const own = counts.statistics;
    const lost = own?.tracesLost ?? 0;
    add(
      'tracesLost',
      'warning',
      lost,
      `${host} says that it lost ${times(lost, 'trace')} before anybody could read them.`,
    );
    const invalid = own?.invalidBlocks ?? 0;
    add('invalidBlocks', 'warning', invalid, `${host} was sent ${times(invalid, 'invalid block')}.`);
    const timeouts = own?.fetchTimeouts ?? 0;
    add(
      'fetchTimeouts',
      'note',
      timeouts,
      `${host} gave up ${times(timeouts, 'block fetch', 'block fetches')} after its time limit.`,
    );
    add(
      'tracesSuppressed',
      'note',
      counts.suppressed,
      `The rate limiter of ${host} suppressed ${times(counts.suppressed, 'trace')}.`,
    );
    add(
      'restarted',
      'warning',
      figures.restarts,
      `The process counters of ${host} fell ${times(figures.restarts, 'time')}: it was started anew during the run.`,
    );
    add(
      'backwards',
      'warning',
      counts.backwards,
      `The clock of ${host} steps back by more than a second ${times(counts.backwards, 'time')}.`,
    );
    add(
      'incompleteMessages',
      'warning',
      counts.incompleteMessages,
      `${host} wrote ${times(counts.incompleteMessages, 'message')} without the fields that the analysis reads (hashes need detail DNormal or more).`,
    );
    add(
      'fetchedWithoutRequest',
      'note',
      view.oddities.fetchedWithoutRequest,
      `${host} fetched ${times(view.oddities.fetchedWithoutRequest, 'block')} without a request of its own in the log: parts of a longer range. They count for adoption, not for fetch times.`,
    );
    add(
      'requestedWithoutNotice',
      'note',
      view.oddities.requestedWithoutNotice,
      `${host} asked for ${times(view.oddities.requestedWithoutNotice, 'block')} whose header its log does not announce.`,
    );
    const unseen = view.oddities.adoptedUnseen;
    add(
      'adoptedUnseen',
      'note',
      unseen,
      `${host} adopted ${times(unseen, 'block')} that its log does not mention before: they count for adoption only.`,
    );
    const twice = view.oddities.forgedTwice;
    add('forgedTwice', 'warning', twice, `${host} says of ${times(twice, 'block')} twice that it forged it.`);
    add(
      'txsRejected',
      'note',
      counts.txsRejected,
      `The mempool of ${host} rejected ${times(counts.txsRejected, 'transaction')}.`,
    );
    if (!counts.namespaces.has('Resources') && counts.lines > 0)
      items.push(
        item('noResources', 'note', `${host} traces no Resources: CPU and memory are unknown.`, { host }),
      );
    if (planned.get(host)?.producer === true && slots.checked === 0)
      items.push(
        item(
          'noLeadershipChecks',
          'warning',
          `${host} is a block producer and has no leadership check in its log.`,
          { host },
        ),
      );
    const { adopted } = summaries.find((s) => s.host === host)!;
    const missing = adopted.of - adopted.count;
    add(
      'notAdopted',
      'warning',
      missing,
      `${host} did not adopt ${times(missing, 'block')} of the ${adopted.of} on the main chain (first: ${adopted.missing.slice(0, 10).join(', ')}).`,
    );
  }
  const garbage = hosts.reduce((sum, h) => sum + h.counts.garbageLines, 0);
  const lines = hosts.reduce((sum, h) => sum + h.counts.lines, 0);
  if (garbage === 0)
    items.push(
      item(
        'logsRead',
        'ok',
        `All ${lines.toLocaleString('en')} lines of ${times(hosts.length, 'host')} could be read.`,
        { count: lines },
      ),
    );
  if (chainSummary.length > 0 && summaries.every((s) => s.adopted.count === s.adopted.of))
    items.push(
      item('allAdopted', 'ok', `Every host adopted every block of the main chain (the tip is left out).`, {
        count: chainSummary.length,
      }),
    );
  if (hosts.length > 0 && hosts.every((h) => h.slots.missed.count === 0))
    items.push(item('noMissedSlots', 'ok', 'No host missed a slot.'));
  return items;
}

function fileItems(host: string, { path, garbageLines, firstOffsets, cutTailAt }: FileFaults): QualityItem[] {
  const items: QualityItem[] = [];
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
