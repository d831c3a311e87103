import { ed25519, type Tx, type VerifiedTxs } from '@slotbench/ledger';

/** How long signatures may be verified in one turn of the event loop. */
const TURN_MS = 8;

/**
 * Verifies, a few at a time, the signatures that the mempool has not seen yet, so that applying a block never holds
 * the event loop for long. A wrong one is left to the ledger, which names it.
 */
export async function verifySignatures(txs: readonly Tx[], verified: VerifiedTxs): Promise<void> {
  let turnStartMs = performance.now();
  for (const tx of txs) {
    if (verified.has(tx)) continue;
    const id = Buffer.from(tx.id, 'hex');
    if (tx.witnesses.every(({ publicKey, signature }) => ed25519.verify(publicKey, id, signature)))
      verified.add(tx);
    if (performance.now() - turnStartMs < TURN_MS) continue;
    await new Promise<void>((resolve) => setImmediate(resolve));
    turnStartMs = performance.now();
  }
}
