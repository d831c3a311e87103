import type { BuiltinName } from '../builtins/table.ts';
import type { Int } from '../data/int.ts';
import type { Constant } from './constant.ts';

/** A term of untyped Plutus Core. Variables are de Bruijn indices: 1 is the innermost lambda's. */
export type Term =
  | { readonly kind: 'var'; readonly index: number }
  | { readonly kind: 'lambda'; readonly body: Term }
  | { readonly kind: 'apply'; readonly fun: Term; readonly arg: Term }
  | { readonly kind: 'delay'; readonly body: Term }
  | { readonly kind: 'force'; readonly body: Term }
  | { readonly kind: 'constant'; readonly value: Constant }
  | { readonly kind: 'builtin'; readonly name: BuiltinName }
  | { readonly kind: 'error' }
  | { readonly kind: 'constr'; readonly tag: Int; readonly fields: readonly Term[] }
  | { readonly kind: 'case'; readonly scrutinee: Term; readonly branches: readonly Term[] };

export interface Program {
  readonly version: Version;
  readonly term: Term;
}

/** The version of Plutus Core: 1.0.0, or 1.1.0 with constructors and cases. */
export type Version = readonly [major: Int, minor: Int, patch: Int];

/** Whether a program of this version may contain `constr` and `case`. */
export function hasConstructors([major, minor]: Version): boolean {
  return major > 1 || (major === 1 && minor >= 1);
}

export const variable = (index: number): Term => ({ kind: 'var', index });
export const lambda = (body: Term): Term => ({ kind: 'lambda', body });
export const apply = (fun: Term, ...args: readonly Term[]): Term =>
  args.reduce<Term>((applied, arg) => ({ kind: 'apply', fun: applied, arg }), fun);
export const delay = (body: Term): Term => ({ kind: 'delay', body });
export const force = (body: Term): Term => ({ kind: 'force', body });
export const constant = (value: Constant): Term => ({ kind: 'constant', value });
export const builtin = (name: BuiltinName): Term => ({ kind: 'builtin', name });
export const error: Term = { kind: 'error' };
export const constr = (tag: Int, fields: readonly Term[]): Term => ({ kind: 'constr', tag, fields });
export const caseOf = (scrutinee: Term, branches: readonly Term[]): Term => ({
  kind: 'case',
  scrutinee,
  branches,
});

/** The program applied to data: how a script gets its datum, redeemer and context. */
export function applyProgram(program: Program, args: readonly Term[]): Program {
  return { version: program.version, term: apply(program.term, ...args) };
}
