import { toHex, Writer } from '@slotbench/cbor';
import { enterpriseAddress } from '../../src/address/address.ts';
import { blake2b224, blake2b256 } from '../../src/crypto/blake2b.ts';
import { ed25519 } from '../../src/crypto/ed25519.ts';
import { decodeTx } from '../../src/transaction/decode.ts';
import { writeOutput } from '../../src/transaction/output.ts';
import type { Tx, TxIn, TxOut } from '../../src/transaction/transaction.ts';
import { writeWitnesses } from '../../src/transaction/witnesses.ts';

/** Builds transactions from raw body entries, so that a test can break any one rule and still sign what it built. */

export const seed = (n: number): Uint8Array => new Uint8Array(32).fill(n);
export const keyHash = (n: number): string => toHex(blake2b224(ed25519.publicKey(seed(n))));
export const addressOf = (n: number): Uint8Array => enterpriseAddress(keyHash(n));

export function txOut(address: Uint8Array, lovelace: bigint): TxOut {
  const writer = new Writer();
  writeOutput(writer, { address, lovelace });
  return { address, lovelace, sizeBytes: writer.length };
}

/** Writes the CBOR of one body or witness entry. */
export type Entry = (writer: Writer) => void;

export interface Parts {
  readonly body: ReadonlyMap<number, Entry>;
  readonly witnesses?: ReadonlyMap<number, Entry>;
  readonly signers: readonly Uint8Array[];
  readonly auxiliary?: Entry;
  readonly isValid?: boolean;
}

export const inputs =
  (...list: readonly TxIn[]): Entry =>
  (w) => {
    w.tag(258).array(list.length);
    for (const { txId, index } of list) w.array(2).bytes(Buffer.from(txId, 'hex')).uint(index);
  };
export const outputs =
  (...list: readonly { address: Uint8Array; lovelace: bigint }[]): Entry =>
  (w) => {
    w.array(list.length);
    for (const output of list) writeOutput(w, output);
  };
export const uint =
  (value: number | bigint): Entry =>
  (w) => {
    w.uint(value);
  };
export const bytes =
  (value: Uint8Array): Entry =>
  (w) => {
    w.bytes(value);
  };

export function assemble(parts: Parts): Tx {
  const bodyWriter = new Writer().map(parts.body.size);
  for (const [key, entry] of parts.body) {
    bodyWriter.uint(key);
    entry(bodyWriter);
  }
  const body = bodyWriter.finish();
  const id = blake2b256(body);
  const signatures = parts.signers.map((each) => ({
    publicKey: ed25519.publicKey(each),
    signature: ed25519.sign(each, id),
  }));
  const tx = new Writer().array(4).raw(body);
  const others = parts.witnesses ?? new Map<number, Entry>();
  if (others.size === 0) writeWitnesses(tx, signatures);
  else {
    tx.map(1 + others.size)
      .uint(0)
      .array(signatures.length);
    for (const { publicKey, signature } of signatures) tx.array(2).bytes(publicKey).bytes(signature);
    for (const [key, entry] of others) {
      tx.uint(key);
      entry(tx);
    }
  }
  tx.bool(parts.isValid ?? true);
  if (parts.auxiliary === undefined) tx.null();
  else parts.auxiliary(tx);
  return decodeTx(tx.finish());
}
