import type { Tx } from '../transaction/transaction.ts';

/** Remembers transactions whose signatures are right, so that a node verifies each once: in the mempool or in a block. */
export interface VerifiedTxs {
  has(tx: Tx): boolean;
  add(tx: Tx): void;
}

/**
 * Remembers the last `capacity` transactions. An id does not cover the signatures, so the witness bytes are kept
 * and compared: the same body with other witnesses counts as unknown.
 */
export function createVerifiedTxs(capacity: number): VerifiedTxs {
  const witnesses = new Map<string, Uint8Array>();
  return {
    has(tx) {
      const known = witnesses.get(tx.id);
      return known !== undefined && Buffer.compare(known, tx.witnessBytes) === 0;
    },
    add(tx) {
      witnesses.delete(tx.id);
      witnesses.set(tx.id, new Uint8Array(tx.witnessBytes));
      if (witnesses.size > capacity) witnesses.delete(witnesses.keys().next().value!);
    },
  };
}
