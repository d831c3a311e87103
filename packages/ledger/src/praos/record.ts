import { CborError, type Reader } from '@slotbench/cbor';

/**
 * An array of exactly `length` items in either legal form. cardano-ledger reads its records so (`decodeRecordNamed`), and what
 * hashes and signatures cover are the bytes as they came.
 */
export function record<T>(reader: Reader, length: number, read: (reader: Reader) => T): T {
  const offset = reader.offset;
  const got = reader.array();
  if (got !== undefined && got !== length) throw unexpected(offset, length, `array(${got})`);
  const value = read(reader);
  if (got === undefined && !reader.takeBreak()) throw unexpected(offset, length, 'a longer array');
  return value;
}

function unexpected(offset: number, length: number, got: string): CborError {
  return new CborError('CBOR_UNEXPECTED', { offset, expected: `array(${length})`, got });
}
