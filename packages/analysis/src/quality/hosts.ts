import type { HostFigures } from '../fold/host-figures.ts';
import type { ChainSummary, HostSummary, QualityItem } from '../results.ts';
import { stampItems } from './host-stamps.ts';
import { item, type Level, times } from './item.ts';
import { fileItems } from './log-files.ts';

export interface HostQualityInput {
  readonly hosts: readonly HostFigures[];
  readonly summaries: readonly HostSummary[];
  readonly planned: ReadonlyMap<string, { readonly producer: boolean }>;
  readonly queueLosses: ReadonlyMap<string, number>;
  readonly chainSummary: ChainSummary;
}

/** What each host's log lacks, lost or got out of order. */
export function hostItems({
  hosts,
  summaries,
  planned,
  queueLosses,
  chainSummary,
}: HostQualityInput): QualityItem[] {
  const items: QualityItem[] = [];
  for (const host of planned.keys())
    if (!hosts.some((h) => h.host === host))
      items.push(item('noLog', 'warning', `${host} has no log at all.`, { host }));
  const end = Math.max(...hosts.map((h) => h.times.lastAt ?? Number.NEGATIVE_INFINITY));
  if (end > Number.MAX_SAFE_INTEGER)
    items.push(
      item(
        'coarseStamps',
        'note',
        `The logs are ${(end / 86_400e9).toFixed(0)} days from the start of the network: stamps are read to 32 ns, not to one.`,
      ),
    );
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
    const queueLost = counts.queueLost + (queueLosses.get(host) ?? 0);
    add(
      'queueLosses',
      'warning',
      queueLost,
      `A queue of ${host} ran over: it says that ${times(queueLost, 'trace')} were lost.`,
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
    items.push(...stampItems(figures, end));
    add(
      'foreignSlots',
      'warning',
      counts.foreignSlots,
      `${times(counts.foreignSlots, 'leadership check')} of ${host} name a slot of another time: lines of another run, or damaged; they are left out.`,
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
    if (counts.lines === 0) items.push(item('emptyLog', 'warning', `The log of ${host} is empty.`, { host }));
    else if (figures.times.firstAt === undefined)
      items.push(item('noTraces', 'warning', `The log of ${host} holds no trace, only text.`, { host }));
    else if (counts.kinds.Resources === undefined)
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
    add(
      'inferredAdoptions',
      adopted.inferred > 0.05 * adopted.of ? 'warning' : 'note',
      adopted.inferred,
      `${host} adopted ${times(adopted.inferred, 'block')} of ${adopted.of} without a trace of it: the time at which it named such a block as its tip, or adopted a later one, stands in, an upper bound.`,
    );
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
  if (garbage === 0 && lines > 0)
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
