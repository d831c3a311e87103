/**
 * Steps over JSON in bytes. Each function takes the place after what opened a value, or its first byte, and gives the place after
 * the value, or -1 for what is not JSON or not in the plain form that nodes write: no white space, no escapes. What is accepted here
 * JSON.parse accepts too, whatever bytes from 0x80 on become when they are decoded.
 */

/** Deeper values are left to JSON.parse. */
const DEEPEST = 32;

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const MINUS = 0x2d;
export const ZERO = 0x30;

/** 1 for the bytes that end a plain string: quote, backslash, control characters. */
const STRING_ENDS = new Uint8Array(256);
STRING_ENDS.fill(1, 0, 0x20);
STRING_ENDS[QUOTE] = 1;
STRING_ENDS[0x5c] = 1;

/** Whether a byte stands for itself inside a string. */
export function isPlain(byte: number): boolean {
  return STRING_ENDS[byte] === 0;
}

/** `at` is after the opening quote. */
export function skipString(bytes: Uint8Array, at: number): number {
  let i = at;
  while (STRING_ENDS[bytes[i]!] === 0) i++;
  return bytes[i] === QUOTE ? i + 1 : -1;
}

export function skipValue(bytes: Uint8Array, at: number, depth = 0): number {
  const first = bytes[at]!;
  if (first === QUOTE) return skipString(bytes, at + 1);
  if (first === MINUS || (first >= ZERO && first <= 0x39)) return skipNumber(bytes, at);
  if (first === OPEN_BRACE) return depth < DEEPEST ? skipObject(bytes, at + 1, depth + 1) : -1;
  if (first === OPEN_BRACKET) return depth < DEEPEST ? skipArray(bytes, at + 1, depth + 1) : -1;
  return skipLiteral(bytes, at);
}

/** true, false or null. */
export function skipLiteral(bytes: Uint8Array, at: number): number {
  if (bytes[at] === 0x74)
    return bytes[at + 1] === 0x72 && bytes[at + 2] === 0x75 && bytes[at + 3] === 0x65 ? at + 4 : -1;
  if (bytes[at] === 0x66)
    return bytes[at + 1] === 0x61 &&
      bytes[at + 2] === 0x6c &&
      bytes[at + 3] === 0x73 &&
      bytes[at + 4] === 0x65
      ? at + 5
      : -1;
  if (bytes[at] === 0x6e)
    return bytes[at + 1] === 0x75 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x6c ? at + 4 : -1;
  return -1;
}

export function skipNumber(bytes: Uint8Array, at: number): number {
  let i = bytes[at] === MINUS ? at + 1 : at;
  i = bytes[i] === ZERO ? i + 1 : skipDigits(bytes, i);
  if (i > 0 && bytes[i] === 0x2e) i = skipDigits(bytes, i + 1);
  if (i > 0 && (bytes[i] === 0x65 || bytes[i] === 0x45)) {
    i++;
    if (bytes[i] === MINUS || bytes[i] === 0x2b) i++;
    i = skipDigits(bytes, i);
  }
  return i;
}

/** One digit at least. */
function skipDigits(bytes: Uint8Array, at: number): number {
  let i = at;
  while (bytes[i]! >= ZERO && bytes[i]! <= 0x39) i++;
  return i > at ? i : -1;
}

function skipObject(bytes: Uint8Array, at: number, depth: number): number {
  let i = at;
  if (bytes[i] === CLOSE_BRACE) return i + 1;
  for (;;) {
    if (bytes[i] !== QUOTE) return -1;
    i = skipString(bytes, i + 1);
    if (i < 0 || bytes[i] !== COLON) return -1;
    i = skipValue(bytes, i + 1, depth);
    if (i < 0) return -1;
    if (bytes[i] === CLOSE_BRACE) return i + 1;
    if (bytes[i] !== COMMA) return -1;
    i++;
  }
}

function skipArray(bytes: Uint8Array, at: number, depth: number): number {
  let i = at;
  if (bytes[i] === CLOSE_BRACKET) return i + 1;
  for (;;) {
    i = skipValue(bytes, i, depth);
    if (i < 0) return -1;
    if (bytes[i] === CLOSE_BRACKET) return i + 1;
    if (bytes[i] !== COMMA) return -1;
    i++;
  }
}

/** The number in `bytes[start..end)`, which is one by the grammar of JSON. */
export function readNumber(bytes: Buffer, start: number, end: number): number {
  // 15 digits are exact in a double however they are summed up.
  if (end - start > 15) return Number(bytes.toString('latin1', start, end));
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = bytes[i]! - 0x30;
    if (digit < 0 || digit > 9) return Number(bytes.toString('latin1', start, end));
    value = value * 10 + digit;
  }
  return value;
}
