/**
 * Types of expressions. They exist for the checker only: Plutus Core has none, so nothing of them is left in a program.
 */
declare const type: unique symbol;

interface Named<N extends string> {
  readonly [type]: N;
}

export type Integer = Named<'integer'>;
export type Bytes = Named<'bytestring'>;
export type Text = Named<'string'>;
export type Unit = Named<'unit'>;
export type Bool = Named<'bool'>;
/** Plutus data: datum, redeemer, context. */
export type Datum = Named<'data'>;
export type G1 = Named<'bls12_381_G1_element'>;
export type G2 = Named<'bls12_381_G2_element'>;
export type MillerLoop = Named<'bls12_381_mlresult'>;
export type Assets = Named<'value'>;

export interface ListOf<T> extends Named<'list'> {
  readonly element: T;
}
export interface ArrayOf<T> extends Named<'array'> {
  readonly element: T;
}
export interface PairOf<A, B> extends Named<'pair'> {
  readonly first: A;
  readonly second: B;
}
/** A function of Plutus Core: `fun` makes it, `apply` uses it. */
export interface Fun<A, B> extends Named<'function'> {
  readonly from: (argument: A) => void;
  readonly to: B;
}
/** A term whose evaluation waits for `force`. */
export interface Delayed<T> extends Named<'delayed'> {
  readonly inner: T;
}
/** A function that takes itself: what recursion is made of, where a language has no names. */
export interface Self<F> extends Named<'self'> {
  readonly result: F;
}
