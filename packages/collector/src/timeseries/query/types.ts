/** A type of the query language. A hole is a type that is not known yet; solving fills `is`. */
export type Type =
  | { readonly kind: 'Scalar' | 'Bool' | 'Timestamp' | 'Duration' | 'Text' | 'Unit' }
  | { readonly kind: 'InstantVector' | 'RangeVector' | 'List'; readonly of: Type }
  | { readonly kind: 'Pair'; readonly fst: Type; readonly snd: Type }
  | { readonly kind: 'Function'; readonly from: Type; readonly to: Type }
  | Hole;

export interface Hole {
  readonly kind: 'Hole';
  readonly id: number;
  is: Type | undefined;
}

export const scalar: Type = { kind: 'Scalar' };
export const bool: Type = { kind: 'Bool' };
export const timestamp: Type = { kind: 'Timestamp' };
export const duration: Type = { kind: 'Duration' };
export const text: Type = { kind: 'Text' };
export const unit: Type = { kind: 'Unit' };
export const instantVector = (of: Type): Type => ({ kind: 'InstantVector', of });
export const rangeVector = (of: Type): Type => ({ kind: 'RangeVector', of });
export const list = (of: Type): Type => ({ kind: 'List', of });
export const pair = (fst: Type, snd: Type): Type => ({ kind: 'Pair', fst, snd });
export const functionType = (from: Type, to: Type): Type => ({ kind: 'Function', from, to });

/** The type with its outermost hole, if any, replaced by what it stands for. */
export function known(type: Type): Type {
  let at = type;
  while (at.kind === 'Hole' && at.is !== undefined) at = at.is;
  return at;
}

/** Two types that cannot be equal; within larger types, the parts that differ. */
export interface Mismatch {
  readonly expected: Type;
  readonly actual: Type;
}

/**
 * Makes two types equal by filling holes; returns what stands against it. `spend` is called for each pair of types
 * looked at and may throw: types that share parts can be exponentially large.
 */
export function unify(expected: Type, actual: Type, spend: () => void): Mismatch | undefined {
  spend();
  const [left, right] = [known(expected), known(actual)];
  const mismatch = { expected: left, actual: right };
  if (left === right) return undefined;
  if (left.kind === 'Hole') return fill(left, right, spend) ? undefined : mismatch;
  if (right.kind === 'Hole') return fill(right, left, spend) ? undefined : mismatch;
  if (left.kind !== right.kind) return mismatch;
  const pairs = partsOf(left).map((part, n) => [part, partsOf(right)[n]!] as const);
  for (const [a, b] of pairs) {
    const inner = unify(a, b, spend);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function partsOf(type: Type): readonly Type[] {
  switch (type.kind) {
    case 'InstantVector':
    case 'RangeVector':
    case 'List':
      return [type.of];
    case 'Pair':
      return [type.fst, type.snd];
    case 'Function':
      return [type.from, type.to];
    default:
      return [];
  }
}

/** A hole inside its own solution would be an infinite type: `\x -> x x`. */
function fill(hole: Hole, type: Type, spend: () => void): boolean {
  if (occurs(hole, type, spend)) return false;
  hole.is = type;
  return true;
}

function occurs(hole: Hole, type: Type, spend: () => void): boolean {
  spend();
  const at = known(type);
  return at === hole || partsOf(at).some((part) => occurs(hole, part, spend));
}

/** Levels of a type that are shown; below them stands `…`. */
const MOST_DEPTH = 6;

/** As upstream writes it: `Timestamp -> InstantVector Scalar`, `(Bool, ?3)`. */
export function showType(type: Type): string {
  return show(type, 'loose', 0);
}

function show(type: Type, position: 'loose' | 'domain' | 'tight', depth: number): string {
  const at = known(type);
  if (depth > MOST_DEPTH) return '…';
  switch (at.kind) {
    case 'Hole':
      return `?${at.id}`;
    case 'InstantVector':
    case 'RangeVector':
    case 'List':
      return parenthesize(position === 'tight', `${at.kind} ${show(at.of, 'tight', depth + 1)}`);
    case 'Pair':
      return `(${show(at.fst, 'loose', depth + 1)}, ${show(at.snd, 'loose', depth + 1)})`;
    case 'Function': {
      const arrow = `${show(at.from, 'domain', depth + 1)} -> ${show(at.to, 'loose', depth + 1)}`;
      return parenthesize(position !== 'loose', arrow);
    }
    default:
      return at.kind;
  }
}

function parenthesize(when: boolean, shown: string): string {
  return when ? `(${shown})` : shown;
}
