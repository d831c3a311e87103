import type {
  AppliedMargin,
  EventComparison,
  Metric,
  MetricComparison,
  Price,
  Side,
  TargetComparison,
} from '@slotbench/analysis';
import { formatValue, grouped, plural, significant } from '../format.ts';

type Interval = NonNullable<MetricComparison['ratio']>;

/** `+2.4 %`: a ratio as a change. */
function signedPercent(ratio: number): string {
  const percent = (ratio - 1) * 100;
  const text =
    Math.abs(percent) < 0.05 ? '0.0' : Math.abs(percent) < 10 ? percent.toFixed(1) : significant(percent);
  return `${percent > 0 && text !== '0.0' ? '+' : ''}${text.replace('-', '−')} %`;
}

/** The change as it is shown: a ratio where there is one, else the difference in the unit; a dash where neither is known. */
export function changeOf(metric: MetricComparison): string {
  if (metric.ratio?.estimate != null) return signedPercent(metric.ratio.estimate);
  if (metric.difference?.estimate != null) return signed(metric.difference.estimate, metric.unit);
  return '–';
}

export function intervalOf(metric: MetricComparison): string {
  const ratio = metric.ratio !== null && metric.margin.scale === 'ratio';
  const interval = ratio ? metric.ratio : metric.difference;
  return interval === null
    ? '–'
    : boundsText(interval, (x) => (ratio ? signedPercent(x) : signed(x, metric.unit)));
}

function boundsText({ low, high }: Interval, show: (x: number) => string): string {
  if (low === null && high === null) return '–';
  return `${low === null ? 'no bound' : show(low)} … ${high === null ? 'no bound' : show(high)}`.replace(
    ' % … ',
    ' … ',
  );
}

function signed(value: number, unit: Metric['unit']): string {
  const text = formatValue(value, unit);
  return value > 0 ? `+${text}` : text.replace('-', '−');
}

export function sideMean(side: MetricComparison['base'], unit: Metric['unit']): string {
  return side.mean === null ? '–' : formatValue(side.mean, unit);
}

export function verdictText(one: Pick<MetricComparison, 'verdict' | 'reason'>): string {
  if (one.verdict !== null) return one.verdict;
  return one.reason?.startsWith('changed') ? 'changed' : 'no verdict';
}

export function marginText(
  { scale, value }: Pick<AppliedMargin, 'scale' | 'value'>,
  unit: Metric['unit'],
): string {
  return scale === 'ratio' ? `${Number((value * 100).toPrecision(3))} %` : formatValue(value, unit);
}

/** What these runs could and what a decision would take: `3 v 3 runs could see 12 %; would decide a margin of 9 %; …`. */
export function priceText(metric: MetricComparison, price: Price | null = metric.price): string[] {
  const size = (value: number) => marginText({ scale: metric.margin.scale, value }, metric.unit);
  const runs = `${metric.base.values.length} v ${metric.target.values.length} runs`;
  const parts: string[] = [];
  if (metric.detectable !== null) parts.push(`${runs} could see ${size(metric.detectable)}`);
  if (price?.margin != null) parts.push(`would decide a margin of ${size(price.margin)}`);
  if (price !== null) {
    const many = price.runs === null ? 'more than 1,000' : grouped(price.runs);
    parts.push(`${marginText(metric.margin, metric.unit)} takes ${many} a side`);
  }
  return parts;
}

/** `batch:before (3 runs)`; a run is told by its tag, however it was named, a list of tags is told by its length. */
export function sideText({ name, kind, tags }: Side): string {
  const runs = plural(tags.length, 'run');
  if (kind === 'run') return tags[0] ?? name;
  if (name.includes(',')) return runs;
  return `${name} (${kind === 'variance' ? 'variance of ' : ''}${runs})`;
}

export function eventRate({ count, exposure }: EventComparison['base'], per: string): string {
  return `${grouped(count)} in ${plural(exposure, per)}`;
}

/** The headline metrics that a side has. */
export function headlineOf(target: TargetComparison): MetricComparison[] {
  return target.metrics.filter((m) => m.headline && m.base.values.length + m.target.values.length > 0);
}

/**
 * What the rest says: how many got which verdict, those that changed, and what repeats another to the last digit: with few hosts
 * several shares of adoption are the time of the same host.
 */
export function restOf(target: TargetComparison): {
  counts: string;
  rows: MetricComparison[];
  repeats: string[];
} {
  const rest = target.metrics.filter((m) => !m.headline);
  const hasChanged = (m: MetricComparison) => m.reason?.startsWith('changed') === true;
  const count = (verdict: string | null) =>
    grouped(rest.filter((m) => m.verdict === verdict && !hasChanged(m)).length);
  const known = new Map(headlineOf(target).map((m) => [valuesOf(m), m.name]));
  const repeated = new Map<string, string[]>();
  const rows = rest.filter((m) => {
    if (m.verdict !== 'better' && m.verdict !== 'worse' && !hasChanged(m)) return false;
    const first = known.get(valuesOf(m));
    if (first === undefined) known.set(valuesOf(m), m.name);
    else repeated.set(first, [...(repeated.get(first) ?? []), m.name]);
    return first === undefined;
  });
  return {
    counts: [
      ...(['better', 'worse'] as const).flatMap((v) => (count(v) === '0' ? [] : [`${count(v)} ${v}`])),
      `${count('equivalent')} equivalent`,
      `${count('undecided')} undecided`,
      `${count(null)} without verdict`,
    ].join(', '),
    rows,
    repeats: [...repeated].map(([first, names]) => `the same values as ${first}: ${names.join(', ')}`),
  };
}

function valuesOf({ base, target }: MetricComparison): string {
  return JSON.stringify([base.values, target.values]);
}

/** `software node: 1.0 → 1.1`: in what the sides differ on purpose. */
export function subjectText({ aspect, path, values }: TargetComparison['subject'][number]): string {
  return `${aspect} ${path}: ${values.map(({ value }) => value ?? 'not given').join(' → ')}`;
}
