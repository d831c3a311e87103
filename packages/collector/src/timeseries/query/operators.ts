import type { ArithmeticOperator, RelationOperator } from './syntax.ts';
import { bool, duration, instantVector, known, rangeVector, scalar, type Type, timestamp } from './types.ts';

/**
 * What an operator does, once the types of its operands are known. `vector` and `matrix` work on each value of the
 * left operand, or of the right one if `swapped`; relations on vectors keep the series for which they hold.
 */
export type Operation =
  | { readonly on: 'scalars' | 'bools' | 'durations' | 'rewind' }
  | { readonly on: 'advance' | 'vector' | 'matrix'; readonly swapped: boolean };

/** A rule that applies: the operation and the equations that it asks for. */
export interface Rule {
  readonly operation: Operation;
  readonly equations: readonly (readonly [Type, Type])[];
}

interface Sides {
  readonly left: Type;
  readonly right: Type;
  readonly out: Type;
}

/**
 * The rule for an operator at these types: `open` while the types known so far allow several, `none` if they allow
 * none. Source: cardano-timeseries-io `Elab`.
 */
export function arithmeticRule(operator: ArithmeticOperator, sides: Sides): Rule | 'open' | 'none' {
  const [left, right, out] = kinds(sides);
  const rule = rulesOf(sides);
  const additive = operator === '+' || operator === '-';
  const advance = (swapped: boolean) =>
    swapped
      ? rule({ on: 'advance', swapped }, duration, timestamp, timestamp)
      : rule({ on: 'advance', swapped }, timestamp, duration, timestamp);

  if (left === 'Timestamp') return operator === '+' ? advance(false) : rewindOr(operator === '-');
  if (right === 'Timestamp') return operator === '+' ? advance(true) : 'none';
  if (left === 'Duration' || right === 'Duration') {
    if (!additive) return 'none';
    if (operator === '-') return right === 'Duration' && left === 'Hole' ? rewindOr(true) : 'none';
    if (left === right || out === 'Duration') return rule({ on: 'durations' }, duration, duration, duration);
    if (out === 'Timestamp') return advance(left === 'Duration');
    return left === 'Hole' || right === 'Hole' ? 'open' : 'none';
  }
  for (const [kind, make, on] of VECTORS) {
    if (left === kind || (out === kind && right === 'Scalar'))
      return rule({ on, swapped: false }, make(scalar), scalar, make(scalar));
    if (right === kind || (out === kind && left === 'Scalar'))
      return rule({ on, swapped: true }, scalar, make(scalar), make(scalar));
  }
  if ((left === 'Scalar' && right === 'Scalar') || out === 'Scalar')
    return rule({ on: 'scalars' }, scalar, scalar, scalar);
  if (out === 'Timestamp' && operator === '-') return rewindOr(true);
  if (out === 'Duration' && operator === '+') return rule({ on: 'durations' }, duration, duration, duration);
  const mayBeNumber = [left, right].every((kind) => kind === 'Scalar' || kind === 'Hole');
  return mayBeNumber ? 'open' : 'none';

  function rewindOr(possible: boolean): Rule | 'none' {
    return possible ? rule({ on: 'rewind' }, timestamp, duration, timestamp) : 'none';
  }
}

/**
 * As `arithmeticRule`, for `== != < <= > >=`. With `guess`, an equality about which nothing more will be learnt than
 * that it is true or false is taken to be between numbers.
 */
export function relationRule(
  operator: RelationOperator,
  sides: Sides,
  { guess }: { guess: boolean },
): Rule | 'open' | 'none' {
  const [left, right, out] = kinds(sides);
  const rule = rulesOf(sides);
  const vector = instantVector(scalar);
  const filters = out === 'InstantVector';

  if (left === 'InstantVector' || (filters && right === 'Scalar'))
    return rule({ on: 'vector', swapped: false }, vector, scalar, vector);
  if (right === 'InstantVector' || (filters && left === 'Scalar'))
    return rule({ on: 'vector', swapped: true }, scalar, vector, vector);
  const equality = operator === '==' || operator === '!=';
  if (left === 'Bool' || right === 'Bool') return equality ? rule({ on: 'bools' }, bool, bool, bool) : 'none';
  if ((left === 'Scalar' && right === 'Scalar') || (out === 'Bool' && (guess || !equality)))
    return rule({ on: 'scalars' }, scalar, scalar, bool);
  const mayBeNumber = [left, right].every((kind) => kind === 'Scalar' || kind === 'Hole');
  return mayBeNumber ? 'open' : 'none';
}

const VECTORS = [
  ['InstantVector', instantVector, 'vector'],
  ['RangeVector', rangeVector, 'matrix'],
] as const;

function kinds({ left, right, out }: Sides): [Type['kind'], Type['kind'], Type['kind']] {
  return [known(left).kind, known(right).kind, known(out).kind];
}

/** Makes rules: an operation, and the types that it wants left, right and out. */
function rulesOf(sides: Sides): (operation: Operation, left: Type, right: Type, out: Type) => Rule {
  return (operation, left, right, out) => ({
    operation,
    equations: [
      [left, sides.left],
      [right, sides.right],
      [sides.out, out],
    ],
  });
}
