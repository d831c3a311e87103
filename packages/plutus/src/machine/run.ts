import type { StepName } from '../cost/parameters.ts';
import { List, Pair } from '../data/list.ts';
import { asStopped, type Callable, call, price } from './callable.ts';
import { type Code, op, type Scope } from './code.ts';
import { Stopped, stuck } from './failure.ts';
import type { Meter } from './meter.ts';
import { Closure, Constructor, Partial, Suspension } from './value.ts';

/** What a continuation does with the value that comes back. It lies on the stack above what it needs. */
const then = {
  /** The evaluation is done. */
  end: 0,
  /** Below: code of the argument, captured, locals. The value is the function. */
  argument: 1,
  /** Below: the function. The value is its argument. */
  apply: 2,
  force: 3,
  /** Below: code, index of the argument just computed, captured, locals. */
  bind: 4,
  /** Below: code, arguments so far, captured, locals. */
  call: 5,
  /** Below: code, fields so far, captured, locals. */
  constr: 6,
  /** Below: code, captured, locals. The value is the scrutinee. */
  case: 7,
  /** Below: values, index of the next. The value is a function to be applied to them. */
  applyValues: 8,
} as const;

/** What the machine needs beside the code. */
export interface RunContext {
  readonly meter: Meter;
  /** Costs of one more `Lam` inside a bind. */
  readonly lambdaCost: { readonly cpu: number; readonly memory: number };
  /** Whether cases on constants are allowed. */
  readonly caseOnConstants: boolean;
  /** Told of every machine step and every call of a builtin, where a profile is wanted. */
  readonly observer: Observer | undefined;
}

export interface Observer {
  stepped(steps: readonly StepName[]): void;
  called(callable: Callable, cpu: number, memory: number): void;
}

const NOTHING: readonly unknown[] = [];
const LAMBDA: readonly StepName[] = ['Lam'];

/**
 * The CEK machine: environments are the captured values and the frame of the current function, the continuation is
 * a list that grows on the heap. Charges every step before it is taken. Gives the value or throws `Stopped`.
 */
export class Run {
  readonly #context: RunContext;
  readonly #stack: unknown[] = [then.end];
  #code: Code;
  #captured: readonly unknown[];
  #locals: unknown[];

  constructor(context: RunContext, code: Code, captured: readonly unknown[], locals: unknown[]) {
    this.#context = context;
    this.#code = code;
    this.#captured = captured;
    this.#locals = locals;
  }

  /** Applies the value of the code to `values` when it is there. */
  thenApply(values: readonly unknown[]): this {
    if (values.length > 0) this.#stack.push(values, 0, then.applyValues);
    return this;
  }

  /**
   * Runs to the end, or for some `steps`: undefined then says that it is not done, and another call goes on.
   */
  go(steps = Number.POSITIVE_INFINITY): { readonly value: unknown } | undefined {
    const { meter, lambdaCost, caseOnConstants, observer } = this.#context;
    const stack = this.#stack;
    let code = this.#code;
    let captured = this.#captured;
    let locals = this.#locals;
    let cpu = meter.cpu;
    let memory = meter.memory;
    let left = steps;
    let value: unknown;
    try {
      for (;;) {
        if (--left < 0) {
          this.#code = code;
          this.#captured = captured;
          this.#locals = locals;
          return undefined;
        }
        cpu -= code.cpu;
        memory -= code.memory;
        if (cpu < 0 || memory < 0) {
          meter.cpu = cpu;
          meter.memory = memory;
          meter.refill();
          cpu = meter.cpu;
          memory = meter.memory;
        }
        if (observer !== undefined) observer.stepped(code.steps);
        switch (code.op) {
          case op.local:
            value = locals[code.index];
            break;
          case op.captured:
            value = captured[code.index];
            break;
          case op.known:
            value = code.value;
            break;
          case op.lambda:
            value = new Closure(code, capture(code.scope!, captured, locals));
            break;
          case op.delay:
            value = new Suspension(code, capture(code.scope!, captured, locals));
            break;
          case op.apply:
            stack.push(code.b, captured, locals, then.argument);
            code = code.a!;
            continue;
          case op.bind:
            stack.push(code, 0, captured, locals, then.bind);
            code = code.parts[0]!;
            continue;
          case op.call:
            stack.push(code, [], captured, locals, then.call);
            code = code.parts[0]!;
            continue;
          case op.force:
            stack.push(then.force);
            code = code.a!;
            continue;
          case op.now:
            code = code.a!;
            continue;
          case op.constr:
            if (code.parts.length === 0) {
              value = new Constructor(code.value as number, NOTHING);
              break;
            }
            stack.push(code, [], captured, locals, then.constr);
            code = code.parts[0]!;
            continue;
          case op.case:
            stack.push(code, captured, locals, then.case);
            code = code.a!;
            continue;
          default:
            throw new Stopped({ code: 'errorTerm' });
        }
        // A value goes to the continuations until one of them wants code evaluated.
        let fun: unknown;
        back: for (;;) {
          switch (stack.pop()) {
            case then.end:
              stack.push(then.end);
              return { value };
            case then.argument: {
              locals = stack.pop() as unknown[];
              captured = stack.pop() as readonly unknown[];
              code = stack.pop() as Code;
              stack.push(value, then.apply);
              break back;
            }
            case then.apply:
              fun = stack.pop();
              break;
            case then.force:
              if (value instanceof Suspension) {
                code = value.code.a!;
                captured = value.captured;
                locals = new Array(value.code.scope!.slots);
                break back;
              }
              value = forcePartial(value);
              continue;
            case then.bind: {
              const top = stack.length;
              const bind = stack[top - 4] as Code;
              const index = stack[top - 3] as number;
              captured = stack[top - 2] as readonly unknown[];
              locals = stack[top - 1] as unknown[];
              locals[bind.index + index] = value;
              if (index + 1 < bind.parts.length) {
                stack[top - 3] = index + 1;
                stack.push(then.bind);
                cpu -= lambdaCost.cpu;
                memory -= lambdaCost.memory;
                if (observer !== undefined) observer.stepped(LAMBDA);
                code = bind.parts[index + 1]!;
              } else {
                stack.length = top - 4;
                code = bind.a!;
              }
              break back;
            }
            case then.call: {
              const top = stack.length;
              const calling = stack[top - 4] as Code;
              const args = stack[top - 3] as unknown[];
              args.push(value);
              if (args.length < calling.parts.length) {
                captured = stack[top - 2] as readonly unknown[];
                locals = stack[top - 1] as unknown[];
                stack.push(then.call);
                code = calling.parts[args.length]!;
                break back;
              }
              stack.length = top - 4;
              value = invoke(calling.callable!, args);
              continue;
            }
            case then.constr: {
              const top = stack.length;
              const making = stack[top - 4] as Code;
              const fields = stack[top - 3] as unknown[];
              fields.push(value);
              if (fields.length < making.parts.length) {
                captured = stack[top - 2] as readonly unknown[];
                locals = stack[top - 1] as unknown[];
                stack.push(then.constr);
                code = making.parts[fields.length]!;
                break back;
              }
              stack.length = top - 4;
              value = new Constructor(making.value as number, fields);
              continue;
            }
            case then.case: {
              locals = stack.pop() as unknown[];
              captured = stack.pop() as readonly unknown[];
              const choosing = stack.pop() as Code;
              const { branch, values } = choose(value, choosing.parts.length, caseOnConstants);
              if (values.length > 0) stack.push(values, 0, then.applyValues);
              code = choosing.parts[branch]!;
              break back;
            }
            default: {
              const index = stack.pop() as number;
              const values = stack.pop() as readonly unknown[];
              if (index + 1 < values.length) stack.push(values, index + 1, then.applyValues);
              fun = value;
              value = values[index];
            }
          }
          if (fun instanceof Closure) {
            code = fun.code.a!;
            captured = fun.captured;
            const { slots } = fun.code.scope!;
            if (slots === 1) locals = [value];
            else {
              locals = new Array(slots);
              locals[0] = value;
            }
            break;
          }
          if (!(fun instanceof Partial)) stuck('something that is no function is applied');
          const { callable, args, forces } = fun as Partial;
          if (forces < callable.forces) stuck(`${callable.name} is applied before it is forced`);
          const all = [...args, value];
          value = all.length < callable.arity ? new Partial(callable, forces, all) : invoke(callable, all);
        }
      }
    } finally {
      meter.cpu = cpu;
      meter.memory = memory;
    }

    function invoke(callable: Callable, args: readonly unknown[]): unknown {
      if (callable.constant !== undefined) {
        price.cpu = callable.constant.cpu;
        price.memory = callable.constant.memory;
      } else {
        meter.cpu = cpu;
        meter.memory = memory;
        priceCall(callable, args, meter);
      }
      cpu -= price.cpu;
      memory -= price.memory;
      if (cpu < 0 || memory < 0) {
        meter.cpu = cpu;
        meter.memory = memory;
        meter.refill();
        cpu = meter.cpu;
        memory = meter.memory;
      }
      if (observer !== undefined) observer.called(callable, price.cpu, price.memory);
      return call(callable, args);
    }
  }
}

function priceCall(callable: Callable, args: readonly unknown[], meter: Meter): void {
  try {
    callable.price(args, meter);
  } catch (fault) {
    throw asStopped(callable, fault);
  }
}

function capture(scope: Scope, captured: readonly unknown[], locals: readonly unknown[]): readonly unknown[] {
  const { captures } = scope;
  if (captures.length === 0) return NOTHING;
  const values = new Array<unknown>(captures.length);
  for (let i = 0; i < captures.length; i++) {
    const source = captures[i]!;
    values[i] = source < 0 ? captured[~source] : locals[source];
  }
  return values;
}

function forcePartial(value: unknown): Partial {
  if (!(value instanceof Partial)) return stuck('something that is not delayed is forced');
  const { callable, forces, args } = value;
  if (forces >= callable.forces) return stuck(`${callable.name} is forced once too often`);
  return new Partial(callable, forces + 1, args);
}

/** The branch of a case and the values that it is applied to. */
export function choose(
  value: unknown,
  branches: number,
  caseOnConstants: boolean,
): { branch: number; values: readonly unknown[] } {
  let chosen: { branch: number; values: readonly unknown[] };
  let most = Number.POSITIVE_INFINITY;
  if (value instanceof Constructor) chosen = { branch: Number(value.tag), values: value.fields };
  else {
    if (!caseOnConstants) return stuck('a case on something that is no constructor');
    if (typeof value === 'boolean') {
      chosen = { branch: value ? 1 : 0, values: NOTHING };
      most = 2;
    } else if (value === null) {
      chosen = { branch: 0, values: NOTHING };
      most = 1;
    } else if (typeof value === 'number') chosen = { branch: value, values: NOTHING };
    else if (value instanceof List) {
      chosen =
        value.length === 0 ? { branch: 1, values: NOTHING } : { branch: 0, values: [value.head, value.tail] };
      most = 2;
    } else if (value instanceof Pair) {
      chosen = { branch: 0, values: [value.first, value.second] };
      most = 1;
    } else return stuck('a case on something that has no cases');
  }
  if (branches > most || !(chosen.branch >= 0 && chosen.branch < branches))
    return stuck('a case without a branch for its value');
  return chosen;
}
