import { CborError, type Reader } from '@slotbench/cbor';

/** The two containers of transactions that come in several legal forms. */

const SET_TAG = 258;

/** Calls `read` for every key of a map with unsigned keys; a key that comes twice is refused. */
export function forEachEntry(reader: Reader, read: (key: number) => void): void {
  const length = reader.map();
  const seen = new Set<number>();
  for (let i = 0; length === undefined ? !reader.takeBreak() : i < length; i++) {
    const at = reader.offset;
    const key = reader.uint(0xff);
    if (seen.has(key)) throw unexpected(at, 'each key once', `key ${key} twice`);
    seen.add(key);
    read(key);
  }
}

/** A set in either legal form: `#6.258([* a])` or the bare array of earlier eras. Order and repetitions are kept. */
export function readSet<T>(reader: Reader, element: (reader: Reader) => T): T[] {
  if (reader.peek() === 'tag') reader.expectTag(SET_TAG);
  return reader.list(element);
}

function unexpected(offset: number, expected: string, got: string): CborError {
  return new CborError('CBOR_UNEXPECTED', { offset, expected, got });
}
