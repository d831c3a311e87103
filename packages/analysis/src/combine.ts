import { adoptAncestors } from './chain/adoption.ts';
import { battles } from './chain/battles.ts';
import { type Condition, describeCondition } from './chain/filters.ts';
import { type MainChain, rebuildChain } from './chain/rebuild.ts';
import { waterfall } from './chain/waterfall.ts';
import { correctClocks } from './clocks/correct.ts';
import { estimateClocks } from './clocks/estimate.ts';
import type { HostFigures } from './fold/host-figures.ts';
import { type BlockFacts, blockFacts } from './metrics/block-facts.ts';
import { implementationFigures } from './metrics/implementations.ts';
import { pauseMetrics } from './metrics/pauses.ts';
import { performanceMetrics } from './metrics/performance.ts';
import { propagationMetrics } from './metrics/propagation.ts';
import { runMetrics } from './metrics/run.ts';
import { tracingMetrics } from './metrics/tracing.ts';
import { transactionAdoptionMetrics } from './metrics/transaction-adoption.ts';
import type { TransactionFigures, TransactionFold } from './metrics/transactions.ts';
import type { Observations } from './observer/observation-fold.ts';
import { outsideOfRun } from './observer/outside-of-run.ts';
import { assessQuality } from './quality/assess.ts';
import { traceCoverage } from './quality/coverage.ts';
import { hashTimeline } from './quality/hash-timeline.ts';
import { strata } from './quality/strata.ts';
import type { LeftLog } from './read/find-logs.ts';
import type { RunFacts } from './read/run-directory.ts';
import { formatInstant } from './read/timestamp.ts';
import {
  type AdoptionRule,
  type ChainBlock,
  type ChainSummary,
  type HostSummary,
  type LogFile,
  type LogSource,
  type PropertyVerdict,
  RESULTS_SCHEMA,
  type Results,
} from './results.ts';

export interface CombineInput {
  readonly facts: RunFacts;
  readonly figures: readonly HostFigures[];
  readonly transactions: TransactionFold | null;
  readonly observations?: Observations | null;
  readonly conditions: readonly Condition[];
  readonly unknownFilters: readonly string[];
  readonly properties: readonly PropertyVerdict[];
  readonly left: readonly LeftLog[];
  readonly correctClocks: boolean;
  readonly provenance: {
    readonly toolVersion: string;
    readonly analysedAt: Date;
    readonly source: LogSource;
    readonly adoption: AdoptionRule;
    readonly logs: readonly LogFile[];
  };
}

/** The hosts' figures, each from its own pass, become the results of the run. */
export function combineRun(input: CombineInput): Results {
  const { facts, figures, conditions, provenance } = input;
  const clocks = { ...estimateClocks(figures), corrected: input.correctClocks };
  if (input.correctClocks) correctClocks(figures, clocks);
  if (provenance.adoption === 'any') adoptAncestors(figures);
  const chain = rebuildChain(figures);
  const o = { slotNs: facts.slotNs, conditions, constants: facts.constants, adoption: provenance.adoption };
  const blocks = chain.blocks.map((block) => blockFacts(block, o));
  const transactions =
    input.transactions?.finish({
      blocks: blocks.map(({ block, sizeBytes }) => ({ slot: block.slot, sizeBytes: sizeBytes ?? null })),
      maxBlockBodySizeBytes: facts.parameters.maxBlockBodySizeBytes,
    }) ?? null;
  const hosts = figures.map((host) => host.host);
  const forks = new Map(hosts.map((host, i) => [host, forgedBy(figures[i]!, blocks)]));
  const regionOf = (host: string) => facts.planned.get(host)?.region;
  const outside = outsideOfRun(input.observations ?? null, {
    figures,
    slotSeconds: facts.parameters.slotSeconds,
    regionOf,
  });
  const metrics = [
    ...propagationMetrics({
      facts: blocks,
      hosts,
      forks,
      slotSeconds: facts.parameters.slotSeconds,
      maxBlockBodySizeBytes: facts.parameters.maxBlockBodySizeBytes,
      regionOf,
    }),
    ...performanceMetrics(
      figures.map((host) => host.performance),
      regionOf,
    ),
    ...pauseMetrics(figures),
    ...tracingMetrics(figures),
    ...runMetrics({ hosts: figures, facts: blocks, slotSeconds: facts.parameters.slotSeconds }),
    ...(transactions?.metrics ?? []),
    ...(transactions === null
      ? []
      : transactionAdoptionMetrics(transactions.included, blocks, {
          systemStartMs: facts.systemStart.seconds * 1000 + facts.systemStart.nanoseconds / 1e6,
          slotMs: facts.slotNs / 1e6,
        })),
    ...outside.metrics,
  ];
  const chainSummary = summariseChain(chain, blocks, input, transactions);
  const coverage = traceCoverage(figures, blocks, facts.slotNs);
  const parts = strata(blocks, figures, facts.constants);
  const summaries = figures.map((host) => summariseHost(host, blocks, input));
  const implementations = implementationFigures({
    hosts,
    implementationOf: facts.implementationOf,
    blocks: blocks.filter(({ rejectedBy }) => rejectedBy.length === 0).map(({ block }) => block),
    metrics,
  });
  const versions = new Set(figures.flatMap((host) => (host.version === undefined ? [] : [host.version])));
  return {
    schema: RESULTS_SCHEMA,
    run: { ...facts.identity, nodeVersion: versions.size === 0 ? null : [...versions].join(', ') },
    status: facts.status,
    parameters: { ...facts.parameters, hosts: facts.parameters.hosts || hosts.length },
    provenance: {
      tool: { name: '@slotbench/analysis', version: provenance.toolVersion },
      analysedAt: provenance.analysedAt.toISOString(),
      logSource: provenance.source,
      filters: conditions.map(describeCondition),
      adoption: provenance.adoption,
      logs: provenance.logs,
    },
    chain: chainSummary,
    hosts: summaries,
    ...(implementations.length === 0 ? {} : { implementations }),
    metrics,
    series: [
      ...figures.flatMap((host) => host.series),
      ...(transactions === null ? [] : [transactions.series]),
    ],
    transactions: transactions?.summary ?? null,
    ...(outside.summary === null ? {} : { outside: outside.summary }),
    properties: input.properties,
    clocks,
    coverage,
    strata: parts,
    quality: assessQuality({
      status: facts.status,
      hosts: figures,
      summaries,
      planned: facts.planned,
      queueLosses: facts.queueLosses,
      chain,
      chainSummary,
      facts: blocks,
      unknownFilters: input.unknownFilters,
      left: input.left,
      clocks,
      coverage,
      strata: parts,
      hashTimeline: hashTimeline(figures),
      slotNs: facts.slotNs,
      activeSlotsCoeff: facts.parameters.activeSlotsCoeff,
      transactions: transactions?.summary ?? null,
      metrics,
      outside: outside.summary,
      collector: provenance.source === 'tracer' ? facts.collector : null,
      network: facts.network,
      unseen: facts.unseen,
    }),
  };
}

/** Every block in the host's log that it forged, on the chain or not; the tip counts as forged only. */
function forgedBy(figures: HostFigures, blocks: readonly BlockFacts[]): { forged: number; onChain: number } {
  let forged = 0;
  for (const record of figures.view.records.values()) if (record.forge !== undefined) forged++;
  return { forged, onChain: blocks.filter((b) => b.forger?.host === figures.host).length };
}

function summariseChain(
  chain: MainChain,
  facts: readonly BlockFacts[],
  input: CombineInput,
  transactions: TransactionFigures | null,
): ChainSummary {
  const rejectedBy: Record<string, number> = {};
  for (const { rejectedBy: reasons } of facts)
    for (const why of reasons) rejectedBy[why] = (rejectedBy[why] ?? 0) + 1;
  const ends = (block: BlockFacts | undefined) =>
    block === undefined ? null : { blockNo: block.block.blockNo, slot: block.block.slot };
  const blocks = facts.map((b): ChainBlock => {
    const { block } = b;
    return {
      blockNo: block.blockNo,
      slot: block.slot,
      epoch: Math.floor(block.slot / input.facts.parameters.epochLength),
      hash: block.hash,
      forger: b.forger?.host ?? null,
      sizeBytes: b.sizeBytes ?? null,
      txs: transactions === null ? null : (transactions.perBlock.get(block.hash) ?? 0),
      forks: block.others.length,
      accepted: b.rejectedBy.length === 0,
      rejectedBy: b.rejectedBy,
      adopters: b.adoptions.length,
      announcedCum: b.forger?.times.announcedCum ?? null,
      adoption: b.adoptionCentiles,
    };
  });
  return {
    first: ends(facts[0]),
    last: ends(facts.at(-1)),
    length: facts.length,
    accepted: facts.filter((b) => b.rejectedBy.length === 0).length,
    rejected: facts.filter((b) => b.rejectedBy.length > 0).length,
    rejectedBy,
    tip: chain.tip ?? null,
    forkedBlocks: facts.filter((b) => b.block.others.length > 0).length,
    gaps: chain.gaps,
    battles: battles(chain.blocks),
    waterfall: waterfall(facts, input.conditions.map(describeCondition)),
    blocks,
  };
}

function summariseHost(
  figures: HostFigures,
  blocks: readonly BlockFacts[],
  { facts, provenance }: CombineInput,
): HostSummary {
  const { host, counts, view, slots } = figures;
  const missing: number[] = [];
  let byForkSwitch = 0;
  let inferred = 0;
  for (const { block } of blocks) {
    const record = view.records.get(block.hash);
    if (record?.adopted === undefined) missing.push(block.blockNo);
    else if (record.adoptedBy === 'forkSwitch') byForkSwitch++;
    else if (record.adoptedBy === 'withDescendant' || record.adoptedBy === 'asTip') inferred++;
  }
  const own = blocks.filter((b) => b.forger?.host === host);
  const files = provenance.logs.filter((log) => log.host === host);
  const stamp = (at: number | undefined) => (at === undefined ? null : formatInstant(facts.systemStart, at));
  return {
    host,
    producer: facts.planned.get(host)?.producer ?? slots.checked > 0,
    logs: {
      files: files.length,
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      lines: counts.lines,
      textLines: counts.textLines,
      garbageLines: counts.garbageLines,
      cutTails: figures.faults.filter((file) => file.cutTailAt !== undefined).length,
      events: counts.events,
      firstAt: stamp(figures.times.firstAt),
      lastAt: stamp(figures.times.lastAt),
    },
    forged: forgedBy(figures, blocks).forged,
    forgedOnChain: own.length,
    forgedAccepted: own.filter((b) => b.rejectedBy.length === 0).length,
    adopted: {
      count: blocks.length - missing.length,
      of: blocks.length,
      byForkSwitch,
      inferred,
      missing: missing.slice(0, 100),
    },
  };
}
