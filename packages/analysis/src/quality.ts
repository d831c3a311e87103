import type { MainChain } from './chain/rebuild.ts';
import type { FileFaults, HostFigures } from './fold/host-fold.ts';
import type { BlockFacts } from './metrics/block-facts.ts';
import type {
  ChainSummary,
  HostSummary,
  Metric,
  QualityItem,
  RunStatus,
  TransactionSummary,
} from './results.ts';

export interface QualityInput {
  readonly status: RunStatus;
  readonly hosts: readonly HostFigures[];
  readonly summaries: readonly HostSummary[];
  readonly planned: ReadonlyMap<string, { readonly producer: boolean }>;
  readonly chain: MainChain;
  readonly chainSummary: ChainSummary;
  readonly facts: readonly BlockFacts[];
  readonly unknownFilters: readonly string[];
  readonly transactions: TransactionSummary | null;
  readonly metrics: readonly Metric[];
  readonly collector: Readonly<Record<string, unknown>> | null;
}

/** Everything a reader must know before trusting the figures, worst first within each subject. */
export function assessQuality(input: QualityInput): QualityItem[] {
  return [
    ...statusItems(input),
    ...hostItems(input),
    ...chainItems(input),
    ...phaseItems(input.facts),
    ...transactionItems(input),
    ...collectorItems(input.collector),
  ];
}

type Level = QualityItem['level'];
const item = (
  id: string,
  level: Level,
  text: string,
  o: { host?: string; count?: number } = {},
): QualityItem => ({
  id,
  level,
  host: o.host ?? null,
  text,
  count: o.count ?? null,
});
const times = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

function statusItems({ status, unknownFilters }: QualityInput): QualityItem[] {
  const items: QualityItem[] = [];
  if (status.state === 'incomplete')
    items.push(
      item(
        'incompleteRun',
        'warning',
        `The run is incomplete: ${status.reason.replace(/\.$/, '')}. The figures cover what there is.`,
      ),
    );
  for (const what of unknownFilters)
    items.push(
      item(
        'unknownFilter',
        'warning',
        `The profile names a ${what} that is not understood; it was not applied.`,
      ),
    );
  return items;
}

function hostItems({ hosts, summaries, planned, chainSummary }: QualityInput): QualityItem[] {
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
    add(
      'tracesLost',
      'warning',
      counts.tracesLost,
      `${host} lost ${times(counts.tracesLost, 'trace')} before they were forwarded.`,
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
      counts.restarts,
      `The process counters of ${host} fell ${times(counts.restarts, 'time')}: it was started anew during the run.`,
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

function chainItems({ chain, chainSummary }: QualityInput): QualityItem[] {
  const items: QualityItem[] = [];
  if (chainSummary.length === 0) {
    items.push(item('noChain', 'warning', 'No chain could be rebuilt: the logs hold fewer than two blocks.'));
    return items;
  }
  const gaps = (missing: string) => chain.gaps.filter((gap) => gap.missing === missing);
  const say = (missing: string, text: (count: string) => string) => {
    const found = gaps(missing);
    if (found.length > 0)
      items.push(
        item(
          missing,
          'warning',
          `${text(times(found.length, 'block'))} (first: block ${found[0]!.blockNo}).`,
          { count: found.length },
        ),
      );
  };
  say('noForger', (n) => `No log has the forging of ${n} of the main chain: forger times are missing there`);
  say('guessedParent', (n) => `The parent of ${n} was chosen by height and adoption, as nothing names it`);
  say('noBlock', (n) => `Nothing is known of ${n} of the main chain`);
  if (chainSummary.rejected > 0) {
    const reasons = Object.entries(chainSummary.rejectedBy)
      .map(([why, n]) => `${n} × ${why}`)
      .join('; ');
    const level = chainSummary.accepted === 0 ? 'warning' : 'note';
    items.push(
      item(
        'rejectedBlocks',
        level,
        `${times(chainSummary.rejected, 'block')} of ${chainSummary.length} failed the filters and count in no propagation metric: ${reasons}.`,
        { count: chainSummary.rejected },
      ),
    );
  }
  return items;
}

/** Phases that accepted blocks lack, and times below zero: where upstream puts in 10 ms, nothing is put in here. */
function phaseItems(facts: readonly BlockFacts[]): QualityItem[] {
  const items: QualityItem[] = [];
  const accepted = facts.filter((b) => b.rejectedBy.length === 0);
  for (const phase of ['announced', 'sending', 'adopted'] as const) {
    const missing = accepted.filter(
      (b) => b.forger !== undefined && b.forger.times[phase] === undefined,
    ).length;
    if (missing > 0)
      items.push(
        item(
          `missing:${phase}`,
          missing > 0.05 * accepted.length ? 'warning' : 'note',
          `${times(missing, 'block')} of ${accepted.length} has no “${phase}” trace of the forger; left out of that metric.`.replace(
            /^(\d{2,}|[02-9]) blocks? of (\d+) has/,
            '$1 blocks of $2 have',
          ),
          { count: missing },
        ),
      );
  }
  const unsized = accepted.filter((b) => b.forger !== undefined && b.sizeBytes === undefined).length;
  if (unsized > 0)
    items.push(
      item('missing:size', 'note', `The size of ${times(unsized, 'block')} is not in the logs.`, {
        count: unsized,
      }),
    );
  const observations = accepted.flatMap((b) => b.peers);
  const invalid = observations.filter((peer) => !peer.valid).length;
  if (invalid > 0)
    items.push(
      item(
        'invalidObservations',
        'note',
        `${invalid} of ${observations.length} observations of blocks at peers lack a phase, are out of order or came with other blocks; they count for adoption only.`,
        { count: invalid },
      ),
    );
  const negative = observations.filter(
    (p) => p.valid && ((p.times.announced ?? 0) < 0 || (p.times.sending ?? 0) < 0),
  ).length;
  if (negative > 0)
    items.push(
      item(
        'negativePhases',
        'note',
        `${times(negative, 'observation')} announced or sent a block on before the fetch was complete: normal with pipelining, kept as it is.`,
        { count: negative },
      ),
    );
  return items;
}

function transactionItems({ transactions, metrics }: QualityInput): QualityItem[] {
  if (transactions === null)
    return [
      item('noTransactions', 'note', 'The run has no transaction log: nothing can be said of transactions.'),
    ];
  const items: QualityItem[] = [];
  const add = (id: string, level: Level, count: number, text: string) => {
    if (count > 0) items.push(item(id, level, text, { count }));
  };
  const { intended, announced, lost, pending, generatorSummary, garbageLines } = transactions;
  add(
    'txLost',
    'warning',
    lost,
    `${times(lost, 'transaction')} went to a node and never came into a block, although later blocks had room.`,
  );
  add(
    'txPending',
    'note',
    pending,
    `${times(pending, 'transaction')} were still on the way when the chain ended.`,
  );
  add(
    'txNotAnnounced',
    'note',
    intended - announced,
    `${times(intended - announced, 'transaction')} of ${intended} with an intended time were never asked for by a node.`,
  );
  add(
    'txGarbage',
    'warning',
    garbageLines,
    `transactions.jsonl has ${times(garbageLines, 'unreadable line')}.`,
  );
  if (generatorSummary === null)
    items.push(
      item('noGeneratorSummary', 'note', 'The generator wrote no summary line: it did not end orderly.'),
    );
  const slip = metrics.find((m) => m.id === 'txScheduleSlip')?.value;
  if (slip) {
    const p99 = slip.centiles.find(([c]) => c === 0.99)?.[1] ?? slip.max;
    const level = p99 > 0.5 ? 'warning' : p99 > 0.05 ? 'note' : 'ok';
    items.push(
      item(
        'scheduleSlip',
        level,
        `Load was announced ${(slip.mean * 1000).toFixed(1)} ms late on average, 99 % within ${(p99 * 1000).toFixed(1)} ms.`,
      ),
    );
  }
  return items;
}

function collectorItems(collector: Readonly<Record<string, unknown>> | null): QualityItem[] {
  if (collector === null) return [];
  const number = (key: string) => (typeof collector[key] === 'number' ? collector[key] : 0);
  const items: QualityItem[] = [];
  const add = (id: string, key: string, text: (n: number) => string) => {
    if (number(key) > 0) items.push(item(id, 'warning', text(number(key)), { count: number(key) }));
  };
  add('collectorDropped', 'droppedObjects', (n) => `The collector could not write ${times(n, 'trace')}.`);
  add('collectorWriteErrors', 'writeErrors', (n) => `The collector had ${times(n, 'write error')}.`);
  add(
    'collectorFailed',
    'failed',
    (n) => `${times(n, 'connection')} to the collector ended because the peer broke the protocol.`,
  );
  add('collectorRefused', 'refused', (n) => `The collector turned away ${times(n, 'connection')}.`);
  if (items.length === 0)
    items.push(
      item(
        'collectorComplete',
        'ok',
        `The collector wrote all ${number('objects').toLocaleString('en')} traces that it received.`,
        { count: number('objects') },
      ),
    );
  return items;
}
