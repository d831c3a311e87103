import type { Tx } from '../transaction/transaction.ts';

/** Body entries that would change more than the UTxO set, or need scripts; names of conway.cddl. */
const BODY_FEATURES: ReadonlyMap<number, string> = new Map([
  [4, 'certificates'],
  [5, 'withdrawals'],
  [6, 'protocol parameter updates'],
  [9, 'minting'],
  [11, 'script data'],
  [13, 'collateral inputs'],
  [16, 'collateral return'],
  [17, 'total collateral'],
  [18, 'reference inputs'],
  [19, 'voting procedures'],
  [20, 'proposal procedures'],
  [21, 'a treasury value'],
  [22, 'donations'],
]);

const WITNESS_FEATURES: ReadonlyMap<number, string> = new Map([
  [1, 'native scripts'],
  [2, 'bootstrap witnesses'],
  [3, 'Plutus V1 scripts'],
  [4, 'datums'],
  [5, 'redeemers'],
  [6, 'Plutus V2 scripts'],
  [7, 'Plutus V3 scripts'],
]);

/** The first thing in a transaction that value rules do not cover: it is refused by name, never ignored. */
export function unsupportedFeature(tx: Tx): string | undefined {
  if (!tx.isValid) return 'failed scripts (isValid false)';
  for (const key of tx.otherBody.keys()) return BODY_FEATURES.get(key) ?? `body entry ${key}`;
  for (const key of tx.otherWitnesses.keys()) return WITNESS_FEATURES.get(key) ?? `witness entry ${key}`;
  for (const { carried } of tx.outputs)
    if (carried !== undefined) return `outputs with ${Object.keys(carried).join(', ')}`;
  return undefined;
}
