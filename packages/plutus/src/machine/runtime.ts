import type { Implementation } from '../builtins/implementations.ts';
import { add, subtract } from '../builtins/integer.ts';
import type { BuiltinName } from '../builtins/table.ts';
import { bool, list } from '../builtins/unlift.ts';
import { DataBytes, DataConstr, DataInt, DataList, DataMap } from '../data/data.ts';
import type { Int } from '../data/int.ts';
import { List, Pair } from '../data/list.ts';
import { type Callable, price } from './callable.ts';
import type { Code } from './code.ts';
import type { Meter } from './meter.ts';
import { choose, Run, type RunContext } from './run.ts';
import { Closure, Constructor, Partial, Suspension } from './value.ts';

/**
 * Thrown where compiled code gives up: the evaluation starts again in the machine, which says exactly what happened
 * and after how many steps. Compiled code charges whole stretches at once and cannot.
 */
export const GIVE_UP = { giveUp: true } as const;

/** What a compiled function gives when its last act is a call: the call itself is left in `pending`. */
const TAIL = { tail: true } as const;

/**
 * Calls of compiled functions inside each other. The call stack has room for some thousand; what lies deeper runs
 * in the machine, whose continuation is on the heap.
 */
const MAX_DEPTH = 400;

/** Functions that compiled code calls. One for each machine: it holds the budget of the evaluation that runs. */
export function createRuntime(callables: readonly Callable[]) {
  let context: RunContext | undefined;
  let meter: Meter | undefined;
  let depth = 0;
  /** What is left of the grants: processor steps, memory. */
  const left = new Float64Array(2);
  let fun: unknown;
  let args = 0;
  let a: unknown;
  let b: unknown;
  let c: unknown;

  function begin(running: RunContext): void {
    context = running;
    meter = running.meter;
    depth = 0;
    left[0] = meter.cpu;
    left[1] = meter.memory;
  }

  function end(): void {
    meter!.cpu = left[0]!;
    meter!.memory = left[1]!;
    fun = a = b = c = undefined;
  }

  function refill(): void {
    meter!.cpu = left[0]!;
    meter!.memory = left[1]!;
    meter!.refill();
    left[0] = meter!.cpu;
    left[1] = meter!.memory;
  }

  function charge(cpu: number, memory: number): void {
    left[0]! -= cpu;
    left[1]! -= memory;
    if (left[0]! < 0 || left[1]! < 0) refill();
  }

  /** Prices and charges a call whose cost depends on its arguments. */
  function chargeCall(callable: Callable, values: readonly unknown[]): void {
    meter!.cpu = left[0]!;
    meter!.memory = left[1]!;
    callable.price(values, meter!);
    charge(price.cpu, price.memory);
  }

  /** Makes the calls that functions left behind until there is a value. */
  function bounce(): unknown {
    let value: unknown = TAIL;
    while (value === TAIL) {
      const target = fun;
      if (args === 0) value = forceOnce(target);
      else if (target instanceof Closure) {
        const { code, captured } = target;
        if (args === 1) value = code.run1!(captured, a);
        else if (args === 2)
          value = code.run2 === undefined ? partly(target, [a, b]) : code.run2(captured, a, b);
        else value = code.run3 === undefined ? partly(target, [a, b, c]) : code.run3(captured, a, b, c);
      } else value = args === 1 ? applyBuiltin(target, a) : partly(target, args === 2 ? [a, b] : [a, b, c]);
    }
    return value;
  }

  /** Applies to the first argument, then, in the tail, to the others. */
  function partly(target: unknown, values: readonly unknown[]): unknown {
    const first = apply1(target, values[0]);
    if (values.length === 2) return tail1(first, values[1]);
    return tail2(first, values[1], values[2]);
  }

  function forceOnce(value: unknown): unknown {
    if (value instanceof Suspension) return value.code.run0!(value.captured);
    if (!(value instanceof Partial)) throw GIVE_UP;
    const { callable, forces, args: given } = value;
    if (forces >= callable.forces) throw GIVE_UP;
    return new Partial(callable, forces + 1, given);
  }

  function applyBuiltin(target: unknown, value: unknown): unknown {
    if (!(target instanceof Partial)) throw GIVE_UP;
    const { callable, args: given, forces } = target;
    if (forces < callable.forces) throw GIVE_UP;
    const all = [...given, value];
    if (all.length < callable.arity) return new Partial(callable, forces, all);
    if (callable.constant !== undefined) charge(callable.constant.cpu, callable.constant.memory);
    else chargeCall(callable, all);
    return callable.run(...all);
  }

  /** The machine takes over for one application, or one force. */
  function deeper(code: Code, captured: readonly unknown[], values: readonly unknown[]): unknown {
    end();
    const locals = new Array(code.scope!.slots);
    if (values.length > 0) locals[0] = values[0];
    const { value } = new Run(context!, code.a!, captured, locals).thenApply(values.slice(1)).go()!;
    left[0] = meter!.cpu;
    left[1] = meter!.memory;
    return value;
  }

  function apply1(target: unknown, x: unknown): unknown {
    if (!(target instanceof Closure)) return applyBuiltin(target, x);
    const { code, captured } = target;
    if (depth >= MAX_DEPTH) return deeper(code, captured, [x]);
    depth++;
    let value = code.run1!(captured, x);
    if (value === TAIL) value = bounce();
    depth--;
    return value;
  }

  function apply2(target: unknown, x: unknown, y: unknown): unknown {
    if (!(target instanceof Closure)) return apply1(applyBuiltin(target, x), y);
    const { code, captured } = target;
    if (code.run2 === undefined) return apply1(apply1(target, x), y);
    if (depth >= MAX_DEPTH) return deeper(code, captured, [x, y]);
    depth++;
    let value = code.run2(captured, x, y);
    if (value === TAIL) value = bounce();
    depth--;
    return value;
  }

  function apply3(target: unknown, x: unknown, y: unknown, z: unknown): unknown {
    if (!(target instanceof Closure)) return apply2(applyBuiltin(target, x), y, z);
    const { code, captured } = target;
    if (code.run3 === undefined)
      return code.run2 === undefined ? apply2(apply1(target, x), y, z) : apply1(apply2(target, x, y), z);
    if (depth >= MAX_DEPTH) return deeper(code, captured, [x, y, z]);
    depth++;
    let value = code.run3(captured, x, y, z);
    if (value === TAIL) value = bounce();
    depth--;
    return value;
  }

  function force(target: unknown): unknown {
    if (!(target instanceof Suspension)) return forceOnce(target);
    const { code, captured } = target;
    if (depth >= MAX_DEPTH) return deeper(code, captured, []);
    depth++;
    let value = code.run0!(captured);
    if (value === TAIL) value = bounce();
    depth--;
    return value;
  }

  function tail0(target: unknown): unknown {
    fun = target;
    args = 0;
    return TAIL;
  }

  function tail1(target: unknown, x: unknown): unknown {
    fun = target;
    args = 1;
    a = x;
    return TAIL;
  }

  function tail2(target: unknown, x: unknown, y: unknown): unknown {
    fun = target;
    args = 2;
    a = x;
    b = y;
    return TAIL;
  }

  function tail3(target: unknown, x: unknown, y: unknown, z: unknown): unknown {
    fun = target;
    args = 3;
    a = x;
    b = y;
    c = z;
    return TAIL;
  }

  /** A value where a function may have left a call. */
  function settle(value: unknown): unknown {
    return value === TAIL ? bounce() : value;
  }

  function giveUp(): never {
    throw GIVE_UP;
  }

  return {
    begin,
    end,
    settle,
    forCode: {
      left,
      refill,
      apply1,
      apply2,
      apply3,
      force,
      tail0,
      tail1,
      tail2,
      tail3,
      giveUp,
      bool,
      isEmpty: (value: unknown) => list(value).length === 0,
      choose: (value: unknown, branches: number) => choose(value, branches, context!.caseOnConstants),
      Closure,
      Suspension,
      Constructor,
    },
    inlined: inlinedBuiltins(callables, charge, chargeCall),
    called: callables.map((callable) => calledBuiltin(callable, chargeCall)),
  };
}

export type Runtime = ReturnType<typeof createRuntime>;

/** A builtin as compiled code calls it. A constant cost is charged with the stretch of code around the call. */
function calledBuiltin(
  callable: Callable,
  chargeCall: (callable: Callable, args: readonly unknown[]) => void,
): Implementation {
  const { run } = callable;
  if (callable.constant !== undefined) return run;
  switch (callable.arity) {
    case 1:
      return (x) => {
        chargeCall(callable, [x]);
        return run(x);
      };
    case 2:
      return (x, y) => {
        chargeCall(callable, [x, y]);
        return run(x, y);
      };
    default:
      return (...args) => {
        chargeCall(callable, args);
        return run(...args);
      };
  }
}

/** A builtin with a short way for the usual arguments, whose cost is charged with the code around it. */
export interface Inlined {
  readonly cost: { readonly cpu: number; readonly memory: number };
  readonly run: Implementation;
}

function inlinedBuiltins(
  callables: readonly Callable[],
  charge: (cpu: number, memory: number) => void,
  chargeCall: (callable: Callable, args: readonly unknown[]) => void,
): ReadonlyMap<string, Inlined> {
  const inlined = new Map<string, Inlined>();
  const byName = new Map(callables.map((callable) => [callable.name, callable]));

  /** Small integers have size 1: the cost of a call with two of them is known before. */
  const onIntegers = (name: BuiltinName, make: (slow: Implementation) => Implementation) => {
    const callable = byName.get(name)!;
    try {
      callable.price([1, 1], NO_METER);
    } catch {
      return; // priced beyond numbers: the general way
    }
    const cost = { cpu: price.cpu, memory: price.memory };
    const slow: Implementation = (x, y) => {
      charge(-cost.cpu, -cost.memory);
      chargeCall(callable, [x, y]);
      return callable.run(x, y);
    };
    inlined.set(name, { cost, run: make(slow) });
  };
  onIntegers('addInteger', (slow) => (x, y) => {
    if (typeof x === 'number' && typeof y === 'number') return add(x, y);
    return slow(x, y);
  });
  onIntegers('subtractInteger', (slow) => (x, y) => {
    if (typeof x === 'number' && typeof y === 'number') return subtract(x, y);
    return slow(x, y);
  });
  onIntegers('equalsInteger', (slow) => (x, y) => {
    if (typeof x === 'number' && typeof y === 'number') return x === y;
    return slow(x, y);
  });
  onIntegers('lessThanInteger', (slow) => (x, y) => {
    if (typeof x === 'number' && typeof y === 'number') return x < y;
    return slow(x, y);
  });
  onIntegers('lessThanEqualsInteger', (slow) => (x, y) => {
    if (typeof x === 'number' && typeof y === 'number') return x <= y;
    return slow(x, y);
  });

  const onOne = (name: BuiltinName, make: (slow: Implementation) => Implementation) => {
    const { constant, run } = byName.get(name)!;
    if (constant !== undefined) inlined.set(name, { cost: constant, run: make(run) });
  };
  onOne('headList', (slow) => (x) => (x instanceof List && x.length > 0 ? x.head : slow(x)));
  onOne('tailList', (slow) => (x) => (x instanceof List && x.length > 0 ? x.tail : slow(x)));
  onOne('nullList', (slow) => (x) => (x instanceof List ? x.length === 0 : slow(x)));
  onOne('fstPair', (slow) => (x) => (x instanceof Pair ? x.first : slow(x)));
  onOne('sndPair', (slow) => (x) => (x instanceof Pair ? x.second : slow(x)));
  onOne(
    'unIData',
    (slow) =>
      (x): Int =>
        x instanceof DataInt ? x.value : (slow(x) as Int),
  );
  onOne('unBData', (slow) => (x) => (x instanceof DataBytes ? x.value : slow(x)));
  onOne('unListData', (slow) => (x) => (x instanceof DataList ? x.items : slow(x)));
  onOne('unMapData', (slow) => (x) => (x instanceof DataMap ? x.entries : slow(x)));
  onOne('unConstrData', (slow) => (x) => (x instanceof DataConstr ? x.unwrapped() : slow(x)));
  return inlined;
}

/** Pricing two small integers charges no meter. */
const NO_METER = {
  charge() {
    throw GIVE_UP;
  },
} as unknown as Meter;
