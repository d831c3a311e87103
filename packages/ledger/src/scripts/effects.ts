import { type Tx, type TxIn, type TxOut, txInKey } from '../transaction/transaction.ts';
import { readScriptParts } from './script-parts.ts';

/** What a transaction does to the outputs: with failed scripts it spends its collateral only. */
export interface Effects {
  readonly spent: readonly TxIn[];
  readonly created: readonly (readonly [string, TxOut])[];
}

export function effectsOf(tx: Tx): Effects {
  const key = (index: number): string => txInKey({ txId: tx.id, index });
  if (tx.isValid)
    return { spent: tx.inputs, created: tx.outputs.map((output, index) => [key(index), output]) };
  const { collateral, collateralReturn } = readScriptParts(tx);
  const created = collateralReturn === undefined ? [] : [[key(tx.outputs.length), collateralReturn] as const];
  return { spent: collateral, created };
}
