import type { Condition } from '../chain/filters.ts';
import { STANDARD_CENTILES } from '../statistics/centiles.ts';
import { isAccepted } from './block.ts';
import { leafJson } from './block-prop.ts';
import { type AnyCdf, type CdfI, cdf, cdfJson } from './cdf.ts';
import type { LocliChain } from './chain.ts';
import { conditionJson } from './chain-json.ts';
import { type Domain, domainJson } from './domain.ts';
import type { Json } from './json.ts';
import { combineDomains } from './mach-perf.ts';
import { type LocliMeta, type RunParts, runParts } from './run-meta.ts';

export interface LocliFilters {
  readonly names: readonly string[];
  readonly conditions: readonly Condition[];
}

/** One host as far as the summary looks at it; times in ns since systemStart. */
export interface HostSummaryInput {
  readonly rawLines: number;
  readonly emitted: number;
  readonly lifted: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** First and last slot that the filters let through. */
  readonly slots: readonly [number, number];
}

/** A leaf is a number for one run and a distribution over runs for several. */
export type Leaf = number | CdfI;

/** A time of one run, or how it is distributed over runs. */
export type TimeLeaf = string | TimeCdf;
export interface TimeCdf {
  readonly size: number;
  /** Seconds of the Unix epoch. */
  readonly average: number;
  readonly median: string;
  readonly stddev: number;
  readonly range: readonly [string, string];
  readonly samples: readonly (readonly [number, string])[];
}

export interface Summary extends RunParts {
  readonly analysedAt: string;
  readonly hosts: Leaf;
  readonly logObjectsTotal: Leaf;
  readonly filters: Json;
  readonly rejections: Json;
  readonly blocksRejected: Leaf;
  readonly domainTime: Domain<TimeLeaf, Leaf>;
  readonly startSpread: Domain<TimeLeaf, Leaf>;
  readonly stopSpread: Domain<TimeLeaf, Leaf>;
  readonly domainSlots: Domain<CdfI, CdfI>;
  readonly domainBlocks: Domain<Leaf, Leaf>;
  readonly logObjectsEmitted: AnyCdf;
  readonly logObjects: AnyCdf;
  readonly runtime: AnyCdf;
  readonly logLineRate: AnyCdf;
}

export interface SummaryInput {
  readonly run: LocliMeta;
  readonly filters: LocliFilters;
  readonly hosts: readonly HostSummaryInput[];
  readonly chain: LocliChain;
  readonly domainBlocks: Domain<number, number>;
  readonly slotNs: number;
  readonly analysedAt: string;
  instant(at: number): string;
}

export function summarise(input: SummaryInput): Summary {
  const { hosts, run, filters, slotNs } = input;
  const of = (values: readonly number[]) => cdf(STANDARD_CENTILES, values);
  const firsts = hosts.map((host) => host.firstAt);
  const lasts = hosts.map((host) => host.lastAt);
  const slotStarts = hosts.map((host) => host.slots[0] * slotNs);
  const slotEnds = hosts.map((host) => host.slots[1] * slotNs);
  const interval = (
    raw: readonly [number, number],
    filtered: readonly [number, number],
  ): Domain<string, number> => ({
    raw: [input.instant(raw[0]), input.instant(raw[1])],
    filtered: [input.instant(filtered[0]), input.instant(filtered[1])],
    rawCount: Math.round((raw[1] - raw[0]) / 1e9),
    filteredCount: Math.round((filtered[1] - filtered[0]) / 1e9),
  });
  const ends = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;
  return {
    analysedAt: input.analysedAt,
    ...runParts(run),
    hosts: hosts.length,
    logObjectsTotal: hosts.reduce((sum, host) => sum + host.lifted, 0),
    filters: [filters.names.map((name) => ({ unFilterName: name })), filters.conditions.map(conditionJson)],
    rejections: rejections(input.chain, filters.conditions),
    blocksRejected: input.chain.blocks.filter((block) => !isAccepted(block)).length,
    domainTime: interval(
      [Math.min(...firsts), Math.max(...lasts)],
      [Math.min(...slotStarts), Math.max(...slotEnds)],
    ),
    startSpread: interval(ends(firsts), ends(slotStarts)),
    stopSpread: interval(ends(lasts), ends(slotEnds)),
    domainSlots: combineDomains(hosts.map(({ slots }) => slotDomain(slots))),
    domainBlocks: input.domainBlocks,
    logObjectsEmitted: of(hosts.map((host) => host.emitted)),
    logObjects: of(hosts.map((host) => host.lifted)),
    runtime: of(hosts.map((host) => (host.lastAt - host.firstAt) / 1e9)),
    logLineRate: of(hosts.map((host) => host.rawLines / Math.trunc((host.lastAt - host.firstAt) / 1e9))),
  };
}

function slotDomain(slots: readonly [number, number]): Domain<number, number> {
  const count = slots[1] - slots[0];
  return { raw: slots, filtered: slots, rawCount: count, filteredCount: count };
}

/** Condition and the number of rejected blocks that failed it, in upstream's order of conditions. */
function rejections(chain: LocliChain, conditions: readonly Condition[]): Json {
  return [...conditions]
    .sort((a, b) => ORDER.indexOf(a.tag) - ORDER.indexOf(b.tag) || (a.value ?? 0) - (b.value ?? 0))
    .flatMap((condition): Json[] => {
      const failed = chain.blocks.filter((block) =>
        block.acceptance.some(([each, passes]) => each === condition && !passes),
      ).length;
      return failed === 0 ? [] : [[conditionJson(condition), failed]];
    });
}

const ORDER = [
  'BUnitaryChainDelta',
  'BFullnessGEq',
  'BFullnessLEq',
  'BSizeGEq',
  'BSizeLEq',
  'BMinimumAdoptions',
  'BNonNegatives',
  'SlotGEq',
  'SlotLEq',
  'EpochGEq',
  'EpochLEq',
  'SlotHasLeaders',
  'EpochSafeIntGEq',
  'EpochSafeIntLEq',
  'EpSlotGEq',
  'EpSlotLEq',
];

export function summaryJson(s: Summary): Json {
  const times = (domain: Domain<TimeLeaf, Leaf>) => domainJson(domain, timeJson, leafJson);
  return {
    sumAnalysisTime: s.analysedAt,
    sumMeta: s.meta,
    sumGenesis: s.genesis,
    sumGenesisSpec: s.genesisSpec,
    sumWorkload: s.workload,
    sumHosts: leafJson(s.hosts),
    sumLogObjectsTotal: leafJson(s.logObjectsTotal),
    sumFilters: s.filters,
    sumChainRejectionStats: s.rejections,
    sumBlocksRejected: leafJson(s.blocksRejected),
    sumDomainTime: times(s.domainTime),
    sumStartSpread: times(s.startSpread),
    sumStopSpread: times(s.stopSpread),
    sumDomainSlots: domainJson(s.domainSlots, leafJson, leafJson),
    sumDomainBlocks: domainJson(s.domainBlocks, leafJson, leafJson),
    // Upstream fills it from GHC's .prof files only.
    sumProfilingData: null,
    cdfLogObjectsEmitted: cdfJson(s.logObjectsEmitted),
    cdfLogObjects: cdfJson(s.logObjects),
    cdfRuntime: cdfJson(s.runtime),
    cdfLogLineRate: cdfJson(s.logLineRate),
  };
}

function timeJson(leaf: TimeLeaf): Json {
  if (typeof leaf === 'string') return leaf;
  return {
    cdfSize: leaf.size,
    cdfAverage: leaf.average,
    cdfMedian: leaf.median,
    cdfStddev: leaf.stddev,
    cdfRange: leaf.range,
    cdfSamples: leaf.samples,
  };
}
