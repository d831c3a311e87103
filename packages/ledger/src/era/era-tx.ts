import { Reader } from '@slotbench/cbor';
import { record } from '../praos/record.ts';
import { readBody, type TxBody } from '../transaction/body.ts';
import { decodeTx, joinTx, naming } from '../transaction/decode.ts';
import type { Tx } from '../transaction/transaction.ts';
import { readWitnesses, type WitnessSet } from '../transaction/witnesses.ts';
import { type Era, hasScriptValidity, isReadEra } from './era.ts';

/** A transaction of any era: read from Shelley to Conway, else its bytes. */
export type EraTx =
  | { readonly kind: 'read'; readonly era: Era; readonly tx: Tx }
  | { readonly kind: 'opaque'; readonly era: Era; readonly bytes: Uint8Array };

/** Reads what `[era, #6.24(bytes)]` holds; `tx.isValid` is true where the era has no such part. Throws LEDGER_TX naming the byte. */
export function decodeEraTx(era: Era, bytes: Uint8Array): EraTx {
  if (!isReadEra(era)) return { kind: 'opaque', era, bytes };
  const tx = hasScriptValidity(era) ? decodeTx(bytes) : decodeOldTx(bytes);
  return { kind: 'read', era, tx };
}

/** `[body, witnesses, auxiliary / null]`, as stored blocks of Shelley to Mary hold them in three segments. */
export function joinOldTx(parts: {
  body: TxBody;
  witnesses: WitnessSet;
  auxiliary: Uint8Array | undefined;
}): Tx {
  const { body, witnesses, auxiliary } = parts;
  const bytes = Buffer.concat([
    Uint8Array.of(0x83),
    body.bytes,
    witnesses.bytes,
    auxiliary ?? Uint8Array.of(0xf6),
  ]);
  return joinTx({ ...parts, isValid: true, bytes: new Uint8Array(bytes) });
}

function decodeOldTx(bytes: Uint8Array): Tx {
  return naming('LEDGER_TX', 'transaction', () => {
    const reader = new Reader(bytes);
    const parts = record(reader, 3, (r) => ({
      body: readBody(r),
      witnesses: readWitnesses(r),
      auxiliary: r.takeNull() ? undefined : r.skip(),
    }));
    reader.expectEnd();
    return joinTx({ ...parts, isValid: true, bytes });
  });
}
