import type { Metric } from '../results.ts';
import type { BlockFacts } from './block-facts.ts';
import { type MetricDefinition, sampledMetric } from './metric.ts';
import type { IncludedTransactions } from './transactions.ts';

const base = {
  upstreamId: null,
  group: 'transactions',
  unit: 's',
  direction: 'lower',
  population: 'transactions',
} as const;
const CAVEAT =
  'From the clock of the generator to those of the hosts. Transactions in no block, and in blocks that left the chain or are its tip, have no sample; filters on blocks do not apply';

const adopted = (share: number) =>
  ({
    ...base,
    id: `txAdopted${share.toFixed(2)}`,
    name: `Adopted by ${share * 100} % of hosts`,
    doc: `Intended time of a transaction until ${share * 100} % of the hosts that adopt its block have adopted it`,
    formula: `slot start of its block + adoption${share.toFixed(2)} of that block − intendedMs`,
    caveat: CAVEAT,
  }) as const satisfies MetricDefinition;

/** From the intention of a transaction to the chains of the hosts. */
export const TRANSACTION_ADOPTION_METRICS = {
  forged: {
    ...base,
    id: 'txForged',
    name: 'Intended to in a block',
    doc: 'Intended time of a transaction until its block is forged',
    formula: 'ForgedBlock of its block − intendedMs',
    caveat: CAVEAT,
  },
  half: adopted(0.5),
  most: adopted(0.9),
  all: adopted(1),
} as const satisfies Record<string, MetricDefinition>;

export function transactionAdoptionMetrics(
  included: IncludedTransactions,
  blocks: readonly BlockFacts[],
  o: { systemStartMs: number; slotMs: number },
): Metric[] {
  const byHash = new Map(blocks.map((facts) => [facts.block.hash, facts]));
  const of = included.blocks.map((hash) => byHash.get(hash));
  const metric = (definition: MetricDefinition, secondsInSlot: (facts: BlockFacts) => number | undefined) => {
    const at = of.map((facts) => {
      const seconds = facts === undefined ? undefined : secondsInSlot(facts);
      return seconds === undefined
        ? Number.NaN
        : o.systemStartMs + facts!.block.slot * o.slotMs + seconds * 1000;
    });
    const values = included.intendedMs.map((intended, i) => (at[included.block[i]!]! - intended) / 1000);
    return sampledMetric(
      definition,
      values.filter((value) => !Number.isNaN(value)),
    );
  };
  const share = (wanted: number) => (facts: BlockFacts) =>
    facts.adoptionCentiles.find(([at]) => at === wanted)?.[1];
  return [
    metric(TRANSACTION_ADOPTION_METRICS.forged, ({ block }) => {
      const forged = block.forger?.record.forge?.forged;
      return forged === undefined ? undefined : forged / 1e9 - (block.slot * o.slotMs) / 1000;
    }),
    metric(TRANSACTION_ADOPTION_METRICS.half, share(0.5)),
    metric(TRANSACTION_ADOPTION_METRICS.most, share(0.9)),
    metric(TRANSACTION_ADOPTION_METRICS.all, share(1)),
  ];
}
