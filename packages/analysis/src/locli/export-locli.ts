import { formatInstant } from '../read/timestamp.ts';
import { type BlockProp, blockProp, blockPropJson } from './block-prop.ts';
import type { Cdf2, CdfI } from './cdf.ts';
import { isAccepted, type LocliChain, locliChain } from './chain.ts';
import { type BlockTimes, blockJson } from './chain-json.ts';
import type { Domain } from './domain.ts';
import { type Json, renderJson } from './json.ts';
import { clusterPerf, type MachPerf, machPerfJson } from './mach-perf.ts';
import type { LocliRun } from './run.ts';
import { safeInterval } from './slot-stats.ts';
import { type Summary, summarise, summaryJson } from './summary.ts';

/** What upstream computes of one run; null where there is nothing to compute it from, and upstream stops. */
export interface LocliFigures {
  readonly chain: LocliChain;
  readonly blockProp: BlockProp<CdfI> | null;
  readonly clusterPerf: MachPerf<Cdf2> | null;
  readonly summary: Summary | null;
  /** What is missing or left out, and why, in sentences. */
  readonly notes: readonly string[];
}

export interface LocliExport {
  /** Path below the analysis folder -> content, under the names that upstream's driver gives. */
  readonly files: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

export function locliFigures(run: LocliRun): LocliFigures {
  const { slotNs, constants, filters } = run;
  const chain = locliChain(
    run.hosts.map((host) => host.view),
    { slotNs, conditions: filters.conditions, constants },
  );
  const notes = [...chain.degradations];
  const prop = blockProp(chain, run.version) ?? null;
  if (prop === null && chain.blocks.length > 0)
    notes.push(`no block propagation: the filters reject all ${chain.blocks.length} blocks`);
  const perfs = run.hosts.flatMap(({ host, perf, faults, decodeErrors, lifted }) => {
    if (lifted === 0) notes.push(`${host}: not one line of its log is read`);
    if (decodeErrors > 0) notes.push(`${host}: ${decodeErrors} lines that do not parse are left out`);
    if (faults.futureSlots > 0)
      notes.push(`${host}: ${faults.futureSlots} traces name a slot that had not begun: left out`);
    if (faults.unknownSlots > 0)
      notes.push(`${host}: ${faults.unknownSlots} traces name a slot before its log begins: left out`);
    for (const [from, to] of faults.largeGaps)
      notes.push(`${host}: ${to - from} slots from ${from} on are missing: not filled in`);
    if (perf === null && lifted > 0) notes.push(`${host}: the filters leave no slot`);
    return perf === null ? [] : [perf];
  });
  return {
    chain,
    blockProp: prop,
    clusterPerf: perfs.length === 0 ? null : clusterPerf(perfs),
    summary: prop === null ? null : summaryOf(run, chain, prop),
    notes,
  };
}

/** Every file that upstream's standard analysis leaves in a run's `analysis` folder. */
export function exportLocli(run: LocliRun): LocliExport {
  const figures = locliFigures(run);
  const files = new Map<string, string>();
  const json = (name: string, value: Json) => files.set(name, `${renderJson(value)}\n`);
  const times = blockTimes(run);
  const lines = (blocks: LocliChain['blocks']) =>
    blocks.map((block) => `${renderJson(blockJson(block, times))}\n`).join('');
  files.set('chain.json', lines(figures.chain.blocks));
  files.set('chain-rejecta.json', lines(figures.chain.blocks.filter((block) => !isAccepted(block))));
  if (figures.blockProp !== null) json('blockprop.json', blockPropJson(figures.blockProp));
  if (figures.clusterPerf !== null) json('clusterperf.json', machPerfJson(figures.clusterPerf));
  if (figures.summary !== null) json('summary.json', summaryJson(figures.summary));
  for (const { host, perf } of run.hosts)
    if (perf !== null) json(`logs-${host}.perf-stats.json`, machPerfJson(perf));
  return { files, notes: figures.notes };
}

function summaryOf(run: LocliRun, chain: LocliChain, prop: BlockProp<CdfI>): Summary | null {
  const hosts = run.hosts.flatMap(({ perf, firstAt, lastAt, ...host }) => {
    if (perf === null || firstAt === null || lastAt === null) return [];
    return [{ ...host, firstAt, lastAt, slots: (perf.domainSlots as Domain<number, number>).raw }];
  });
  if (hosts.length === 0) return null;
  return summarise({
    run,
    filters: run.filters,
    hosts,
    chain,
    domainBlocks: prop.domainBlocks as Domain<number, number>,
    slotNs: run.slotNs,
    analysedAt: run.analysedAt.toISOString(),
    instant: (at) => formatInstant(run.systemStart, at),
  });
}

function blockTimes({ systemStart, slotNs, constants }: LocliRun): BlockTimes {
  const instant = (at: number) => formatInstant(systemStart, at);
  return {
    instant,
    slotStart: (slot) => instant(slot * slotNs),
    epoch: (slot) => Math.floor(slot / constants.epochLength),
    safeInterval: (slot) =>
      safeInterval(slot % constants.epochLength, constants.securityParam, constants.activeSlotsCoeff),
  };
}
