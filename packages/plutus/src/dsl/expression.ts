import { fromHex } from '@slotbench/cbor';
import { type Data, isData } from '../data/data.ts';
import { type Int, toInt } from '../data/int.ts';
import { listFrom } from '../data/list.ts';
import type { Term } from '../term/term.ts';
import * as plutus from '../term/term.ts';
import { types } from '../term/type.ts';
import type {
  Assets,
  Bool,
  Bytes,
  Datum,
  Delayed,
  Fun,
  G1,
  G2,
  Integer,
  ListOf,
  Self,
  Text,
  Unit,
} from './types.ts';

declare const carries: unique symbol;

/**
 * A term with a type, to write scripts with. Variables are those of TypeScript: `fun` hands its body an expression
 * that knows at which depth it was bound, and gets its index when the term around it is known.
 */
export interface Expression<out T> {
  /** The term inside `depth` lambdas. */
  readonly at: (depth: number) => Term;
  readonly [carries]?: T;
}

/** Any type: for encodings that TypeScript cannot say, such as Scott-encoded data of another compiler. */
// biome-ignore lint/suspicious/noExplicitAny: the point of this type
export type Untyped = Expression<any>;

const closed = <T>(term: Term): Expression<T> => ({ at: () => term });

export const integer = (value: Int): Expression<Integer> => closed(plutus.constant(toInt(value)));
export const bytes = (value: Uint8Array | string): Expression<Bytes> =>
  closed(plutus.constant(typeof value === 'string' ? fromHex(value) : value));
export const text = (value: string): Expression<Text> => closed(plutus.constant(value));
export const bool = (value: boolean): Expression<Bool> => closed(plutus.constant(value));
export const unit: Expression<Unit> = closed(plutus.constant(null));
export const datum = (value: Data): Expression<Datum> => {
  if (!isData(value)) throw new TypeError('datum: expected Plutus data');
  return closed(plutus.constant(value));
};

interface ElementTypes {
  integer: Integer;
  bytestring: Bytes;
  string: Text;
  unit: Unit;
  bool: Bool;
  data: Datum;
  g1: G1;
  g2: G2;
  value: Assets;
}

/** The list without items, to which `cons` adds. */
export function emptyList<N extends keyof ElementTypes>(element: N): Expression<ListOf<ElementTypes[N]>> {
  return closed(plutus.constant(listFrom<unknown>(types[element], [])));
}

/** Ends the script; fits everywhere. */
export const fail: Expression<never> = closed(plutus.error);

export function fun<A, B>(body: (argument: Expression<A>) => Expression<B>): Expression<Fun<A, B>> {
  return {
    at: (depth) => {
      const argument: Expression<A> = { at: (inner) => plutus.variable(inner - depth) };
      return plutus.lambda(body(argument).at(depth + 1));
    },
  };
}

/** A function of two arguments, one after the other. */
export function fun2<A, B, C>(
  body: (first: Expression<A>, second: Expression<B>) => Expression<C>,
): Expression<Fun<A, Fun<B, C>>> {
  return fun((first) => fun((second) => body(first, second)));
}

export function fun3<A, B, C, D>(
  body: (first: Expression<A>, second: Expression<B>, third: Expression<C>) => Expression<D>,
): Expression<Fun<A, Fun<B, Fun<C, D>>>> {
  return fun((first) => fun2((second, third) => body(first, second, third)));
}

export function apply<A, B>(f: Expression<Fun<A, B>>, a: Expression<A>): Expression<B>;
export function apply<A, B, C>(
  f: Expression<Fun<A, Fun<B, C>>>,
  a: Expression<A>,
  b: Expression<B>,
): Expression<C>;
export function apply<A, B, C, D>(
  f: Expression<Fun<A, Fun<B, Fun<C, D>>>>,
  a: Expression<A>,
  b: Expression<B>,
  c: Expression<C>,
): Expression<D>;
export function apply(f: Untyped, ...args: readonly Untyped[]): Untyped {
  return applyUntyped(f, ...args);
}

/** Application whose types nobody checks. */
export function applyUntyped(f: Untyped, ...args: readonly Untyped[]): Untyped {
  return { at: (depth) => plutus.apply(f.at(depth), ...args.map((arg) => arg.at(depth))) };
}

/** Evaluates a value once, before the body. */
export function letIn<A, B>(
  value: Expression<A>,
  body: (value: Expression<A>) => Expression<B>,
): Expression<B> {
  return apply(fun(body), value);
}

export function delay<T>(inner: Expression<T>): Expression<Delayed<T>> {
  return { at: (depth) => plutus.delay(inner.at(depth)) };
}

export function force<T>(delayed: Expression<Delayed<T>>): Expression<T> {
  return { at: (depth) => plutus.force(delayed.at(depth)) };
}

/**
 * A function that may call itself, by self-application. Each use of `self` applies it anew; `letIn(self, …)` inside
 * the function does so once a call.
 */
export function recursive<F>(body: (self: Expression<F>) => Expression<F>): Expression<F> {
  const again = (of: Expression<Self<F>>): Expression<F> => applyUntyped(of, of);
  return applyUntyped(
    fun((of: Expression<Self<F>>) => again(of)),
    fun((of: Expression<Self<F>>) => body(again(of))),
  );
}

/** Constructor `tag` with its fields. Plutus Core 1.1.0. */
export function construct(tag: number, ...fields: readonly Untyped[]): Untyped {
  return {
    at: (depth) =>
      plutus.constr(
        tag,
        fields.map((field) => field.at(depth)),
      ),
  };
}

/** The branch of the scrutinee's constructor, applied to its fields. Plutus Core 1.1.0. */
export function match(scrutinee: Untyped, ...branches: readonly Untyped[]): Untyped {
  return {
    at: (depth) =>
      plutus.caseOf(
        scrutinee.at(depth),
        branches.map((branch) => branch.at(depth)),
      ),
  };
}
