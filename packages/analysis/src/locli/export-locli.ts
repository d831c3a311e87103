import { times } from '../quality/item.ts';
import { formatInstant } from '../read/timestamp.ts';
import { isAccepted } from './block.ts';
import { type BlockProp, blockProp, blockPropJson } from './block-prop.ts';
import type { Cdf2, CdfI } from './cdf.ts';
import { type LocliChain, locliChain } from './chain.ts';
import { type BlockTimes, blockJson } from './chain-json.ts';
import type { Domain } from './domain.ts';
import { type Json, renderJson } from './json.ts';
import { clusterPerf, type MachPerf, machPerfJson } from './mach-perf.ts';
import type { Anchor } from './render/anchor.ts';
import { chainTimeline } from './render/chain-timeline.ts';
import { perfTables, propTables } from './render/file-set.ts';
import { summaryOrg } from './render/summary-org.ts';
import type { LocliRun } from './run.ts';
import { safeInterval } from './slot-stats.ts';
import { type Summary, summarise, summaryJson } from './summary.ts';
import { viewJson } from './view-json.ts';

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
    if (decodeErrors > 0) notes.push(`${host}: ${times(decodeErrors, 'unreadable line')} left out`);
    if (faults.futureSlots > 0)
      notes.push(`${host}: ${times(faults.futureSlots, 'trace')} of a slot that had not begun left out`);
    if (faults.unknownSlots > 0)
      notes.push(`${host}: ${times(faults.unknownSlots, 'trace')} of a slot before its log left out`);
    for (const [from, to] of faults.largeGaps)
      notes.push(`${host}: ${times(to - from, 'slot')} missing from slot ${from} on, not filled in`);
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

/** Every file that upstream's standard analysis leaves in a run's `analysis` folder, but those of single hosts' slots. */
export function exportLocli(run: LocliRun, figures: LocliFigures = locliFigures(run)): LocliExport {
  const anchors = anchorsOf(run, figures);
  const files = new Map<string, string>();
  const json = (name: string, value: Json) => files.set(name, `${renderJson(value)}\n`);
  const written = blockTimes(run);
  const { chain, blockProp: prop, clusterPerf: perf, summary } = figures;
  const lines = (blocks: LocliChain['blocks']) =>
    blocks.map((block) => `${renderJson(blockJson(block, written))}\n`).join('');
  files.set('chain.json', lines(chain.blocks));
  files.set('chain-rejecta.json', lines(chain.blocks.filter((block) => !isAccepted(block))));
  files.set('chain.txt', chainTimeline(chain.blocks, anchors.blocks, { instant: showInstant(run) }));
  if (prop !== null) {
    json('blockprop.json', blockPropJson(prop));
    for (const [name, text] of propTables(prop, anchors.blocks)) files.set(name, text);
  }
  if (perf !== null) {
    json('clusterperf.json', machPerfJson(perf));
    for (const [name, text] of perfTables(perf, anchors.slots)) files.set(name, text);
  }
  if (summary !== null) {
    json('summary.json', summaryJson(summary));
    files.set('summary.org', summaryOrg(summary, anchors.slots));
  }
  for (const { host, perf: own, view, frequencies } of run.hosts) {
    if (own !== null) json(`logs-${host}.perf-stats.json`, machPerfJson(own));
    json(`logs-${host}.mach-views.json`, viewJson(view, written));
    files.set(`logs-${host}.tracefreqs.json`, frequenciesText(frequencies));
  }
  return { files, notes: figures.notes };
}

/** What files about blocks, and files about slots, say of where they come from. */
export function anchorsOf(
  run: LocliRun,
  { blockProp: prop, clusterPerf: perf }: Pick<LocliFigures, 'blockProp' | 'clusterPerf'>,
): { blocks: Anchor; slots: Anchor } {
  const blocks: Anchor = {
    runs: [typeof run.meta.tag === 'string' ? run.meta.tag : ''],
    filters: run.filters.names,
    slots: prop === null ? null : (prop.domainSlots as Domain<number, number>),
    blocks: prop === null ? null : (prop.domainBlocks as Domain<number, number>),
    version: run.version,
    analysedAt: run.analysedAt,
  };
  const first = perf === null ? null : (perf.domainSlots as readonly Domain<number, number>[])[0]!;
  return { blocks, slots: { ...blocks, slots: first } };
}

/** `2026-03-12 10:00:16.101212729` */
export function showInstant({ systemStart }: Pick<LocliRun, 'systemStart'>): (at: number) => string {
  return (at) => formatInstant(systemStart, at).replace('T', ' ').replace('Z', '');
}

/** Upstream's driver has it from another program, which indents. */
function frequenciesText(frequencies: ReadonlyMap<string, number>): string {
  const sorted = [...frequencies].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), null, 4)}\n\n`;
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
