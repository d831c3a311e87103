import type { Tx } from '@slotbench/ledger';

/**
 * The load's transactions, signed before they are due, so that signing never delays one. `take` gives the next; the
 * window is filled by `fill`, a slice at a time, so that the event loop keeps its turn.
 */
export interface SignedAhead {
  /** Signs until the window is full or the slice is over; true if there is more to do. */
  fill(sliceMs: number): boolean;
  /** Transaction `n`; asked for in order, each once. Signs it now only if the window has run dry. */
  take(n: number): Tx;
  /** Taken before they were signed ahead. */
  readonly late: number;
}

export function signAhead(o: {
  count: number;
  window: number;
  build: (n: number) => Tx;
  nowMs: () => number;
}): SignedAhead {
  const ready: Tx[] = [];
  let taken = 0;
  let head = 0;
  let late = 0;
  const ahead = () => ready.length - head;
  const more = () => taken + ahead() < o.count && ahead() < o.window;
  return {
    fill(sliceMs) {
      const endMs = o.nowMs() + sliceMs;
      while (more() && o.nowMs() < endMs) ready.push(o.build(taken + ahead()));
      return more();
    },
    take(n) {
      if (n !== taken) throw new Error(`transactions are taken in order: expected ${taken}, got ${n}`);
      taken++;
      if (ahead() === 0) {
        late++;
        return o.build(n);
      }
      const tx = ready[head++]!;
      // Drop what is behind in bulk: shifting one by one would copy the window each time.
      if (head > 1024) {
        ready.splice(0, head);
        head = 0;
      }
      return tx;
    },
    get late() {
      return late;
    },
  };
}
