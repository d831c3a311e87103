import { CborError, Reader, toHex } from '@slotbench/cbor';
import { blake2b256 } from '../crypto/blake2b.ts';
import { LedgerError } from '../errors.ts';
import { readBody, type TxBody } from './body.ts';
import type { Tx } from './transaction.ts';
import { readWitnesses, type WitnessSet } from './witnesses.ts';

/**
 * Reads `[body, witnesses, isValid, auxiliary / null]` (Babbage and Conway), keeping the original bytes.
 * Judges the form only; `validateTx` judges the content. Throws LEDGER_TX naming the byte.
 */
export function decodeTx(bytes: Uint8Array): Tx {
  return naming('LEDGER_TX', 'transaction', () => {
    const reader = new Reader(bytes);
    const length = reader.array();
    const body = readBody(reader);
    const witnesses = readWitnesses(reader);
    const isValid = reader.bool();
    const auxiliary = reader.takeNull() ? undefined : reader.skip();
    if (length === undefined ? !reader.takeBreak() : length !== 4)
      throw new CborError('CBOR_UNEXPECTED', { offset: 0, expected: 'array(4)', got: `array(${length})` });
    reader.expectEnd();
    return joinTx({ body, witnesses, isValid, auxiliary, bytes });
  });
}

/** A transaction from its parts, as blocks store them; without `bytes` they are put together as cardano-node does. */
export function joinTx(parts: {
  body: TxBody;
  witnesses: WitnessSet;
  isValid: boolean;
  auxiliary: Uint8Array | undefined;
  bytes?: Uint8Array;
}): Tx {
  const { body, witnesses, isValid, auxiliary } = parts;
  const { bytes: bodyBytes, ...fields } = body;
  const auxiliarySize = auxiliary?.length ?? 1;
  return {
    ...fields,
    id: toHex(blake2b256(bodyBytes)),
    bytes: parts.bytes ?? joinBytes(bodyBytes, witnesses.bytes, isValid, auxiliary),
    bodyBytes,
    witnessBytes: witnesses.bytes,
    auxiliaryBytes: auxiliary,
    isValid,
    witnesses: witnesses.witnesses,
    otherWitnesses: witnesses.otherWitnesses,
    sizeBytes: 1 + bodyBytes.length + witnesses.bytes.length + auxiliarySize,
  };
}

/** Runs a reader and turns what it finds wrong with the CBOR into an error that names the thing that was read. */
export function naming<T>(code: 'LEDGER_TX' | 'LEDGER_BLOCK', what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CborError)) throw error;
    const { offset, expected, got } = error;
    throw new LedgerError({ code, place: `${what}, byte ${offset}`, expected, got }, { cause: error });
  }
}

function joinBytes(
  body: Uint8Array,
  witnesses: Uint8Array,
  isValid: boolean,
  auxiliary: Uint8Array | undefined,
): Uint8Array {
  const bytes = new Uint8Array(2 + body.length + witnesses.length + (auxiliary?.length ?? 1));
  bytes[0] = 0x84;
  bytes.set(body, 1);
  bytes.set(witnesses, 1 + body.length);
  const at = 1 + body.length + witnesses.length;
  bytes[at] = isValid ? 0xf5 : 0xf4;
  if (auxiliary === undefined) bytes[at + 1] = 0xf6;
  else bytes.set(auxiliary, at + 1);
  return bytes;
}
