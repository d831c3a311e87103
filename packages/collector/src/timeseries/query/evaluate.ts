import { type BuiltinContext, callBuiltin } from './builtins.ts';
import type { Core, OperatorCore } from './core.ts';
import { type Place, QueryError } from './query-error.ts';
import { createQueryWork, type QueryWork } from './query-work.ts';
import { sample } from './sample.ts';
import type { ArithmeticOperator, RelationOperator } from './syntax.ts';
import type { FunctionValue, Instant, Of, Series, Value } from './value.ts';

/** Where the points of metrics come from. Vectors and matrices are in the order of their labels' keys. */
export interface PointSource {
  /** Names of all metrics, sorted. */
  metricNames(): readonly string[];
  /** The newest value of each series no older than the staleness window, stamped `atMs`; tells `spend` its work. */
  instants(metric: string, atMs: number, spend: (values: number) => void): Instant[];
  /** `instants` at `fromMs`, `fromMs + stepMs`, ... up to and including `toMs`, by series. */
  samples(
    metric: string,
    range: { fromMs: number; toMs: number; stepMs: number },
    spend: (values: number) => void,
  ): Series<number>[];
}

/** Step of a range that names none, milliseconds. Source: cardano-tracer's interpreter configuration. */
const DEFAULT_STEP_MS = 15_000;

/** Variables of a query from the innermost outwards. */
type Environment = { readonly name: string; readonly value: Value; readonly outer: Environment } | undefined;

/**
 * The value of an elaborated query at `nowMs`. The language has no recursion, so every query ends; one that takes
 * more work than `query-work.ts` allows ends with a QueryError of stage `evaluate`, as does one that the data do not
 * allow. Source: cardano-timeseries-io `Interp`.
 */
export function evaluate(core: Core, source: PointSource, nowMs: number): Value {
  const work = createQueryWork();
  const context: BuiltinContext = { nowMs, work };

  function run(c: Core, scope: Environment): Value {
    work.spend(1, c.place);
    switch (c.kind) {
      case 'constant':
        return c.value;
      case 'now':
        return { kind: 'timestamp', ms: nowMs };
      case 'metrics':
        return { kind: 'list', texts: source.metricNames() };
      case 'variable':
        return lookUp(c.name, scope);
      case 'metric': {
        const spend = (values: number) => work.spend(values, c.place);
        const call = (at: Value): Value => ({
          kind: 'vector',
          instants: source.instants(c.name, msOf(at), spend),
        });
        return { kind: 'function', metric: c.name, call };
      }
      case 'pair':
        return { kind: 'pair', fst: run(c.fst, scope), snd: run(c.snd, scope) };
      case 'not':
        return truth(!isTrue(run(c.of, scope)));
      case 'both':
      case 'either': {
        const left = isTrue(run(c.left, scope));
        const right = isTrue(run(c.right, scope));
        return truth(c.kind === 'both' ? left && right : left || right);
      }
      case 'arithmetic':
      case 'relation':
        return operate(c, run(c.left, scope), run(c.right, scope), work);
      case 'range': {
        const of = run(c.of, scope) as FunctionValue;
        const fromMs = msOf(run(c.from, scope));
        const toMs = msOf(run(c.to, scope));
        const stepMs = c.step === undefined ? DEFAULT_STEP_MS : msOf(run(c.step, scope));
        if (stepMs < 1) throw fail('a range needs a step of at least 1ms', c.place);
        return { kind: 'matrix', series: sample(of, { fromMs, toMs, stepMs }, source, c.place, work) };
      }
      case 'labels': {
        const { instants } = run(c.of, scope) as Of<'vector'>;
        const holds = (i: Instant) =>
          c.constraints.every(
            ({ label, value, equal }) =>
              i.labels.pairs.some(([k, v]) => k === label && v === value) === equal,
          );
        return { kind: 'vector', instants: instants.filter(holds) };
      }
      case 'apply': {
        const f = run(c.function, scope) as FunctionValue;
        return f.call(run(c.argument, scope));
      }
      case 'builtin':
        return callBuiltin(
          c,
          c.arguments.map((argument) => run(argument, scope)),
          context,
        );
      case 'lambda': {
        const call = (value: Value) => run(c.body, { name: c.parameter, value, outer: scope });
        return { kind: 'function', metric: undefined, call };
      }
      case 'let':
        return run(c.body, { name: c.name, value: run(c.value, scope), outer: scope });
    }
  }

  return run(core, undefined);
}

function operate(c: OperatorCore & { place: Place }, left: Value, right: Value, work: QueryWork): Value {
  const operation = c.operation!;
  switch (operation.on) {
    case 'scalars': {
      const [a, b] = [left as number, right as number];
      return c.kind === 'arithmetic' ? ARITHMETIC[c.operator](a, b) : truth(RELATIONS[c.operator](a, b));
    }
    case 'bools':
      return truth((isTrue(left) === isTrue(right)) === (c.operator === '=='));
    case 'durations':
      return { kind: 'duration', ms: whole(msOf(left) + msOf(right), c.place) };
    case 'rewind':
      return { kind: 'timestamp', ms: whole(msOf(left) - msOf(right), c.place) };
    case 'advance':
      return { kind: 'timestamp', ms: whole(msOf(left) + msOf(right), c.place) };
    case 'vector': {
      const [vector, scalar] = operation.swapped ? [right, left] : [left, right];
      const { instants } = vector as Of<'vector'>;
      work.spend(instants.length, c.place);
      const ordered = (value: Value): [number, number] =>
        (operation.swapped ? [scalar, value] : [value, scalar]) as [number, number];
      if (c.kind === 'relation')
        return {
          kind: 'vector',
          instants: instants.filter((i) => RELATIONS[c.operator](...ordered(i.value))),
        };
      const changed = instants.map((i) => ({ ...i, value: ARITHMETIC[c.operator](...ordered(i.value)) }));
      return { kind: 'vector', instants: changed };
    }
    case 'matrix': {
      const [matrix, scalar] = (operation.swapped ? [right, left] : [left, right]) as [Value, number];
      const arithmetic = ARITHMETIC[c.operator as ArithmeticOperator];
      const change = operation.swapped
        ? (value: Value) => arithmetic(scalar, value as number)
        : (value: Value) => arithmetic(value as number, scalar);
      const series = (matrix as Of<'matrix'>).series.map((s) => {
        work.spend(s.values.length, c.place);
        return { ...s, values: s.values.map(change) };
      });
      return { kind: 'matrix', series };
    }
  }
}

const ARITHMETIC: Readonly<Record<ArithmeticOperator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

const RELATIONS: Readonly<Record<RelationOperator, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

// Elaboration has made sure of the kinds; the casts below and above cannot meet another one.

function lookUp(name: string, scope: Environment): Value {
  let at = scope!;
  while (at.name !== name) at = at.outer!;
  return at.value;
}

function msOf(value: Value): number {
  return (value as Of<'timestamp' | 'duration'>).ms;
}

function isTrue(value: Value): boolean {
  return (value as Of<'bool'>).value;
}

function truth(value: boolean): Value {
  return { kind: 'bool', value };
}

function whole(ms: number, place: Place): number {
  if (Number.isSafeInteger(ms)) return ms;
  throw fail('a time or duration is too large', place);
}

function fail(problem: string, place: Place): QueryError {
  return new QueryError({ stage: 'evaluate', place, problem });
}
