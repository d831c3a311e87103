import type { Tx } from '../transaction/transaction.ts';

/** Body entries that would change more than the UTxO set; names of conway.cddl. */
const BODY_FEATURES: ReadonlyMap<number, string> = new Map([
  [4, 'certificates'],
  [5, 'withdrawals'],
  [6, 'protocol parameter updates'],
  [9, 'minting'],
  [19, 'voting procedures'],
  [20, 'proposal procedures'],
  [21, 'a treasury value'],
  [22, 'donations'],
]);

const WITNESS_FEATURES: ReadonlyMap<number, string> = new Map([
  [1, 'native scripts'],
  [2, 'bootstrap witnesses'],
]);

/** Entries of body and witnesses that belong to Plutus scripts: `scripts/` reads and judges them. */
const SCRIPT_BODY = new Set([11, 13, 16, 17, 18]);
const SCRIPT_WITNESSES = new Set([3, 4, 5, 6, 7]);

/** The first thing in a transaction that no rule covers: it is refused by name, never ignored. */
export function unsupportedFeature(tx: Tx): string | undefined {
  for (const key of tx.otherBody.keys())
    if (!SCRIPT_BODY.has(key)) return BODY_FEATURES.get(key) ?? `body entry ${key}`;
  for (const key of tx.otherWitnesses.keys())
    if (!SCRIPT_WITNESSES.has(key)) return WITNESS_FEATURES.get(key) ?? `witness entry ${key}`;
  for (const { carried } of tx.outputs) {
    const parts = Object.keys(carried ?? {}).filter((part) => part !== 'datum' && part !== 'datumHash');
    if (parts.length > 0) return `outputs with ${parts.join(', ')}`;
  }
  return undefined;
}
