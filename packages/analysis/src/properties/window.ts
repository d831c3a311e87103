import type { Atom } from './formula.ts';

/** Where a line stands: what a violation points to. */
export interface Place {
  readonly host: string;
  /** Relative to the run. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** Offset of the line's first byte in the file. */
  readonly byte: number;
}

/** A message that matched an atom, with the values of the atom's fields. */
export interface Occurrence {
  readonly unit: number;
  readonly at: number;
  readonly name: string;
  readonly values: readonly (string | number)[];
  readonly place: Place;
}

/** The recent messages of one atom: by unit, and the units of each combination of field values, both ascending. */
export class AtomWindow {
  readonly atom: Atom;
  readonly #byUnit = new Map<number, Occurrence[]>();
  readonly #byKey = new Map<string, Occurrence[]>();
  readonly #all: Occurrence[] = [];
  /** Occurrences at the front of `#all` that are dropped already. */
  #dropped = 0;

  constructor(atom: Atom) {
    this.atom = atom;
  }

  get size(): number {
    return this.#all.length - this.#dropped;
  }

  add(occurrence: Occurrence): void {
    insert(this.#all, occurrence, this.#dropped);
    const key = keyOf(occurrence.values);
    const same = this.#byKey.get(key);
    if (same === undefined) this.#byKey.set(key, [occurrence]);
    else insert(same, occurrence, 0);
    const together = this.#byUnit.get(occurrence.unit);
    if (together === undefined) this.#byUnit.set(occurrence.unit, [occurrence]);
    else together.push(occurrence);
  }

  /** Forgets what lies before `unit`; returns how many that were. */
  dropBefore(unit: number): number {
    let dropped = 0;
    for (let oldest = this.#all[this.#dropped]; oldest !== undefined && oldest.unit < unit; ) {
      this.#byUnit.delete(oldest.unit);
      const key = keyOf(oldest.values);
      const same = this.#byKey.get(key)!;
      if (same.length === 1) this.#byKey.delete(key);
      else same.shift();
      dropped++;
      oldest = this.#all[++this.#dropped];
    }
    // Moving the rest costs as much as what was dropped, so once a drop.
    if (this.#dropped > 1024 && this.#dropped > this.#all.length / 2) {
      this.#all.splice(0, this.#dropped);
      this.#dropped = 0;
    }
    return dropped;
  }

  at(unit: number): readonly Occurrence[] {
    return this.#byUnit.get(unit) ?? [];
  }

  /** Those with the values of a key, or all of them. */
  matching(key: string | undefined): readonly Occurrence[] {
    if (key !== undefined) return this.#byKey.get(key) ?? [];
    return this.#dropped === 0 ? this.#all : this.#all.slice(this.#dropped);
  }
}

export function keyOf(values: readonly (string | number)[]): string {
  let key = '';
  for (const value of values) key += typeof value === 'number' ? `#${value}\0` : `${value}\0`;
  return key;
}

/** Index of the first occurrence at or after a unit. */
export function firstFrom(occurrences: readonly Occurrence[], unit: number, from = 0): number {
  let low = from;
  let high = occurrences.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (occurrences[middle]!.unit < unit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Messages come almost in order: look from the end. */
export function insert(list: Occurrence[], occurrence: Occurrence, from: number): void {
  let place = list.length;
  while (place > from && list[place - 1]!.unit > occurrence.unit) place--;
  if (place === list.length) list.push(occurrence);
  else list.splice(place, 0, occurrence);
}
