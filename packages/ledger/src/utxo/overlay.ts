import { effectsOf } from '../scripts/effects.ts';
import { type Tx, type TxOut, txInKey } from '../transaction/transaction.ts';
import type { UtxoView } from './validate-tx.ts';

/**
 * The UTxO set as it would be after pending transactions, without touching the base: what a mempool validates
 * against. Costs as much memory as the pending transactions. When the base changes, make a new overlay
 * and offer it the pending transactions again.
 */
export interface UtxoOverlay extends UtxoView {
  /** Spends the inputs and adds the outputs of a transaction that `validateTx` accepts on this overlay. */
  add(tx: Tx): void;
}

export function overlayUtxo(base: UtxoView): UtxoOverlay {
  /** undefined stands for spent. */
  const changes = new Map<string, TxOut | undefined>();
  return {
    get(key) {
      const changed = changes.get(key);
      return changed !== undefined || changes.has(key) ? changed : base.get(key);
    },
    add(tx) {
      const { spent, created } = effectsOf(tx);
      for (const input of spent) changes.set(txInKey(input), undefined);
      for (const [key, output] of created) changes.set(key, output);
    },
  };
}
