import type { Int } from '../data/int.ts';
import type { Constant } from '../term/constant.ts';
import type { Callable } from './callable.ts';
import type { Code } from './code.ts';

/** What the machine computes: a constant, a function or delay with what it captured, a builtin that waits, a constructor. */
export type Value = Constant | Closure | Suspension | Partial | Constructor;

/** A lambda with the values that it captured. */
export class Closure {
  readonly kind = 'closure' as const;
  readonly code: Code;
  readonly captured: readonly unknown[];

  constructor(code: Code, captured: readonly unknown[]) {
    this.code = code;
    this.captured = captured;
  }
}

/** A delayed term with the values that it captured. */
export class Suspension {
  readonly kind = 'suspension' as const;
  readonly code: Code;
  readonly captured: readonly unknown[];

  constructor(code: Code, captured: readonly unknown[]) {
    this.code = code;
    this.captured = captured;
  }
}

/** A builtin that still waits for forces or arguments. */
export class Partial {
  readonly kind = 'partial' as const;
  readonly callable: Callable;
  readonly forces: number;
  readonly args: readonly unknown[];

  constructor(callable: Callable, forces: number, args: readonly unknown[]) {
    this.callable = callable;
    this.forces = forces;
    this.args = args;
  }
}

/** A sum of products: a constructor of Plutus Core 1.1.0, not one of data. */
export class Constructor {
  readonly kind = 'constructor' as const;
  readonly tag: Int;
  readonly fields: readonly unknown[];

  constructor(tag: Int, fields: readonly unknown[]) {
    this.tag = tag;
    this.fields = fields;
  }
}
