import { ByteText } from './byte-text.ts';

/**
 * Writes any JSON value as aeson does (trace-dispatcher 2.13): keys in code-point order, integral numbers as plain
 * digits, other numbers as Haskell shows them, control characters as \u00xx. A property whose value is undefined is left
 * out; elsewhere undefined, functions and symbols become null. The plain version of this fast path, and the outputs
 * of the real library, are in the tests.
 */
export function writeValue(out: ByteText, value: unknown): void {
  switch (typeof value) {
    case 'string':
      writeString(out, value);
      return;
    case 'number':
      writeNumber(out, value);
      return;
    case 'object':
      if (value === null) out.ascii('null');
      else if (Array.isArray(value)) writeArray(out, value);
      else writeObject(out, value as Record<string, unknown>);
      return;
    case 'boolean':
      out.ascii(value ? 'true' : 'false');
      return;
    case 'bigint':
      out.ascii(value.toString());
      return;
    default:
      out.ascii('null');
  }
}

const scratch = new ByteText(4096);

/** The text of `writeValue`. */
export function renderValue(value: unknown): string {
  scratch.end = 0;
  writeValue(scratch, value);
  return scratch.textFrom(0);
}

const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function writeArray(out: ByteText, values: readonly unknown[]): void {
  out.byte(0x5b);
  for (let i = 0; i < values.length; i++) {
    if (i > 0) out.byte(COMMA);
    writeValue(out, values[i]);
  }
  out.byte(0x5d);
}

function writeObject(out: ByteText, object: Readonly<Record<string, unknown>>): void {
  const { names, heads } = keyOrder(Object.keys(object));
  const start = out.end;
  for (let i = 0; i < names.length; i++) {
    const value = object[names[i]!];
    if (value === undefined) continue;
    out.constant(heads[i]!);
    // Strings and numbers are most of all values: no switch for them.
    if (typeof value === 'string') writeString(out, value);
    else if (typeof value === 'number') writeNumber(out, value);
    else writeValue(out, value);
  }
  // Every head begins with a comma; the first one is the opening brace.
  if (out.end === start) out.byte(0x7b);
  else out.bytes[start] = 0x7b;
  out.byte(0x7d);
}

interface KeyOrder {
  readonly names: readonly string[];
  /** `,"name":` of every name. */
  readonly heads: readonly Uint8Array[];
}

/**
 * A message has the same few keys in the same order every time. A trie over the keys as they come finds their sorted
 * order by comparing references, which costs a tenth of sorting them again.
 */
class Keys {
  readonly key: string;
  readonly next: Keys[] = [];
  order: KeyOrder | undefined;

  constructor(key: string) {
    this.key = key;
  }
}

const root = new Keys('');
let nodes = 0;
/** Objects whose keys are data (a map by address) would grow the trie for ever; beyond this they are just sorted. */
const MOST_NODES = 4096;

function keyOrder(keys: readonly string[]): KeyOrder {
  let node = root;
  for (const key of keys) {
    let found: Keys | undefined;
    for (const candidate of node.next)
      if (candidate.key === key) {
        found = candidate;
        break;
      }
    if (found === undefined) {
      if (nodes >= MOST_NODES || node.next.length >= 64) return sortKeys(keys);
      nodes++;
      found = new Keys(key);
      node.next.push(found);
    }
    node = found;
  }
  node.order ??= sortKeys(keys);
  return node.order;
}

function sortKeys(keys: readonly string[]): KeyOrder {
  const names = [...keys].sort(byCodePoint);
  return { names, heads: names.map((name) => Buffer.from(`,${quote(name)}:`)) };
}

/** UTF-16 order differs from code-point order where surrogates meet U+E000..U+FFFF. */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      const xHigh = x >= 0xd800 && x <= 0xdfff;
      const yHigh = y >= 0xd800 && y <= 0xdfff;
      return xHigh === yHigh ? x - y : xHigh ? 1 : -1;
    }
  }
  return a.length - b.length;
}

const escaped = /[\u0000-\u001f"\\]/g;
const short: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** From this length on the native encoder is faster than a loop over the characters (measured, Node 24). */
const LONG_STRING = 30;

function writeString(out: ByteText, text: string): void {
  const { length } = text;
  if (length >= LONG_STRING) {
    writeLongString(out, text);
    return;
  }
  out.room(length + 2);
  const { bytes } = out;
  let { end } = out;
  bytes[end++] = QUOTE;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x20 || c > 0x7f || c === QUOTE || c === BACKSLASH) {
      out.utf8(quote(text));
      return;
    }
    bytes[end++] = c;
  }
  bytes[end++] = QUOTE;
  out.end = end;
}

function writeLongString(out: ByteText, text: string): void {
  out.byte(QUOTE);
  const start = out.end;
  out.utf8(text);
  if (needsEscape(out, start)) {
    out.end = start - 1;
    out.utf8(quote(text));
  } else out.byte(QUOTE);
}

/**
 * Whether a byte from `start` on is a control character, a quote or a backslash. Four bytes at a time: in
 * `(x - n·0x01010101) & ~x & 0x80808080` a bit is left if some byte of x is below n (H. S. Warren, Hacker's Delight, 6-1).
 */
function needsEscape(out: ByteText, start: number): boolean {
  const { bytes, view, end } = out;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    const x = view.getInt32(i, true);
    const quotes = x ^ 0x22222222;
    const backslashes = x ^ 0x5c5c5c5c;
    const found =
      ((x - 0x20202020) & ~x) |
      ((quotes - 0x01010101) & ~quotes) |
      ((backslashes - 0x01010101) & ~backslashes);
    if ((found & 0x80808080) !== 0) return true;
  }
  for (; i < end; i++) {
    const c = bytes[i]!;
    if (c < 0x20 || c === QUOTE || c === BACKSLASH) return true;
  }
  return false;
}

/** A JSON string: raw above U+001F, lone surrogates as U+FFFD. */
export function quote(text: string): string {
  const inner = text
    .toWellFormed()
    .replace(escaped, (c) => short[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `"${inner}"`;
}

/**
 * Most numbers need no text in between: whole ones, and those of at most nine decimals (times in seconds). A decimal of at
 * most 15 digits that reads back as the value is its shortest form, since no two of them read back as the same double.
 */
function writeNumber(out: ByteText, value: number): void {
  if (value >= 0 && value < 1e9 && (value | 0) === value) {
    writeDigits(out, value);
    return;
  }
  if (value >= 0.1 && value < 1e6) {
    const billionths = Math.round(value * 1e9);
    if (billionths / 1e9 === value) {
      const whole = Math.floor(billionths / 1e9);
      if (whole !== value) {
        writeDigits(out, whole);
        out.fraction(billionths - whole * 1e9);
        return;
      }
    }
  }
  out.ascii(renderNumber(value));
}

function writeDigits(out: ByteText, value: number): void {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  out.room(digits);
  const { bytes } = out;
  const end = out.end + digits;
  let rest = value;
  for (let i = end - 1; i >= out.end; i--) {
    const tens = (rest / 10) | 0;
    bytes[i] = 0x30 + rest - tens * 10;
    rest = tens;
  }
  out.end = end;
}

/**
 * Integral values without exponent; others from 0.1 up to 10^7 as decimals, else `d.ddde±N`; NaN is null, the
 * infinities are strings. Digits are ECMAScript's shortest; Haskell's differ in the last one for some values above 9.5e21
 * and at exact ties.
 */
function renderNumber(value: number): string {
  if (Number.isInteger(value))
    return value < 1e21 && value > -1e21 ? `${value}` : plainDigits(value.toExponential());
  const size = Math.abs(value);
  if (size >= 0.1 && size < 1e7) return `${value}`;
  if (size > 0 && size < Number.POSITIVE_INFINITY) return haskellExponent(value.toExponential());
  return value === Number.POSITIVE_INFINITY
    ? '"+inf"'
    : value === Number.NEGATIVE_INFINITY
      ? '"-inf"'
      : 'null';
}

/** A real metric as Haskell's `show` prints it: like `renderNumber`, but with a fraction also where it is integral. */
export function renderReal(value: number): string {
  if (!Number.isFinite(value)) return `${value}`;
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.1 || size >= 1e7)) return haskellExponent(value.toExponential());
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}

/** `5e-2` to `5.0e-2`, `1.2e+7` to `1.2e7`. */
function haskellExponent(text: string): string {
  const [mantissa, exponent] = text.split('e') as [string, string];
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${Number(exponent)}`;
}

/** `1.5e+21` to `1500000000000000000000`. */
function plainDigits(text: string): string {
  const [mantissa, exponent] = text.split('e') as [string, string];
  const [whole, fraction = ''] = mantissa.split('.') as [string, string?];
  return whole + fraction.padEnd(Number(exponent), '0');
}
