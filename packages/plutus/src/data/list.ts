import type { ConstantType } from '../term/type.ts';

/**
 * A list of the machine: one cell or, with length 0, the end. Tails are shared, so that `headList`, `tailList`,
 * `mkCons` and the unwrapping of data take constant time.
 */
export class List<T = unknown> {
  readonly kind = 'list' as const;
  readonly elementType: ConstantType;
  readonly length: number;
  readonly head: T | undefined;
  readonly tail: List<T> | undefined;

  constructor(elementType: ConstantType, head?: T, tail?: List<T>) {
    this.elementType = elementType;
    this.length = tail === undefined ? 0 : tail.length + 1;
    this.head = head;
    this.tail = tail;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let cell: List<T> = this; cell.length > 0; cell = cell.tail!) yield cell.head!;
  }
}

/** The list of `items` in their order. */
export function listFrom<T>(elementType: ConstantType, items: readonly T[]): List<T> {
  let list = new List<T>(elementType);
  for (let i = items.length - 1; i >= 0; i--) list = new List(elementType, items[i]!, list);
  return list;
}

/** A pair of the machine. */
export class Pair<A = unknown, B = unknown> {
  readonly kind = 'pair' as const;
  readonly first: A;
  readonly second: B;
  readonly firstType: ConstantType;
  readonly secondType: ConstantType;

  constructor(first: A, second: B, firstType: ConstantType, secondType: ConstantType) {
    this.first = first;
    this.second = second;
    this.firstType = firstType;
    this.secondType = secondType;
  }
}
