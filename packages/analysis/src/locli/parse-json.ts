import type { BlockProp } from './block-prop.ts';
import type { AnyCdf, Cdf2, CdfI } from './cdf.ts';
import type { Domain } from './domain.ts';
import type { Json } from './json.ts';
import type { MachPerf } from './mach-perf.ts';
import { ADOPTION_FIELDS } from './render/fields.ts';
import type { Word } from './resource-rates.ts';
import type { Leaf, Summary, TimeLeaf } from './summary.ts';
import type { LocliVersion } from './version.ts';

/** One run's three files, or a variance's: what comparisons and variances start from. */
export interface AnalysedRun {
  readonly summary: Summary;
  readonly clusterPerf: MachPerf<AnyCdf>;
  readonly blockProp: BlockProp<AnyCdf>;
}

/** What upstream's files say; `file` names them in errors. Throws a SyntaxError that names the file. */
export function parseAnalysedRun(files: {
  summary: string;
  clusterperf: string;
  blockprop: string;
}): AnalysedRun {
  return {
    summary: parseSummary(read('summary.json', files.summary)),
    clusterPerf: parseMachPerf(read('clusterperf.json', files.clusterperf)),
    blockProp: parseBlockProp(read('blockprop.json', files.blockprop)),
  };
}

type Read = null | boolean | number | bigint | string | Read[] | { [key: string]: Read };

/** JSON, with whole numbers beyond 2^53 as bigint. */
function read(file: string, content: string): { [key: string]: Read } {
  const exact = (_: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' &&
    Number.isInteger(value) &&
    !Number.isSafeInteger(value) &&
    /^-?\d+$/.test(context?.source ?? '')
      ? BigInt(context!.source!)
      : value;
  let value: unknown;
  try {
    value = (JSON.parse as (text: string, reviver: typeof exact) => unknown)(content, exact);
  } catch (cause) {
    throw new SyntaxError(`${file}: ${(cause as Error).message}`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SyntaxError(`${file}: not an object`);
  return value as { [key: string]: Read };
}

function parseBlockProp(file: { [key: string]: Read }): BlockProp<AnyCdf> {
  const cdfs = Object.entries(file).filter(([key]) => key.startsWith('cdf'));
  const shares = file.bpPropagation as { [key: string]: Read };
  return {
    version: file.bpVersion as unknown as LocliVersion,
    domainSlots: domains(file.bpDomainSlots!),
    domainBlocks: domains(file.bpDomainBlocks!),
    domainCdfSlots: domain(file.bpDomainCDFSlots!, leaf, leaf),
    domainCdfBlocks: domain(file.bpDomainCDFBlocks!, leaf, leaf),
    cdfs: Object.fromEntries(cdfs.map(([id, value]) => [id, parseCdf(value)])),
    propagation: Object.fromEntries(ADOPTION_FIELDS.map(({ id }) => [id, parseCdf(shares[id]!)])),
  };
}

function parseMachPerf(file: { [key: string]: Read }): MachPerf<AnyCdf> {
  const cdfs = Object.entries(file).filter(([key]) => key.startsWith('cdf'));
  const resources = Object.entries(file.mpResourceCDFs as { [key: string]: Read }).filter(
    ([key]) => key !== 'kind',
  );
  return {
    version: file.mpVersion as unknown as LocliVersion,
    domainSlots: domains(file.mpDomainSlots!),
    domainCdfSlots: domain(file.mpDomainCDFSlots!, leaf, leaf),
    cdfs: Object.fromEntries(cdfs.map(([id, value]) => [id, parseCdf(value)])),
    resources: Object.fromEntries(resources.map(([id, value]) => [id, parseCdf(value)])),
  };
}

function parseSummary(file: { [key: string]: Read }): Summary {
  const times = (value: Read) => domain(value, timeLeaf, leaf);
  return {
    analysedAt: file.sumAnalysisTime as string,
    meta: file.sumMeta as Json,
    genesis: file.sumGenesis as Json,
    genesisSpec: file.sumGenesisSpec as Json,
    workload: file.sumWorkload as Json,
    hosts: leaf(file.sumHosts!),
    logObjectsTotal: leaf(file.sumLogObjectsTotal!),
    filters: file.sumFilters as Json,
    rejections: file.sumChainRejectionStats as Json,
    blocksRejected: leaf(file.sumBlocksRejected!),
    domainTime: times(file.sumDomainTime!),
    startSpread: times(file.sumStartSpread!),
    stopSpread: times(file.sumStopSpread!),
    domainSlots: domain(file.sumDomainSlots!, parseCdfI, parseCdfI),
    domainBlocks: domain(file.sumDomainBlocks!, leaf, leaf),
    logObjectsEmitted: parseCdf(file.cdfLogObjectsEmitted!),
    logObjects: parseCdf(file.cdfLogObjects!),
    runtime: parseCdf(file.cdfRuntime!),
    logLineRate: parseCdf(file.cdfLogLineRate!),
  };
}

/** Self-describing: where the average is a distribution, so is every sample. */
function parseCdf(value: Read): AnyCdf {
  const v = value as { [key: string]: Read };
  const parts = {
    size: v.cdfSize as number,
    median: v.cdfMedian as Word,
    stddev: Number(v.cdfStddev),
    range: v.cdfRange as unknown as readonly [Word, Word],
  };
  const samples = v.cdfSamples as unknown as [number, Read][];
  if (typeof v.cdfAverage !== 'object')
    return { ...parts, average: Number(v.cdfAverage), samples: samples as unknown as CdfI['samples'] };
  const cdf2: Cdf2 = {
    ...parts,
    average: parseCdfI(v.cdfAverage!),
    samples: samples.map(([c, sample]) => [c, parseCdfI(sample)]),
  };
  return cdf2;
}

function parseCdfI(value: Read): CdfI {
  return parseCdf(value) as CdfI;
}

function leaf(value: Read): Leaf {
  return typeof value === 'number' ? value : parseCdfI(value);
}

function timeLeaf(value: Read): TimeLeaf {
  if (typeof value === 'string') return value;
  const v = value as { [key: string]: Read };
  return {
    size: v.cdfSize as number,
    average: Number(v.cdfAverage),
    median: v.cdfMedian as string,
    stddev: Number(v.cdfStddev),
    range: v.cdfRange as unknown as readonly [string, string],
    samples: v.cdfSamples as unknown as readonly (readonly [number, string])[],
  };
}

function domains(value: Read): Domain<number, number> | Domain<number, number>[] {
  const plain = (each: Read) =>
    domain(
      each,
      (end) => end as number,
      (count) => count as number,
    );
  return Array.isArray(value) ? value.map(plain) : plain(value);
}

function domain<T, N>(value: Read, end: (value: Read) => T, count: (value: Read) => N): Domain<T, N> {
  const v = value as { [key: string]: Read };
  const ends = (pair: Read) => (pair as Read[]).map(end) as unknown as readonly [T, T];
  return {
    raw: ends(v.ddRaw!),
    filtered: v.ddFiltered === null ? null : ends(v.ddFiltered!),
    rawCount: count(v.ddRawCount!),
    filteredCount: count(v.ddFilteredCount!),
  };
}
