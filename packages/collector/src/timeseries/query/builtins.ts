import type { Core, ElaboratedBuiltin } from './core.ts';
import { type Place, QueryError } from './query-error.ts';
import type { QueryWork } from './query-work.ts';
import { increase, mean, quantile, rate, roundHalfEven, sum } from './series-functions.ts';
import {
  type FunctionValue,
  type Instant,
  type Labels,
  labelsOf,
  type Of,
  type Series,
  type Value,
} from './value.ts';

export interface BuiltinContext {
  readonly nowMs: number;
  readonly work: QueryWork;
}

type Call = Core & { kind: 'builtin' };

/** The value of a function of the language; its arguments have the kinds that its signature asks for. */
export function callBuiltin(call: Call, given: readonly Value[], context: BuiltinContext): Value {
  return BUILTIN[call.name](given, call, context);
}

const BUILTIN: Readonly<
  Record<ElaboratedBuiltin, (given: readonly Value[], call: Call, context: BuiltinContext) => Value>
> = {
  fst: ([p]) => (p as Pair).fst,
  snd: ([p]) => (p as Pair).snd,
  min: ([v], call) => numbers(v, call).reduce((a, b) => Math.min(a, b)),
  max: ([v], call) => numbers(v, call).reduce((a, b) => Math.max(a, b)),
  avg: ([v], call) => mean(numbers(v, call)),
  filter: ([f, v], { place }, { work }) => {
    const kept = instantsOf(v).filter((i) => {
      work.spend(1, place);
      return (apply(f, i.value) as Of<'bool'>).value;
    });
    return vector(kept);
  },
  map: ([f, v], { place }, { work }) =>
    vector(
      instantsOf(v).map((i) => {
        work.spend(1, place);
        return { ...i, value: apply(f, i.value) };
      }),
    ),
  join: ([u, v], { place }, { work }) => {
    const others = byLabels(instantsOf(v), work, place);
    const joined = instantsOf(u).map((i): Instant => {
      const other = others.get(i.labels.key);
      if (other === undefined) throw fail(`No matching label: ${showLabels(i.labels)}`, place);
      return { ...i, value: { kind: 'pair', fst: i.value, snd: other.value } };
    });
    return vector(joined);
  },
  unless: ([u, v], { place }, { work }) => {
    const others = byLabels(instantsOf(v), work, place);
    return vector(instantsOf(u).filter((i) => !others.has(i.labels.key)));
  },
  abs: ([s]) => Math.abs(s as number),
  round: ([s]) => roundHalfEven(s as number),
  increase: ([r], call, context) => perSeries(r, call, context, (s) => [s.times.at(-1)!, increase(s)]),
  rate: ([r], call, context) =>
    perSeries(r, call, context, (s) => {
      const perMs = rate(s);
      if (perMs === undefined)
        throw fail(`Can't compute rate: ${showLabels(s.labels)} has one point in the range`, call.place);
      return [s.times.at(-1)!, perMs];
    }),
  avg_over_time: ([r], call, context) => perSeries(r, call, context, (s) => [context.nowMs, mean(s.values)]),
  sum_over_time: ([r], call, context) => perSeries(r, call, context, (s) => [context.nowMs, sum(s.values)]),
  quantile_over_time: ([k, r], call, context) => {
    const percent = percentOf(k, call);
    return perSeries(r, call, context, (s) => [s.times.at(-1)!, quantileOf(percent, s.values, call)]);
  },
  quantile_by: ([k, v], call, { nowMs, work }) => {
    const percent = percentOf(k, call);
    const groups: { labels: Labels; values: number[] }[] = [];
    for (const { labels, value } of instantsOf(v)) {
      work.spend(1, call.place);
      const wider = widen(labels, call.labels);
      const last = groups.at(-1);
      // Neighbours only, as upstream has it: groups of equal labels that others part stay apart.
      if (last?.labels.key === wider.key) last.values.push(value as number);
      else groups.push({ labels: wider, values: [value as number] });
    }
    return vector(
      groups.map(({ labels, values }) => ({ labels, ms: nowMs, value: quantileOf(percent, values, call) })),
    );
  },
  to_scalar: ([value]) => {
    if (typeof value === 'number') return value;
    const other = value as Of<'bool' | 'timestamp' | 'duration'>;
    return other.kind === 'bool' ? Number(other.value) : other.ms;
  },
};

type Pair = Of<'pair'>;

function apply(f: Value | undefined, argument: Value): Value {
  return (f as FunctionValue).call(argument);
}

function instantsOf(v: Value | undefined): readonly Instant[] {
  return (v as Of<'vector'>).instants;
}

function vector(instants: readonly Instant[]): Value {
  return { kind: 'vector', instants };
}

function numbers(v: Value | undefined, { name, place }: Call): number[] {
  const values = instantsOf(v).map((i) => i.value as number);
  if (values.length === 0) throw fail(`Can't compute ${name}: the vector is empty`, place);
  return values;
}

function perSeries(
  r: Value | undefined,
  { place }: Call,
  { work }: BuiltinContext,
  summary: (series: Series<number>) => [ms: number, value: number],
): Value {
  const series = (r as Of<'matrix'>).series as readonly Series<number>[];
  return vector(
    series.map((s) => {
      work.spend(s.values.length, place);
      const [ms, value] = summary(s);
      return { labels: s.labels, ms, value };
    }),
  );
}

function byLabels(instants: readonly Instant[], work: QueryWork, place: Place): Map<string, Instant> {
  const found = new Map<string, Instant>();
  for (const instant of instants) {
    work.spend(1, place);
    if (!found.has(instant.labels.key)) found.set(instant.labels.key, instant);
  }
  return found;
}

/** Quantiles are resolved to 1 %. */
function percentOf(k: Value | undefined, { name, place }: Call): number {
  const share = k as number;
  if (!(share >= 0 && share <= 1)) throw fail(`${name} needs a share from 0 to 1, got ${share}`, place);
  return Math.floor(share * 100);
}

function quantileOf(percent: number, values: readonly number[], { name, place }: Call): number {
  if (values.some(Number.isNaN)) throw fail(`Can't compute ${name}: a value is not a number`, place);
  return quantile(percent, values);
}

function widen(labels: Labels, kept: readonly string[]): Labels {
  return labelsOf(Object.fromEntries(labels.pairs.filter(([name]) => kept.includes(name))));
}

function showLabels({ pairs }: Labels): string {
  return `{${pairs.map(([name, value]) => `${name}="${value}"`).join(', ')}}`;
}

function fail(problem: string, place: Place): QueryError {
  return new QueryError({ stage: 'evaluate', place, problem });
}
