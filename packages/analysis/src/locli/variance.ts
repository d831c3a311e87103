import { parseInstant } from '../read/timestamp.ts';
import { centile, equicentiles } from '../statistics/centiles.ts';
import { neumaierSum } from '../statistics/sum.ts';
import type { BlockProp } from './block-prop.ts';
import {
  type AnyCdf,
  type Cdf2,
  type CdfI,
  cdf,
  collapse,
  combine,
  combine2,
  IncoherentCdfs,
} from './cdf.ts';
import type { Domain } from './domain.ts';
import { type Json, renderJson } from './json.ts';
import { combineDomains, type MachPerf } from './mach-perf.ts';
import type { AnalysedRun } from './parse-json.ts';
import { PERF_SUBSETS, PROP_SUBSETS } from './render/fields.ts';
import type { Leaf, Summary, TimeCdf, TimeLeaf } from './summary.ts';

/** Several runs of one configuration as upstream combines them. */
export interface LocliVariance {
  readonly summary: Summary;
  readonly clusterPerf: MachPerf<Cdf2>;
  readonly blockProp: BlockProp<Cdf2>;
}

/** Why runs cannot be combined: what differs between them, or how many hosts each has. */
export class VarianceRefused extends Error {
  readonly code: 'TOO_FEW' | 'DIFFERENT_RUNS' | 'DIFFERENT_HOSTS' | 'VARIANCE_OF_VARIANCE';
  constructor(code: VarianceRefused['code'], message: string) {
    super(message);
    this.name = 'VarianceRefused';
    this.code = code;
  }
}

/** Upstream's variance analysis. Throws VarianceRefused where upstream stops. */
export function locliVariance(runs: readonly AnalysedRun[], o: { analysedAt: string }): LocliVariance {
  const first = runs[0];
  if (first === undefined) throw new VarianceRefused('TOO_FEW', 'a variance needs at least one run');
  for (const { summary } of runs)
    if (typeof summary.hosts !== 'number')
      throw new VarianceRefused(
        'VARIANCE_OF_VARIANCE',
        `${part(summary.meta, 'tag')} is a variance already: take the runs that it is of`,
      );
  checkSame(runs);
  try {
    return {
      summary: multiSummary(
        runs.map((run) => run.summary),
        o.analysedAt,
      ),
      clusterPerf: multiPerf(runs.map((run) => run.clusterPerf)),
      blockProp: multiProp(runs.map((run) => run.blockProp)),
    };
  } catch (cause) {
    if (!(cause instanceof IncoherentCdfs)) throw cause;
    throw new VarianceRefused(
      'DIFFERENT_HOSTS',
      `distributions over hosts have ${cause.lengths.join(' and ')} points: the runs have different numbers of hosts, and their medians cannot be put side by side`,
    );
  }
}

/** What all runs must have in common. */
const COMMON: readonly (readonly [what: string, pick: (summary: Summary) => Json])[] = [
  ['genesis', ({ genesis }) => ({ ...(genesis as { [key: string]: Json }), systemStart: null })],
  ['genesis spec', (s) => s.genesisSpec],
  ['workload', (s) => s.workload],
  ['filters', (s) => s.filters],
  ['profile', (s) => [part(s.meta, 'profile'), part(s.meta, 'profile_content')]],
  ['era', (s) => part(s.meta, 'era')],
  ['versions', (s) => part(s.meta, 'manifest')],
  ['compiler', (s) => part(s.meta, 'node_ghc_version')],
];

function checkSame(runs: readonly AnalysedRun[]): void {
  for (const [what, pick] of COMMON) {
    const texts = runs.map(({ summary }) => renderJson(pick(summary) ?? null));
    const other = texts.findIndex((text) => text !== texts[0]);
    if (other > 0)
      throw new VarianceRefused(
        'DIFFERENT_RUNS',
        `${part(runs[0]!.summary.meta, 'tag')} and ${part(runs[other]!.summary.meta, 'tag')} have different ${what}: a variance is of runs of one configuration`,
      );
  }
}

function part(value: Json, key: string): Json {
  return (value as { readonly [key: string]: Json })[key] ?? null;
}

function multiProp(runs: readonly BlockProp<AnyCdf>[]): BlockProp<Cdf2> {
  const first = runs[0]!;
  const each = (pick: (run: BlockProp<AnyCdf>) => Readonly<Record<string, AnyCdf>>) =>
    mapValues(pick(first), (id) => combine(runs.map((run) => pick(run)[id] as CdfI)));
  const slots = runs.flatMap((run) => run.domainSlots as Domain<number, number>);
  const blocks = runs.flatMap((run) => run.domainBlocks as Domain<number, number>);
  return {
    version: first.version,
    domainSlots: slots,
    domainBlocks: blocks,
    domainCdfSlots: combineDomains(slots),
    domainCdfBlocks: combineDomains(blocks),
    cdfs: each((run) => run.cdfs),
    propagation: each((run) => run.propagation),
  };
}

const KINDS = new Map([...PERF_SUBSETS.full, ...PROP_SUBSETS.full].map(({ id, kind }) => [id, kind]));

function multiPerf(runs: readonly MachPerf<AnyCdf>[]): MachPerf<Cdf2> {
  const first = runs[0]!;
  const each = (pick: (run: MachPerf<AnyCdf>) => Readonly<Record<string, AnyCdf>>) =>
    mapValues(pick(first), (id) =>
      combine2(
        runs.map((run) => pick(run)[id] as Cdf2),
        KINDS.get(id) ?? 'integer',
      ),
    );
  return {
    version: first.version,
    domainSlots: runs.flatMap((run) => run.domainSlots),
    domainCdfSlots: collapseDomains(runs.map((run) => run.domainCdfSlots as Domain<CdfI, CdfI>)),
    cdfs: each((run) => run.cdfs),
    resources: each((run) => run.resources),
  };
}

function multiSummary(runs: readonly Summary[], analysedAt: string): Summary {
  const first = runs[0]!;
  const centiles = equicentiles(Math.max(7, runs.length));
  const over = (pick: (run: Summary) => Leaf): CdfI =>
    cdf(
      centiles,
      runs.map((run) => pick(run) as number),
    );
  const timeDomain = (pick: (run: Summary) => Domain<TimeLeaf, Leaf>): Domain<TimeLeaf, Leaf> => ({
    raw: pair((end) =>
      timeCdf(
        centiles,
        runs.map((run) => pick(run).raw[end] as string),
      ),
    ),
    filtered: pair((end) =>
      timeCdf(
        centiles,
        runs.map((run) => pick(run).filtered![end] as string),
      ),
    ),
    rawCount: over((run) => pick(run).rawCount),
    filteredCount: over((run) => pick(run).filteredCount),
  });
  const hosts = (pick: (run: Summary) => AnyCdf) => combine(runs.map((run) => pick(run) as CdfI));
  return {
    ...first,
    analysedAt,
    meta: varianceMeta(runs),
    hosts: over((run) => run.hosts),
    logObjectsTotal: over((run) => run.logObjectsTotal),
    rejections: sumRejections(runs),
    blocksRejected: over((run) => run.blocksRejected),
    domainTime: timeDomain((run) => run.domainTime),
    startSpread: timeDomain((run) => run.startSpread),
    stopSpread: timeDomain((run) => run.stopSpread),
    domainSlots: collapseDomains(runs.map((run) => run.domainSlots)),
    domainBlocks: {
      raw: pair((end) => over((run) => run.domainBlocks.raw[end])),
      filtered: pair((end) => over((run) => run.domainBlocks.filtered![end])),
      rawCount: over((run) => run.domainBlocks.rawCount),
      filteredCount: over((run) => run.domainBlocks.filteredCount),
    },
    logObjectsEmitted: hosts((run) => run.logObjectsEmitted),
    logObjects: hosts((run) => run.logObjects),
    runtime: hosts((run) => run.runtime),
    logLineRate: hosts((run) => run.logLineRate),
  };
}

/** The first run's, with a tag of its own: the first 22 characters of the greatest tag and every identifier. */
function varianceMeta(runs: readonly Summary[]): Json {
  const metas = runs.map((run) => run.meta as { readonly [key: string]: Json });
  const greatest = metas.map((meta) => String(meta.tag)).reduce((a, b) => (a < b ? b : a));
  const idents = [...new Set(metas.map((meta) => String(meta.ident)))];
  return {
    ...metas[0]!,
    ident: `${metas[0]!.ident}-variance`,
    tag: `${greatest.slice(0, 22)}_variance_${idents.join('_')}`,
  };
}

function sumRejections(runs: readonly Summary[]): Json {
  const counts = new Map<string, { condition: Json; count: number }>();
  for (const { rejections } of runs)
    for (const [condition, count] of rejections as [Json, number][]) {
      const key = renderJson(condition);
      counts.set(key, { condition, count: (counts.get(key)?.count ?? 0) + count });
    }
  return [...counts.values()].map(({ condition, count }) => [condition, count]);
}

function collapseDomains(domains: readonly Domain<CdfI, CdfI>[]): Domain<CdfI, CdfI> {
  const of = (pick: (d: Domain<CdfI, CdfI>) => CdfI) => collapse(domains.map(pick), 'integer');
  return {
    raw: pair((end) => of((d) => d.raw[end])),
    filtered: pair((end) => of((d) => d.filtered![end])),
    rawCount: of((d) => d.rawCount),
    filteredCount: of((d) => d.filteredCount),
  };
}

/** Averages and deviations in seconds of the Unix epoch. */
function timeCdf(centiles: readonly number[], times: readonly string[]): TimeCdf {
  const sorted = times
    .map((text) => ({ text, seconds: epochSeconds(text) }))
    .sort((a, b) => a.seconds - b.seconds);
  const n = sorted.length;
  const seconds = sorted.map((each) => each.seconds);
  const average = neumaierSum(seconds) / n;
  const squares = n === 1 ? 0 : neumaierSum(seconds.map((x) => (x - average) ** 2));
  const texts = sorted.map((each) => each.text);
  const at = (c: number) => centile(texts as unknown as readonly number[], c) as unknown as string;
  return {
    size: n,
    average,
    median: at(0.5),
    stddev: n === 1 ? 0 : Math.sqrt(squares / (n - 1)),
    range: [texts[0]!, texts[n - 1]!],
    samples: centiles.map((c) => [c, at(c)]),
  };
}

function epochSeconds(text: string): number {
  const { seconds, nanoseconds } = parseInstant(text)!;
  return Number(`${seconds}.${String(nanoseconds).padStart(9, '0')}`);
}

function pair<T>(make: (end: 0 | 1) => T): readonly [T, T] {
  return [make(0), make(1)];
}

function mapValues<V, W>(record: Readonly<Record<string, V>>, make: (id: string) => W): Record<string, W> {
  return Object.fromEntries(Object.keys(record).map((id) => [id, make(id)]));
}
