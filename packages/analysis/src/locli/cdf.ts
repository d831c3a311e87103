import { centile, equicentiles } from '../statistics/centiles.ts';
import { neumaierSum } from '../statistics/sum.ts';
import type { Json } from './json.ts';
import type { Word } from './resource-rates.ts';

/** Upstream's cumulative distribution: `A` is what an average is, `S` what stands at a centile. */
export interface Cdf<A, S> {
  readonly size: number;
  readonly average: A;
  readonly median: Word;
  readonly stddev: number;
  readonly range: readonly [Word, Word];
  readonly samples: readonly (readonly [centile: number, value: S])[];
}
/** Of the samples of one population. */
export type CdfI = Cdf<number, Word>;
/** Of several populations: a distribution over them at every centile. */
export type Cdf2 = Cdf<CdfI, CdfI>;
export type AnyCdf = CdfI | Cdf2;

/** How a metric's values are kept: whole numbers and times are rounded when they are averaged, doubles are not. */
export type ValueKind = 'integer' | 'time' | 'double';

export function isCdf2(cdf: AnyCdf): cdf is Cdf2 {
  return typeof cdf.average !== 'number';
}

/** First-order distribution; zero everywhere for no samples at all. */
export function cdf(centiles: readonly number[], values: Iterable<Word>): CdfI {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const n = sorted.length;
  if (n === 0)
    return { size: 0, average: 0, median: 0, stddev: 0, range: [0, 0], samples: centiles.map((c) => [c, 0]) };
  const average = neumaierSum(sorted.map(Number)) / n;
  const squares = n === 1 ? 0 : neumaierSum(sorted.map((x) => (Number(x) - average) ** 2));
  return {
    size: n,
    average,
    median: at(sorted, 0.5),
    stddev: n === 1 ? 0 : Math.sqrt(squares / (n - 1)),
    range: [sorted[0]!, sorted[n - 1]!],
    samples: centiles.map((c) => [c, at(sorted, c)]),
  };
}

/** Centiles differ between the populations, so that nothing can be said of all of them. */
export class IncoherentCdfs {
  readonly code: 'SamplingLengths' | 'SamplingCentiles';
  readonly lengths: readonly number[];
  constructor(code: IncoherentCdfs['code'], lengths: readonly number[]) {
    this.code = code;
    this.lengths = lengths;
  }
}

/** Several populations (hosts, or runs) of arity I; at least one. Throws IncoherentCdfs. */
export function combine(members: readonly CdfI[]): Cdf2 {
  const inner = equicentiles(Math.max(7, members.length));
  return outline(members, {
    average: cdf(
      equicentiles(members.length),
      members.map((m) => m.average),
    ),
    at: (i) =>
      cdf(
        inner,
        members.map((m) => m.samples[i]![1]),
      ),
  });
}

/** Several runs whose distributions are already ones over hosts. Throws IncoherentCdfs. */
export function combine2(members: readonly Cdf2[], kind: ValueKind): Cdf2 {
  return outline(members, {
    average: cdf(
      equicentiles(members.length),
      members.map((m) => m.average.average),
    ),
    at: (i) =>
      collapse(
        members.map((m) => m.samples[i]![1]),
        kind,
      ),
  });
}

/** Several distributions as one of the same arity: averages weighted by size, the largest deviation, the upper median. */
export function collapse(members: readonly CdfI[], kind: ValueKind): CdfI {
  sameCentiles(members);
  const size = members.reduce((sum, m) => sum + m.size, 0);
  const weighted = (value: (m: CdfI) => number) =>
    members.reduce((sum, m) => sum + value(m) * m.size, 0) / size;
  return {
    size,
    average: weighted((m) => m.average),
    median: upperMedian(members.map((m) => m.median)),
    stddev: Math.max(...members.map((m) => m.stddev)),
    range: union(members),
    samples: members[0]!.samples.map(([c], i) => {
      if (kind === 'time') return [c, meanTime(members.map((m) => [Number(m.samples[i]![1]), m.size]))];
      const mean = weighted((m) => Number(m.samples[i]![1]));
      return [c, kind === 'integer' ? roundHalfEven(mean) : mean];
    }),
  };
}

function outline(members: readonly AnyCdf[], parts: { average: CdfI; at(index: number): CdfI }): Cdf2 {
  sameCentiles(members);
  return {
    size: members.reduce((sum, m) => sum + m.size, 0),
    average: parts.average,
    median: upperMedian(members.map((m) => m.median)),
    stddev: Math.max(...members.map((m) => m.stddev)),
    range: union(members),
    samples: members[0]!.samples.map(([c], i) => [c, parts.at(i)]),
  };
}

function sameCentiles(members: readonly AnyCdf[]): void {
  const lengths = [...new Set(members.map((m) => m.samples.length))].sort((a, b) => a - b);
  if (lengths.length > 1) throw new IncoherentCdfs('SamplingLengths', lengths);
  const first = members[0]!.samples;
  if (members.some((m) => m.samples.some(([c], i) => c !== first[i]![0])))
    throw new IncoherentCdfs('SamplingCentiles', lengths);
}

function union(members: readonly AnyCdf[]): readonly [Word, Word] {
  const lows = members.map((m) => m.range[0]);
  const highs = members.map((m) => m.range[1]);
  return [lows.reduce((a, b) => (b < a ? b : a)), highs.reduce((a, b) => (b > a ? b : a))];
}

function upperMedian(values: readonly Word[]): Word {
  return at(
    [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
    0.5,
  );
}

function at(sorted: readonly Word[], c: number): Word {
  return centile(sorted as readonly number[], c);
}

export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Times are decimal for upstream: whole picoseconds, cut downwards. */
function meanTime(values: readonly (readonly [seconds: number, weight: number])[]): number {
  let sum = 0n;
  let weights = 0n;
  for (const [seconds, weight] of values) {
    sum += BigInt(Math.round(seconds * 1e12)) * BigInt(weight);
    weights += BigInt(weight);
  }
  const quotient = sum / weights;
  return Number(sum < 0n && quotient * weights !== sum ? quotient - 1n : quotient) / 1e12;
}

/** What a report prints as the average: for several populations the mean of at most as many of the smallest as there are centiles. */
export function projectedAverage(cdf: AnyCdf): number {
  if (!isCdf2(cdf)) return cdf.average;
  const averages = cdf.average.samples.slice(0, cdf.samples.length).map(([, value]) => Number(value));
  return averages.reduce((sum, value) => sum + value, 0) / averages.length;
}

export function cdfJson(value: AnyCdf): Json {
  return {
    cdfSize: value.size,
    cdfAverage: typeof value.average === 'number' ? value.average : cdfJson(value.average),
    cdfMedian: wordJson(value.median),
    cdfStddev: value.stddev,
    cdfRange: value.range.map(wordJson),
    cdfSamples: value.samples.map(([c, sample]) => [
      c,
      typeof sample === 'object' ? cdfJson(sample) : wordJson(sample),
    ]),
  };
}

function wordJson(value: Word): Json {
  return typeof value === 'bigint' ? { raw: String(value) } : value;
}
