import { CborError, type Reader, type Writer } from '@slotbench/cbor';

/**
 * The forms that Haskell's `serialise` and `cborg` give to common types; source: trace-forward protocol §4.2.
 */

/** A list: `80` if empty, else indefinite. Readers take either form (`Reader.list`). */
export function writeList<T>(w: Writer, items: readonly T[], writeItem: (w: Writer, item: T) => void): void {
  if (items.length === 0) {
    w.array(0);
    return;
  }
  w.beginArray();
  for (const item of items) writeItem(w, item);
  w.end();
}

export function writeText(w: Writer, text: string): void {
  w.text(text);
}

/** Text is always definite. */
export function readText(r: Reader): string {
  return r.definiteText();
}

/** Maybe: `80`, or `81 x`; never null, always definite. */
export function writeMaybe<T>(
  w: Writer,
  value: T | undefined,
  writeValue: (w: Writer, value: T) => void,
): void {
  if (value === undefined) w.array(0);
  else writeValue(w.array(1), value);
}

export function readMaybe<T>(r: Reader, readValue: (r: Reader) => T): T | undefined {
  const offset = r.offset;
  const length = r.definiteArray();
  if (length === 0) return undefined;
  if (length === 1) return readValue(r);
  throw unexpected(offset, 'array(0) or array(1)', `array(${length})`);
}

/** A constructor without fields, by its index: `81 0n`. */
export function writeEnumeration(w: Writer, index: number): void {
  w.array(1).uint(index);
}

export function readEnumeration(r: Reader, max: number): number {
  r.expectArray(1);
  return r.uint(max);
}

/** Well-formed bytes that are not what the protocol has there. */
export function unexpected(offset: number, expected: string, got: string): CborError {
  return new CborError('CBOR_UNEXPECTED', { offset, expected, got });
}
