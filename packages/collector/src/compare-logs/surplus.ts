import { hash } from 'node:crypto';

export type SideName = 'a' | 'b';

/** Where a line stands. */
export interface LinePlace {
  readonly at: string;
  readonly file: string;
  readonly number: number;
}

/** Lines that one side has and the other lacks; `first` and `last` by their time. */
export interface Surplus {
  readonly count: number;
  readonly first: LinePlace;
  readonly last: LinePlace;
}

/** How often a line was seen on side A more than on side B, and where it was seen first. */
interface Balance {
  surplus: number;
  readonly place: LinePlace;
}

/**
 * The lines of one node and hour as a multiset that both sides are entered into: what is on both cancels out at once, so
 * that it holds only what one side has read ahead or has alone. Lines are told apart by 48 bits of their SHA-1.
 */
export class HourBalance {
  readonly lines = { a: 0, b: 0 };
  readonly #balances = new Map<number, Balance>();
  readonly #closed: { a: Surplus | undefined; b: Surplus | undefined } = { a: undefined, b: undefined };

  add(side: SideName, line: Uint8Array, place: LinePlace): void {
    this.lines[side]++;
    const key = hash('sha1', line, 'buffer').readUIntBE(0, 6);
    const balance = this.#balances.get(key);
    const step = side === 'a' ? 1 : -1;
    if (balance === undefined) this.#balances.set(key, { surplus: step, place });
    else if (balance.surplus === -step) this.#balances.delete(key);
    else balance.surplus += step;
  }

  /** Counts what has not cancelled out as surplus for good, and forgets it. */
  close(): void {
    for (const { surplus, place } of this.#balances.values()) {
      const side = surplus > 0 ? 'a' : 'b';
      const before = this.#closed[side];
      this.#closed[side] = {
        count: (before?.count ?? 0) + Math.abs(surplus),
        first: before === undefined || place.at < before.first.at ? place : before.first,
        last: before === undefined || place.at >= before.last.at ? place : before.last,
      };
    }
    this.#balances.clear();
  }

  /** What `side` has and the other lacks; of lines that were closed. */
  surplus(side: SideName): Surplus | undefined {
    return this.#closed[side];
  }
}
