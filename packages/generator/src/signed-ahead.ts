import type { SignedTx, Signer } from './signing.ts';

/**
 * The load's transactions, signed before they are due, so that signing never delays one: `window` of them are signed
 * or being signed at any time.
 */
export interface SignedAhead {
  /** Resolves once the first window is signed; rejects if signing fails. */
  readonly filled: Promise<void>;
  /** Transaction `n`; asked for in order, each once. Signs it here and now if the window has run dry. */
  take(n: number): SignedTx;
  /** Taken before they were signed ahead. */
  readonly late: number;
}

/** Transactions a question: one is signed in about 0.2 ms, so an answer takes some 10 ms. */
const BATCH = 50;

export function signAhead(o: {
  count: number;
  window: number;
  signer: Signer;
  signHere: (n: number) => SignedTx;
}): SignedAhead {
  const ready: { n: number; tx: SignedTx }[] = [];
  let head = 0;
  let asked = 0;
  let taken = 0;
  let late = 0;

  function ask(): Promise<void> {
    const from = asked;
    const count = Math.min(BATCH, o.count - from);
    asked += count;
    return o.signer.sign(from, count).then((txs) => {
      txs.forEach((tx, i) => {
        if (from + i >= taken) ready.push({ n: from + i, tx });
      });
    });
  }

  const first: Promise<void>[] = [];
  while (asked < Math.min(o.count, o.window)) first.push(ask());

  return {
    filled: Promise.all(first).then(() => {}),
    take(n) {
      if (n !== taken) throw new Error(`transactions are taken in order: expected ${taken}, got ${n}`);
      taken++;
      // If the signer fails in the load, this thread signs, and the summary counts it.
      while (asked < Math.min(o.count, taken + o.window - BATCH + 1)) ask().catch(() => {});
      const next = ready[head];
      if (next === undefined || next.n !== n) {
        late++;
        return o.signHere(n);
      }
      // Drop what is behind in bulk: shifting one by one would copy the window each time.
      if (++head > 1024) {
        ready.splice(0, head);
        head = 0;
      }
      return next.tx;
    },
    get late() {
      return late;
    },
  };
}
