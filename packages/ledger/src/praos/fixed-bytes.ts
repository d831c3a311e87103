import { CborError, type Reader } from '@slotbench/cbor';

/** A byte string of exactly `length` bytes; anything else is CBOR_UNEXPECTED at its offset. */
export function fixedBytes(r: Reader, length: number): Uint8Array {
  const offset = r.offset;
  const bytes = r.bytes();
  if (bytes.length !== length)
    throw new CborError('CBOR_UNEXPECTED', {
      offset,
      expected: `bytes(${length})`,
      got: `bytes(${bytes.length})`,
    });
  return bytes;
}
