import { closestNames } from './closest-names.ts';
import type { Core, ElaboratedBuiltin, OperatorCore } from './core.ts';
import { arithmeticRule, type Rule, relationRule } from './operators.ts';
import { type Place, QueryError } from './query-error.ts';
import { signature } from './signatures.ts';
import type { Expression } from './syntax.ts';
import {
  bool,
  duration,
  functionType,
  type Hole,
  instantVector,
  known,
  list,
  pair,
  rangeVector,
  scalar,
  showType,
  type Type,
  text,
  timestamp,
  unify,
  unit,
} from './types.ts';

/** Looks at types that one query may cost; the longest real ones cost some hundreds. */
const MOST_UNIFICATIONS = 100_000;

/** Names of a query from the innermost outwards. */
type Scope = { readonly name: string; readonly type: Type; readonly outer: Scope } | undefined;

/** An operator or `to_scalar` that waits for its operands' types. */
type Waiting = { readonly place: Place } & (
  | ({ readonly kind: 'operator'; readonly core: OperatorCore } & Record<'left' | 'right' | 'out', Type>)
  | { readonly kind: 'to_scalar'; readonly of: Type }
);

/**
 * Finds the types of a query by unification and settles what its operators do. `metrics` are the names that exist;
 * each is a function from a timestamp to an instant vector. Throws a QueryError of stage `elaborate`.
 * Source: cardano-timeseries-io `Elab`. A name of the query hides an outer one and a metric.
 */
export function elaborate(
  expression: Expression,
  metrics: { has(name: string): boolean; names(): Iterable<string> },
): { core: Core; type: Type } {
  const waiting: Waiting[] = [];
  let holes = 0;
  let unifications = 0;
  const hole = (): Hole => ({ kind: 'Hole', id: holes++, is: undefined });

  function equate(expected: Type, actual: Type, place: Place): void {
    const spend = () => {
      if (++unifications > MOST_UNIFICATIONS) throw fail('the types of the query are too large', place);
    };
    const mismatch = unify(expected, actual, spend);
    if (mismatch === undefined) return;
    const [left, right] = [showType(mismatch.expected), showType(mismatch.actual)];
    throw fail(`Can't solve unification constraint: ${left} = ${right}`, place);
  }

  function check(e: Expression, scope: Scope, expected: Type): Core {
    const { place } = e;
    const has = (type: Type) => equate(expected, type, place);
    switch (e.kind) {
      case 'number':
        has(scalar);
        return { kind: 'constant', place, value: e.value };
      case 'duration':
        has(duration);
        return { kind: 'constant', place, value: { kind: 'duration', ms: e.ms } };
      case 'text':
        has(text);
        return { kind: 'constant', place, value: { kind: 'text', text: e.value } };
      case 'truth':
        has(bool);
        return { kind: 'constant', place, value: { kind: 'bool', value: e.value } };
      case 'unit':
        has(unit);
        return { kind: 'constant', place, value: { kind: 'unit' } };
      case 'epoch':
        has(timestamp);
        return { kind: 'constant', place, value: { kind: 'timestamp', ms: 0 } };
      case 'now':
        has(timestamp);
        return { kind: 'now', place };
      case 'name':
        return name(e.name, scope, has, place);
      case 'pair': {
        const [fst, snd] = [hole(), hole()];
        has(pair(fst, snd));
        return { kind: 'pair', place, fst: check(e.fst, scope, fst), snd: check(e.snd, scope, snd) };
      }
      case 'not':
        has(bool);
        return { kind: 'not', place, of: check(e.of, scope, bool) };
      case 'both':
      case 'either': {
        has(bool);
        const left = check(e.left, scope, bool);
        return { kind: e.kind, place, left, right: check(e.right, scope, bool) };
      }
      case 'arithmetic':
      case 'relation': {
        const types = { left: hole(), right: hole(), out: expected };
        const operands = {
          left: check(e.left, scope, types.left),
          right: check(e.right, scope, types.right),
        };
        const core =
          e.kind === 'arithmetic'
            ? { kind: e.kind, operator: e.operator, place, ...operands, operation: undefined }
            : { kind: e.kind, operator: e.operator, place, ...operands, operation: undefined };
        waiting.push({ kind: 'operator', place, core, ...types });
        return core;
      }
      case 'range': {
        const of = hole();
        has(rangeVector(of));
        return {
          kind: 'range',
          place,
          of: check(e.of, scope, functionType(timestamp, instantVector(of))),
          from: check(e.from, scope, timestamp),
          to: check(e.to, scope, timestamp),
          step: e.step === undefined ? undefined : check(e.step, scope, duration),
        };
      }
      case 'labels': {
        const vector = instantVector(hole());
        has(vector);
        return { kind: 'labels', place, of: check(e.of, scope, vector), constraints: e.constraints };
      }
      case 'apply': {
        const from = hole();
        const f = check(e.function, scope, functionType(from, expected));
        return { kind: 'apply', place, function: f, argument: check(e.argument, scope, from) };
      }
      case 'builtin':
        return builtin(e, scope, has);
      case 'lambda': {
        const [from, to] = [hole(), hole()];
        has(functionType(from, to));
        const inner = { name: e.parameter, type: from, outer: scope };
        return { kind: 'lambda', place, parameter: e.parameter, body: check(e.body, inner, to) };
      }
      case 'let': {
        const type = hole();
        const value = check(e.value, scope, type);
        const body = check(e.body, { name: e.name, type, outer: scope }, expected);
        return { kind: 'let', place, name: e.name, value, body };
      }
    }
  }

  function name(sought: string, scope: Scope, has: (type: Type) => void, place: Place): Core {
    for (let at = scope; at !== undefined; at = at.outer)
      if (at.name === sought) {
        has(at.type);
        return { kind: 'variable', place, name: sought };
      }
    if (!metrics.has(sought)) {
      const close = closestNames(sought, metrics.names());
      const hint = close.length === 0 ? '' : `. Did you mean: ${close.join(', ')}`;
      throw fail(`Undefined name: ${sought}${hint}`, place);
    }
    has(functionType(timestamp, instantVector(scalar)));
    return { kind: 'metric', place, name: sought };
  }

  function builtin(e: Expression & { kind: 'builtin' }, scope: Scope, has: (type: Type) => void): Core {
    const { place } = e;
    if (e.name === 'earliest' || e.name === 'latest')
      throw fail(`Do not know how to elaborate: ${e.name} ${e.words[0]}`, place);
    if (e.name === 'metrics') {
      has(list(text));
      return { kind: 'metrics', place };
    }
    const { parameters, result } = signature(e.name, hole);
    has(result);
    const given = e.arguments.map((argument, n) => check(argument, scope, parameters[n]!));
    if (e.name === 'to_scalar') waiting.push({ kind: 'to_scalar', place, of: parameters[0]! });
    return {
      kind: 'builtin',
      place,
      name: e.name satisfies ElaboratedBuiltin,
      arguments: given,
      labels: e.words,
    };
  }

  /** True if it is settled now. */
  function settle(w: Waiting, guess: boolean): boolean {
    if (w.kind === 'to_scalar') {
      const { kind } = known(w.of);
      if (kind !== 'Hole' && !CONVERTIBLE.has(kind))
        throw fail(`to_scalar can't be applied to an expression of type ${showType(w.of)}`, w.place);
      return kind !== 'Hole';
    }
    const rule: Rule | 'open' | 'none' =
      w.core.kind === 'arithmetic'
        ? arithmeticRule(w.core.operator, w)
        : relationRule(w.core.operator, w, { guess });
    if (rule === 'open') return false;
    if (rule === 'none') throw fail(`No such operation: ${showWaiting(w)}`, w.place);
    for (const [a, b] of rule.equations) equate(a, b, w.place);
    w.core.operation = rule.operation;
    return true;
  }

  const type = hole();
  const core = check(expression, undefined, type);
  solve(waiting, settle);
  return { core, type };
}

const CONVERTIBLE: ReadonlySet<string> = new Set(['Scalar', 'Bool', 'Timestamp', 'Duration']);

/** Settles what waits, round after round; guesses one only when nothing else goes on. */
function solve(waiting: readonly Waiting[], settle: (w: Waiting, guess: boolean) => boolean): void {
  let left = waiting;
  while (left.length > 0) {
    const rest = left.filter((w) => !settle(w, false));
    if (rest.length === left.length) {
      const guessed = rest.findIndex((w) => settle(w, true));
      if (guessed < 0)
        throw fail(`The types are not clear: ${rest.map(showWaiting).join('; ')}`, rest[0]!.place);
      rest.splice(guessed, 1);
    }
    left = rest;
  }
}

function showWaiting(w: Waiting): string {
  if (w.kind === 'to_scalar') return `to_scalar ${showType(w.of)}`;
  return `${showType(w.left)} ${w.core.operator} ${showType(w.right)} : ${showType(w.out)}`;
}

function fail(problem: string, place: Place): QueryError {
  return new QueryError({ stage: 'elaborate', place, problem });
}
