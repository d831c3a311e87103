import { CborError, type Reader, type Writer } from '@slotbench/cbor';
import { forEachEntry, readSet } from './forms.ts';
import type { VkeyWitness } from './transaction.ts';

export interface WitnessSet {
  readonly bytes: Uint8Array;
  readonly witnesses: readonly VkeyWitness[];
  readonly otherWitnesses: ReadonlyMap<number, Uint8Array>;
}

const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** Reads a witness set; key 0 (signatures) with tag 258 or without. */
export function readWitnesses(reader: Reader): WitnessSet {
  const start = reader.offset;
  let witnesses: VkeyWitness[] = [];
  const otherWitnesses = new Map<number, Uint8Array>();
  forEachEntry(reader, (key) => {
    if (key === 0) witnesses = readSet(reader, readWitness);
    else otherWitnesses.set(key, reader.skip());
  });
  return { bytes: reader.input.subarray(start, reader.offset), witnesses, otherWitnesses };
}

/** Writes `{0: #6.258([[key, signature], …])}`, and the entries of scripts behind it. */
export function writeWitnesses(
  writer: Writer,
  witnesses: readonly VkeyWitness[],
  scripts?: { readonly entries: number; readonly bytes: Uint8Array },
): void {
  writer
    .map(1 + (scripts?.entries ?? 0))
    .uint(0)
    .tag(258)
    .array(witnesses.length);
  for (const { publicKey, signature } of witnesses) writer.array(2).bytes(publicKey).bytes(signature);
  if (scripts !== undefined) writer.raw(scripts.bytes);
}

/** Size of what `writeWitnesses` writes for `count` signatures: heads of 5 bytes and one for the count, 101 each. */
export function witnessesSizeBytes(count: number): number {
  const countHead = count < 24 ? 1 : count < 0x100 ? 2 : 3;
  return 5 + countHead + count * (1 + 2 + PUBLIC_KEY_BYTES + 2 + SIGNATURE_BYTES);
}

function readWitness(reader: Reader): VkeyWitness {
  const at = reader.offset;
  const length = reader.array();
  const publicKey = reader.bytes();
  const signature = reader.bytes();
  if (length === undefined ? !reader.takeBreak() : length !== 2)
    throw unexpected(at, '[key, signature]', 'another length');
  if (publicKey.length !== PUBLIC_KEY_BYTES)
    throw unexpected(at, `key of ${PUBLIC_KEY_BYTES} bytes`, `${publicKey.length} bytes`);
  if (signature.length !== SIGNATURE_BYTES)
    throw unexpected(at, `signature of ${SIGNATURE_BYTES} bytes`, `${signature.length} bytes`);
  return { publicKey, signature };
}

function unexpected(offset: number, expected: string, got: string): CborError {
  return new CborError('CBOR_UNEXPECTED', { offset, expected, got });
}
