import { ByteText } from './byte-text.ts';
import { Decimal } from './decimal.ts';
import { type KeyOrder, type Keys, nextKeys, root, sortKeys } from './key-order.ts';
import { writeNumber } from './number.ts';
import { quote } from './quote.ts';

/** A value that takes more in a line is cut: so much of one payload helps nobody, and must not fill the memory. */
const MOST_BYTES = 1024 * 1024;
const MOST_LEVELS = 64;

/**
 * The objects around the one that is written, outermost first, as many as `depth` says. The list keeps its length: growing
 * and shrinking it took 150 bytes a line (bench/tracing).
 */
const ancestors: (object | undefined)[] = new Array(MOST_LEVELS).fill(undefined);
let depth = 0;
/** Nothing more is begun behind this place. */
let limit = 0;
/** The values of the objects that are being written, as they come; those of the innermost end before `top`. */
const values: unknown[] = new Array(256).fill(undefined);
let top = 0;

/**
 * Writes any JSON value as aeson does (trace-dispatcher 2.13): keys in code-point order, integral numbers as plain
 * digits, other numbers as Haskell shows them, control characters as \u00xx. A property whose value is undefined is left
 * out; elsewhere undefined, functions and symbols become null. What contains itself, is nested deeper than 64 levels or
 * takes more than 1 MiB is cut with a mark. The plain version of this fast path, and the outputs of the real library,
 * are in the tests.
 */
export function writeValue(out: ByteText, value: unknown): void {
  // A toJSON may render something itself, in the middle of this.
  const outerDepth = depth;
  const outerLimit = limit;
  const outerTop = top;
  depth = 0;
  limit = out.end + MOST_BYTES;
  try {
    write(out, value);
  } finally {
    depth = outerDepth;
    limit = outerLimit;
    top = outerTop;
  }
}

/** A text for people, cut like a value. */
export function cutText(text: string): string {
  return text.length <= MOST_BYTES
    ? text
    : `${text.slice(0, MOST_BYTES).toWellFormed()} [cut: ${text.length} characters]`;
}

function write(out: ByteText, value: unknown): void {
  switch (typeof value) {
    case 'string':
      writeString(out, value);
      return;
    case 'number':
      writeNumber(out, value);
      return;
    case 'object':
      if (value === null) out.ascii('null');
      else writeNested(out, value);
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
  const start = scratch.end;
  try {
    writeValue(scratch, value);
    return scratch.textFrom(start);
  } finally {
    scratch.end = start;
  }
}

const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function writeNested(out: ByteText, value: object): void {
  if (depth > 0 && (depth >= MOST_LEVELS || isAncestor(value))) {
    const reason = depth >= MOST_LEVELS ? `deeper than ${MOST_LEVELS} levels` : 'contains itself';
    out.ascii(`"[cut: ${reason}]"`);
    return;
  }
  ancestors[depth++] = value;
  if (Array.isArray(value)) writeArray(out, value);
  else {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null)
      writePlainObject(out, value as Record<string, unknown>);
    else writeInstance(out, value);
  }
  ancestors[--depth] = undefined;
}

function isAncestor(value: object): boolean {
  for (let i = 0; i < depth; i++) if (ancestors[i] === value) return true;
  return false;
}

/** Dates as aeson writes a UTCTime; maps as objects, sets as arrays, errors by name and message; else what `toJSON` says. */
function writeInstance(out: ByteText, value: object): void {
  if (value instanceof Decimal) out.ascii(value.toString());
  else if (value instanceof Date)
    write(out, Number.isNaN(value.getTime()) ? null : value.toISOString().replace(/\.?0*Z$/, 'Z'));
  else if (value instanceof Map) writeObject(out, Object.fromEntries(value));
  else if (value instanceof Set) writeArray(out, [...value]);
  else if ('toJSON' in value && typeof value.toJSON === 'function') write(out, value.toJSON());
  else if (value instanceof Error) writeObject(out, { ...value, name: value.name, message: value.message });
  else writeObject(out, value as Record<string, unknown>);
}

function writeArray(out: ByteText, values: readonly unknown[]): void {
  out.byte(0x5b);
  for (let i = 0; i < values.length; i++) {
    if (i > 0) out.byte(COMMA);
    if (out.end > limit) {
      out.ascii(`"[cut: ${values.length - i} more]"`);
      break;
    }
    write(out, values[i]);
  }
  out.byte(0x5d);
}

/** Nothing that could be enumerated is inherited. */
function writePlainObject(out: ByteText, object: Readonly<Record<string, unknown>>): void {
  const base = top;
  let at = base;
  let node: Keys | undefined = root;
  // A loop over the names gets at their values without looking them up, which takes a third less than by names in order.
  for (const name in object) {
    values[at++] = object[name];
    if (node !== undefined) node = nextKeys(node, name);
  }
  if (node === undefined) {
    writeObject(out, object);
    return;
  }
  top = at;
  node.order ??= sortKeys(node.names);
  writeEntries(out, node.order, base);
  // Nothing is kept alive by having been written.
  for (let i = base; i < at; i++) values[i] = undefined;
  top = base;
}

function writeObject(out: ByteText, object: Readonly<Record<string, unknown>>): void {
  const base = top;
  const names = Object.keys(object);
  for (const name of names) values[top++] = object[name];
  writeEntries(out, sortKeys(names), base);
  values.fill(undefined, base, top);
  top = base;
}

/** The entries whose values begin at `base`. */
function writeEntries(out: ByteText, { places, heads }: KeyOrder, base: number): void {
  const start = out.end;
  for (let i = 0; i < places.length; i++) {
    const value = values[base + places[i]!];
    if (value === undefined) continue;
    if (out.end > limit) {
      out.ascii(`,"[cut]":"${places.length - i} more"`);
      break;
    }
    out.constant(heads[i]!);
    // Strings and numbers are most of all values: no switch for them.
    if (typeof value === 'string') writeString(out, value);
    else if (typeof value === 'number') writeNumber(out, value);
    else write(out, value);
  }
  // Every head begins with a comma; the first one is the opening brace.
  if (out.end === start) out.byte(0x7b);
  else out.bytes[start] = 0x7b;
  out.byte(0x7d);
}

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

function writeLongString(out: ByteText, whole: string): void {
  const room = Math.max(0, limit - out.end);
  const text = whole.length <= room ? whole : `${whole.slice(0, room)} [cut: ${whole.length} characters]`;
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
