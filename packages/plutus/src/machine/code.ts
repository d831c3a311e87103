import type { StepName } from '../cost/parameters.ts';
import type { Term } from '../term/term.ts';
import type { Callable } from './callable.ts';

/** What a piece of code does. The first three are values at hand: no continuation is needed for them. */
export const op = {
  /** A variable of the current function: `locals[index]`. */
  local: 0,
  /** A variable of an enclosing function: `captured[index]`. */
  captured: 1,
  /** A constant, a builtin, or a variable that is bound to one of these. */
  known: 2,
  lambda: 3,
  delay: 4,
  apply: 5,
  /** Lambdas applied on the spot: `parts` are the arguments, for the slots from `index` on, `a` is the body. */
  bind: 6,
  /** A builtin with all its forces and arguments: `parts`. */
  call: 7,
  force: 8,
  /** A delay forced on the spot: `a` is its body. */
  now: 9,
  constr: 10,
  case: 11,
  error: 12,
} as const;

/**
 * A term with its variables resolved. One class for all, so that the machine's accesses stay monomorphic.
 * `cpu` and `memory` are the costs of the steps that are certain when it is entered.
 */
export class Code {
  readonly op: number;
  readonly term: Term;
  cpu = 0;
  memory = 0;
  index = 0;
  a: Code | undefined = undefined;
  b: Code | undefined = undefined;
  parts: Code[] = [];
  value: unknown = undefined;
  callable: Callable | undefined = undefined;
  /** The steps that `cpu` and `memory` are the sum of. */
  steps: readonly StepName[] = [];
  /** Of lambda and delay: */
  scope: Scope | undefined = undefined;
  /** Of lambda and delay, once compiled: bodies as functions of the captured values and 0 to 3 arguments. */
  run0: Compiled | undefined = undefined;
  run1: Compiled | undefined = undefined;
  run2: Compiled | undefined = undefined;
  run3: Compiled | undefined = undefined;

  constructor(operation: number, term: Term) {
    this.op = operation;
    this.term = term;
  }
}

/** A compiled body. It gives a value, or TAIL after leaving a call for its caller to make. */
export type Compiled = (captured: readonly unknown[], a?: unknown, b?: unknown, c?: unknown) => unknown;

/** What lambda and delay share: where their variables are. The program itself has one, too. */
export interface Scope {
  /** Slots of the frame: the argument of a lambda is slot 0, variables bound on the spot follow. */
  slots: number;
  /** Where the captured values are when the closure is made: a slot, or the complement of a captured index. */
  readonly captures: number[];
  readonly captured: CapturedVariables;
  /** The variables in scope where the closure is made. */
  readonly outside: Environment | undefined;
  readonly parent: Scope | undefined;
}

/** The captured variables of a scope: few are searched one by one, many by a map. */
export class CapturedVariables {
  readonly #variables: Variable[] = [];
  #index: Map<Variable, number> | undefined;

  /** The index of a captured variable, or undefined. */
  indexOf(variable: Variable): number | undefined {
    if (this.#index !== undefined) return this.#index.get(variable);
    const index = this.#variables.indexOf(variable);
    return index < 0 ? undefined : index;
  }

  add(variable: Variable): void {
    this.#index?.set(variable, this.#variables.length);
    this.#variables.push(variable);
    if (this.#index === undefined && this.#variables.length > FEW)
      this.#index = new Map(this.#variables.map((each, index) => [each, index]));
  }
}

const FEW = 16;

/** A variable: the slot of a scope's frame; `known` is the value that it always has, if that is certain. */
export interface Variable {
  readonly scope: Scope;
  readonly slot: number;
  readonly known: { readonly value: unknown } | undefined;
}

/**
 * The variables in scope, innermost first: a list whose `jump` leads far out, so that any one is found in
 * logarithmic time (Myers, "An applicative random-access stack").
 */
export interface Environment {
  readonly variable: Variable;
  readonly size: number;
  readonly outer: Environment | undefined;
  readonly jump: Environment | undefined;
}

export function extend(outer: Environment | undefined, variable: Variable): Environment {
  const size = (outer?.size ?? 0) + 1;
  const jump = outer?.jump;
  const equalJumps =
    outer !== undefined && outer.size - (jump?.size ?? 0) === (jump?.size ?? 0) - (jump?.jump?.size ?? 0);
  return { variable, size, outer, jump: equalJumps ? jump?.jump : outer };
}

/** The variable with a de Bruijn index, or undefined if the index is free. */
export function lookUp(environment: Environment | undefined, index: number): Variable | undefined {
  const size = (environment?.size ?? 0) - index + 1;
  if (size < 1) return undefined;
  let at = environment!;
  while (at.size !== size) at = at.jump !== undefined && at.jump.size >= size ? at.jump : at.outer!;
  return at.variable;
}
