import { STANDARD_CENTILES } from '../../statistics/centiles.ts';
import { type AnyCdf, type CdfI, isCdf2, projectedAverage, roundHalfEven, type ValueKind } from '../cdf.ts';
import type { Word } from '../resource-rates.ts';
import {
  type Anchor,
  type AnchorParts,
  anchorLine,
  dateText,
  filtersLine,
  versionText,
  WHOLE,
} from './anchor.ts';
import { center, cutDouble, cutTime, fitInteger, plainDouble } from './cells.ts';
import type { CdfOf, Field } from './fields.ts';
import { renderOrg } from './org.ts';

/** One metric over the centiles for gnuplot; of several populations also the least, the greatest and the median ± deviation. */
export function gnuplot(field: Field, cdf: AnyCdf, anchor: Anchor): string {
  const lines = cdf.samples.map(([c, sample]) => {
    const values = typeof sample === 'object' ? spread(sample, field) : [sample];
    return [plainDouble(c), ...values.map((value) => cell(value, field))].join(' ');
  });
  return `# ${anchorLine(anchor)}\n${lines.join('\n')}\n`;
}

function spread(inner: CdfI, { kind, signed }: Field): Word[] {
  const { median, range, stddev } = inner;
  if (kind !== 'integer') {
    const deviation = kind === 'time' ? cutPicoseconds(stddev) : stddev;
    const [low, high] = [Number(median) - deviation, Number(median) + deviation];
    return [memberMedian(inner, kind), ...range, low, high];
  }
  const deviation = BigInt(roundHalfEven(stddev));
  const [low, high] = [BigInt(median) - deviation, BigInt(median) + deviation];
  return [memberMedian(inner, kind), ...range, signed ? low : word(low), signed ? high : word(high)];
}

/** A text table: one line a centile, then averages and sizes. `heads` are its two first lines. */
export function pretty(
  fields: readonly Field[],
  of: CdfOf,
  anchor: Anchor,
  heads: readonly [string, string],
): string {
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(6)}${cells.map((each) => ` ${each}`).join('')}`;
  const cdfs = fields.map((field) => ({ field, cdf: of(field.id) }));
  const lines = STANDARD_CENTILES.map((c, i) =>
    line(
      plainDouble(c),
      cdfs.map(({ field, cdf }) => cell(atCentile(cdf, i, field.kind), field)),
    ),
  );
  lines.push(
    line(
      'avg',
      cdfs.map(({ field, cdf }) => center(cutDouble(projectedAverage(cdf), field.width), field.width)),
    ),
    line(
      ' size',
      cdfs.map(({ field, cdf }) => center(fitInteger(cdf.size, field.width), field.width)),
    ),
  );
  return `${[anchorLine(anchor), ...heads, ...lines].join('\n')}\n`;
}

/** The same as an Org table, columns by id. */
export function orgCentiles(fields: readonly Field[], of: CdfOf, anchor: Anchor): string {
  const cdfs = fields.map((field) => ({ field, cdf: of(field.id) }));
  return `${renderOrg({
    properties: orgProperties(anchor, WHOLE),
    extended: true,
    apex: 'centile',
    columnNames: fields.map(({ id }) => id),
    rowNames: STANDARD_CENTILES.map((c) => c.toFixed(4)),
    columns: cdfs.map(({ field, cdf }) =>
      STANDARD_CENTILES.map((_, i) => cell(atCentile(cdf, i, field.kind), field)),
    ),
    summary: {
      names: ['avg', 'samples'],
      columns: cdfs.map(({ field: { width }, cdf }) => [
        center(cutDouble(projectedAverage(cdf), width), width),
        center(fitInteger(cdf.size, width), width),
      ]),
    },
  })}\n`;
}

/** `overall`: all samples of all populations; `betweenRuns`: the averages of the runs. */
export type Aspect = 'overall' | 'betweenRuns';

const SCALARS = ['average', 'CoV', 'min', 'max', 'stddev', 'range', 'precision', 'size'];
const SCALAR_WIDTH = 6;

/** The scalar figures of the metrics, one a row: what upstream's reports take their numbers from. */
export function orgReport(
  fields: readonly Field[],
  of: CdfOf,
  anchor: Anchor,
  o: { aspect?: Aspect; parts?: AnchorParts } = {},
): string {
  const rows = fields.map((field) => {
    const values = scalars(of(field.id), field.kind, o.aspect ?? 'overall');
    const all = [...values.slice(0, 6), field.precision, values[6]!];
    return all.map((value) => center(cutDouble(value, SCALAR_WIDTH), SCALAR_WIDTH));
  });
  return `${renderOrg({
    properties: orgProperties(anchor, o.parts ?? WHOLE),
    extended: true,
    apex: 'metric',
    columnNames: SCALARS,
    rowNames: fields.map(({ name, unit }) => `${name}, ${unit}`),
    columns: SCALARS.map((_, i) => rows.map((row) => row[i]!)),
    tableConstants: [['nSamples', center(fitInteger(of(fields[0]!.id).size, 4), 4)]],
  })}\n`;
}

/** average, CoV, min, max, stddev, range, size. */
function scalars(cdf: AnyCdf, kind: ValueKind, aspect: Aspect): readonly number[] {
  if (aspect === 'betweenRuns' && isCdf2(cdf)) return scalarsOf(cdf.average, cdf.average.average, 'double');
  return scalarsOf(cdf, projectedAverage(cdf), kind);
}

function scalarsOf({ stddev, range, size }: AnyCdf, average: number, kind: ValueKind): readonly number[] {
  const [low, high] = range.map(Number) as [number, number];
  const width = typeof range[1] === 'bigint' ? Number(range[1] - BigInt(range[0])) : high - low;
  // Times are decimal for upstream.
  const exact = kind === 'time' ? Math.round(width * 1e12) / 1e12 : width;
  return [average, stddev / average, low, high, stddev, exact, size];
}

export function orgProperties(anchor: Anchor, parts: AnchorParts): [string, string][] {
  return [
    ...(parts.runs ? [['TITLE', anchor.runs.join(', ')] as [string, string]] : []),
    ['SUBTITLE', filtersLine(anchor)],
    ...(parts.dateAndVersion
      ? ([
          ['DATE', dateText(anchor.analysedAt)],
          ['VERSION', versionText(anchor)],
        ] as [string, string][])
      : []),
  ];
}

export function atCentile(cdf: AnyCdf, index: number, kind: ValueKind): Word {
  const sample = cdf.samples[index]![1];
  return typeof sample === 'object' ? memberMedian(sample, kind) : sample;
}

/** Upstream takes the reciprocal twice: whole numbers are rounded (and wrap at 2^64), others may lose their last digit. */
function memberMedian({ median }: CdfI, kind: ValueKind): Word {
  const twice = 1 / (1 / Number(median));
  if (kind === 'integer') return word(BigInt(roundHalfEven(twice)));
  return kind === 'time' ? cutPicoseconds(twice) : twice;
}

function cell(value: Word, { kind, width }: Field): string {
  const text =
    kind === 'integer'
      ? fitInteger(value, width)
      : kind === 'time'
        ? cutTime(Number(value), width)
        : cutDouble(Number(value), width);
  return center(text, width);
}

/** As a Word64. */
function word(value: bigint): Word {
  return BigInt.asUintN(64, value);
}

function cutPicoseconds(seconds: number): number {
  return Math.floor(seconds * 1e12) / 1e12;
}
