import type { Event } from '../events.ts';
import type { BlockRecord } from '../fold/block-record.ts';
import type { HostFigures } from '../fold/host-figures.ts';
import type { BlockFacts } from '../metrics/block-facts.ts';
import type { QualityItem, TraceCoverage } from '../results.ts';
import { item } from './item.ts';

const ADOPTION = 'AddedToCurrentChain or SwitchedToAFork';

/** Traces that a host writes once in every slot that it looks at. */
const PER_SLOT: readonly (readonly [trace: string, kind: Event['kind']])[] = [
  ['BlockContext', 'BlockContextAcquired'],
  ['LedgerState', 'LedgerStateAcquired'],
  ['LedgerView', 'LedgerViewAcquired'],
  ['NodeIsLeader or NodeNotLeader', 'LeadershipDecided'],
];
/** What its own block calls for. */
const PER_FORGED: readonly (readonly [trace: string, has: (record: BlockRecord) => boolean])[] = [
  ['ForgeTickedLedgerState', ({ forge }) => forge?.ticked !== undefined],
  ['ForgingMempoolSnapshot', ({ forge }) => forge?.memSnap !== undefined],
  ['AdoptedBlock', ({ sizeBytes }) => sizeBytes !== undefined],
  ['ServerHeader.Update', ({ announced }) => announced !== undefined],
  ['SendBlock', ({ sending }) => sending !== undefined],
];
/** What a block of the main chain that another host forged calls for. */
const PER_BLOCK: readonly (readonly [trace: string, has: (record: BlockRecord) => boolean])[] = [
  ['DownloadedHeader', ({ noticed }) => noticed !== undefined],
  ['SendFetchRequest', ({ requested }) => requested !== undefined],
  ['CompletedBlockFetch', ({ fetched }) => fetched !== undefined],
  [
    ADOPTION,
    ({ adopted, adoptedBy }) =>
      adopted !== undefined && adoptedBy !== 'withDescendant' && adoptedBy !== 'asTip',
  ],
];

/**
 * Traces that a host's slots and the blocks of the main chain call for, against those in its log. Blocks from before its first line
 * and after its last are not expected of it.
 */
export function traceCoverage(
  hosts: readonly HostFigures[],
  facts: readonly BlockFacts[],
  slotNs: number,
): TraceCoverage[] {
  return hosts.flatMap((figures): TraceCoverage[] => {
    const { host, counts, slots, view, times } = figures;
    const covered = facts.filter(
      ({ block }) =>
        times.firstAt !== undefined &&
        block.slot * slotNs >= times.firstAt &&
        block.slot * slotNs <= times.lastAt!,
    );
    const own = covered.filter(({ block }) => block.forger?.host === host);
    const others = covered.filter(({ block }) => block.forger?.host !== host);
    const seen = (blocks: readonly BlockFacts[], has: (record: BlockRecord) => boolean) =>
      blocks.filter(({ block }) => {
        const record = view.records.get(block.hash);
        return record !== undefined && has(record);
      }).length;
    const row = (
      trace: string,
      per: TraceCoverage['per'],
      expected: number,
      count: number,
    ): TraceCoverage[] =>
      expected === 0 ? [] : [{ host, trace, per, expected, seen: Math.min(count, expected) }];
    return [
      ...PER_SLOT.flatMap(([trace, kind]) => row(trace, 'slot', slots.checked, counts.kinds[kind] ?? 0)),
      ...PER_FORGED.flatMap(([trace, has]) => row(trace, 'forgedBlock', own.length, seen(own, has))),
      ...PER_BLOCK.flatMap(([trace, has]) => row(trace, 'block', others.length, seen(others, has))),
    ];
  });
}

/** Their absence has an item of its own that says what follows from it. */
const TOLD_ELSEWHERE = new Set(['ServerHeader.Update', 'SendBlock', 'AdoptedBlock', ADOPTION]);

/** Traces that a host writes, but not always; and, for all hosts together, those that none of them writes. */
export function coverageItems(coverage: readonly TraceCoverage[]): QualityItem[] {
  const items: QualityItem[] = [];
  const hosts = [...new Set(coverage.map(({ host }) => host))];
  for (const host of hosts) {
    const partial = coverage.filter(
      (c) => c.host === host && c.seen > 0 && c.seen < c.expected && !TOLD_ELSEWHERE.has(c.trace),
    );
    if (partial.length === 0) continue;
    const lost = partial.reduce((sum, c) => sum + c.expected - c.seen, 0);
    const worst = partial.some((c) => c.expected - c.seen > Math.max(2, 0.05 * c.expected));
    items.push(
      item(
        'traceCoverage',
        worst ? 'warning' : 'note',
        `${host} lacks ${lost} of the traces that its slots and blocks call for: ${partial.map((c) => `${c.trace} ${c.seen} of ${c.expected}`).join(', ')}.`,
        { host, count: lost },
      ),
    );
  }
  const absent = new Map<string, string[]>();
  for (const c of coverage) if (c.seen === 0) absent.set(c.trace, [...(absent.get(c.trace) ?? []), c.host]);
  for (const [trace, without] of absent)
    items.push(
      item(
        `untraced:${trace}`,
        'note',
        `${without.length === hosts.length ? 'No host' : without.join(', ')} ${without.length === hosts.length ? 'traces' : 'never trace'}${without.length === 1 && hosts.length > 1 ? 's' : ''} ${trace}.`,
        { count: without.length },
      ),
    );
  return items;
}
