import type { ElaboratedBuiltin } from './core.ts';
import {
  bool,
  functionType,
  type Hole,
  instantVector,
  pair,
  rangeVector,
  scalar,
  type Type,
} from './types.ts';

export interface Signature {
  readonly parameters: readonly Type[];
  readonly result: Type;
}

/** The type of a function of the language, with new holes for its type variables. */
export function signature(name: ElaboratedBuiltin, hole: () => Hole): Signature {
  return SIGNATURES[name](hole(), hole());
}

const vector = instantVector(scalar);
const matrix = rangeVector(scalar);

const to = (result: Type, ...parameters: Type[]): Signature => ({ parameters, result });

const SIGNATURES: Readonly<Record<ElaboratedBuiltin, (a: Type, b: Type) => Signature>> = {
  fst: (a, b) => to(a, pair(a, b)),
  snd: (a, b) => to(b, pair(a, b)),
  min: () => to(scalar, vector),
  max: () => to(scalar, vector),
  avg: () => to(scalar, vector),
  filter: (a) => to(instantVector(a), functionType(a, bool), instantVector(a)),
  map: (a, b) => to(instantVector(b), functionType(a, b), instantVector(a)),
  join: (a, b) => to(instantVector(pair(a, b)), instantVector(a), instantVector(b)),
  unless: (a, b) => to(instantVector(a), instantVector(a), instantVector(b)),
  abs: () => to(scalar, scalar),
  round: () => to(scalar, scalar),
  increase: () => to(vector, matrix),
  rate: () => to(vector, matrix),
  avg_over_time: () => to(vector, matrix),
  sum_over_time: () => to(vector, matrix),
  quantile_over_time: () => to(vector, scalar, matrix),
  quantile_by: () => to(vector, scalar, vector),
  // Of numbers, truths, times and durations only; elaboration checks it once the argument's type is known.
  to_scalar: (a) => to(scalar, a),
};
