/**
 * Renders the `data` of a message as aeson does (trace-dispatcher 2.13): keys in code-point order, integral numbers as
 * plain digits, other numbers as Haskell shows them, control characters as \u00xx. The plain version of this fast
 * path, and the outputs of the real library, are in the tests.
 */
export function renderData(value: Readonly<Record<string, unknown>>): string {
  return renderObject(value);
}

/** Any JSON value; undefined, functions and symbols become null. */
export function renderValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      return renderNumber(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'bigint':
      return value.toString();
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? renderArray(value) : renderObject(value as Record<string, unknown>);
    default:
      return 'null';
  }
}

function renderArray(values: readonly unknown[]): string {
  if (values.length === 0) return '[]';
  let text = `[${renderValue(values[0])}`;
  for (let i = 1; i < values.length; i++) text += `,${renderValue(values[i])}`;
  return `${text}]`;
}

/** A property whose value is undefined is left out. */
function renderObject(object: Readonly<Record<string, unknown>>): string {
  const { names, heads } = keyOrder(Object.keys(object));
  let text = '';
  for (let i = 0; i < names.length; i++) {
    const value = object[names[i]!];
    if (value === undefined) continue;
    // Strings and small integers are most of all values: no call for them.
    text += heads[i];
    if (typeof value === 'string') text += quote(value);
    else if (typeof value === 'number') text += renderNumber(value);
    else text += renderValue(value);
  }
  return text === '' ? '{}' : `{${text.slice(1)}}`;
}

interface KeyOrder {
  readonly names: readonly string[];
  /** `,"name":` of every name. */
  readonly heads: readonly string[];
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
  return { names, heads: names.map((name) => `,${quote(name)}:`) };
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

const special = /[\u0000-\u001f"\\\ud800-\udfff]/;
const escaped = /[\u0000-\u001f"\\]/g;
const short: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};
/** Up to this length a loop over the characters beats the regular expression (measured, Node 24). */
const SHORT_STRING = 48;

/** A JSON string: raw above U+001F, lone surrogates as U+FFFD. */
export function quote(text: string): string {
  const length = text.length;
  if (length > SHORT_STRING) return special.test(text) ? quoteSpecial(text) : `"${text}"`;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x20 || c === 0x22 || c === 0x5c || (c >= 0xd800 && c <= 0xdfff)) return quoteSpecial(text);
  }
  return `"${text}"`;
}

function quoteSpecial(text: string): string {
  const inner = text
    .toWellFormed()
    .replace(escaped, (c) => short[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `"${inner}"`;
}

/**
 * Integral values without exponent; others from 0.1 up to 10^7 as decimals, else `d.ddde±N`; NaN is null, the
 * infinities are strings. Digits are ECMAScript's shortest; Haskell's differ in the last one for some values above 9.5e21
 * and at exact ties.
 */
export function renderNumber(value: number): string {
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
