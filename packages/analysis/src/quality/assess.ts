import type { MainChain } from '../chain/rebuild.ts';
import type { BlockFacts } from '../metrics/block-facts.ts';
import { outsideItems } from '../observer/outside-quality.ts';
import type { LeftLog } from '../read/find-logs.ts';
import type {
  Clocks,
  Metric,
  OutsideSummary,
  QualityItem,
  RunStatus,
  Stratum,
  TraceCoverage,
  TransactionSummary,
} from '../results.ts';
import { chainItems, phaseItems } from './chain.ts';
import { chainPauseItems } from './chain-pauses.ts';
import { clockItems } from './clocks.ts';
import { coverageItems } from './coverage.ts';
import { type HashTimeline, hashTimelineItems } from './hash-timeline.ts';
import { type HostQualityInput, hostItems } from './hosts.ts';
import { implementationItems } from './implementation.ts';
import { item } from './item.ts';
import { collectorItems, transactionItems } from './load.ts';
import { networkItems } from './network.ts';
import { strataItems } from './strata.ts';
import { unseenItems } from './unseen.ts';

export interface QualityInput extends HostQualityInput {
  readonly status: RunStatus;
  readonly chain: MainChain;
  readonly facts: readonly BlockFacts[];
  readonly unknownFilters: readonly string[];
  readonly left: readonly LeftLog[];
  readonly clocks: Clocks;
  readonly coverage: readonly TraceCoverage[];
  readonly strata: readonly Stratum[];
  readonly hashTimeline: HashTimeline;
  readonly slotNs: number;
  readonly activeSlotsCoeff: number;
  readonly transactions: TransactionSummary | null;
  readonly metrics: readonly Metric[];
  readonly outside: OutsideSummary | null;
  readonly collector: Readonly<Record<string, unknown>> | null;
  readonly network: Readonly<Record<string, unknown>> | null;
  readonly unseen: Readonly<Record<string, unknown>> | null;
}

/** Everything a reader must know before trusting the figures, subject by subject. */
export function assessQuality(input: QualityInput): QualityItem[] {
  return [
    ...runItems(input.status, input.unknownFilters),
    ...unseenItems(input.unseen),
    ...leftItems(input.left),
    ...hostItems(input),
    ...implementationItems(input.hosts),
    ...clockItems(input.clocks),
    ...chainItems(input.chain, input.chainSummary),
    ...chainPauseItems(input),
    ...hashTimelineItems(input.hashTimeline),
    ...phaseItems(input.facts),
    ...coverageItems(input.coverage),
    ...strataItems(input.strata),
    ...transactionItems(input.transactions, input.metrics),
    ...outsideItems(input.outside, input.chainSummary.first?.blockNo ?? null),
    ...collectorItems(input.collector),
    ...networkItems(input.network),
  ];
}

function runItems(status: RunStatus, unknownFilters: readonly string[]): QualityItem[] {
  const items: QualityItem[] = [];
  if (status.state === 'incomplete')
    items.push(
      item(
        'incompleteRun',
        'warning',
        `The run is incomplete: ${status.reason.split('\n')[0]!.replace(/[.:;]$/, '')}. The figures cover what there is.`,
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

/** Logs that lie in the run and were not read. */
function leftItems(left: readonly LeftLog[]): QualityItem[] {
  return left.map(({ name, host, why, detail }) => {
    if (why === 'copy') return item('logCopy', 'note', `${name} was not read: ${detail}.`, { host });
    if (why === 'otherRun')
      return item(
        'otherRun',
        'warning',
        `${name} belongs to another run or network and was not read: ${detail}.`,
        {
          host,
        },
      );
    return item('unreadableLog', 'warning', `${name} could not be read: ${detail}.`, { host });
  });
}
