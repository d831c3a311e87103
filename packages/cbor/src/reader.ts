/**
 * One file, long as it is: every way to take an item moves the same position over the same bytes, under the same limits; apart they would
 * have to open all of it to each other.
 */
import { CborError, type CborErrorCode } from './errors.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { itemEnd } from './scan.ts';

/** The type of the next item, or `break` (0xff) inside an indefinite one. */
export type ItemType =
  | 'uint'
  | 'negative'
  | 'bytes'
  | 'text'
  | 'array'
  | 'map'
  | 'tag'
  | 'bool'
  | 'null'
  | 'undefined'
  | 'simple'
  | 'float'
  | 'break';

const MAJOR: readonly ItemType[] = ['uint', 'negative', 'bytes', 'text', 'array', 'map', 'tag'];
const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads CBOR item by item. Every accessor consumes one item (or one head, for array, map and tag) and
 * throws a CborError that names the offset. Byte strings are views of the input, not copies.
 */
export class Reader {
  readonly input: Uint8Array;
  readonly limits: Limits;
  #view: DataView;
  /** Offset of the next item in `input`. */
  offset: number;

  constructor(input: Uint8Array, options: { offset?: number; limits?: Limits } = {}) {
    this.input = input;
    this.limits = options.limits ?? defaultLimits;
    this.offset = options.offset ?? 0;
    this.#view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  }

  get done(): boolean {
    return this.offset >= this.input.length;
  }

  /** Fails unless every byte was read. */
  expectEnd(): void {
    if (!this.done)
      this.#fail('CBOR_TRAILING', 'end of input', `${this.input.length - this.offset} more bytes`);
  }

  /** The type of the next item, without consuming anything. */
  peek(): ItemType {
    const initial = this.#initial();
    const major = initial >> 5;
    if (major < 7) return MAJOR[major]!;
    switch (initial & 31) {
      case 20:
      case 21:
        return 'bool';
      case 22:
        return 'null';
      case 23:
        return 'undefined';
      case 25:
      case 26:
      case 27:
        return 'float';
      case 31:
        return 'break';
      default:
        return 'simple';
    }
  }

  /** Unsigned integer 0..max as a number; `max` at most 2^53-1. */
  uint(max = Number.MAX_SAFE_INTEGER): number {
    const start = this.offset;
    const value = this.#argument(0, 'uint');
    if (value > max) this.#failAt(start, 'CBOR_RANGE', `0..${max}`, String(value));
    return Number(value);
  }

  /** Unsigned integer 0..2^64-1: a number up to 2^53-1, a bigint beyond; saves the bigint in the usual case. */
  unsigned(): number | bigint {
    return this.#argument(0, 'uint');
  }

  /** Unsigned integer 0..2^64-1. */
  uint64(): bigint {
    return BigInt(this.#argument(0, 'uint'));
  }

  /** Integer -2^53+1..2^53-1 as a number. */
  int(): number {
    const start = this.offset;
    const value = this.#intArgument();
    if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER)
      this.#failAt(start, 'CBOR_RANGE', 'safe integer', String(value));
    return Number(value);
  }

  /** Integer min..max, by default the 64-bit signed range. */
  int64(min = -(2n ** 63n), max = 2n ** 63n - 1n): bigint {
    const start = this.offset;
    const value = BigInt(this.#intArgument());
    if (value < min || value > max) this.#failAt(start, 'CBOR_RANGE', `${min}..${max}`, String(value));
    return value;
  }

  /** Integer -2^64..2^64-1. */
  bigint(): bigint {
    return this.int64(-1n - MAX_UINT64, MAX_UINT64);
  }

  /** Byte string, definite (a view) or chunked (joined). */
  bytes(): Uint8Array {
    return this.peekIndefinite('bytes', 2) ? this.chunkedBytes() : this.definiteBytes();
  }

  definiteBytes(): Uint8Array {
    return this.#string(2, 'bytes');
  }

  /** A byte string in the indefinite form only, `5f .. ff`; what `serialise` demands for lazy byte strings. */
  chunkedBytes(): Uint8Array {
    if (this.#initial() !== 0x5f) this.#fail('CBOR_UNEXPECTED', 'chunked bytes', this.#describe());
    this.offset++;
    const chunks: Uint8Array[] = [];
    let total = 0;
    while (!this.takeBreak()) {
      const chunk = this.definiteBytes();
      total += chunk.length;
      if (total > this.limits.stringBytes)
        this.#fail('CBOR_LIMIT', `at most ${this.limits.stringBytes} bytes`, `${total} bytes`);
      chunks.push(chunk);
    }
    if (chunks.length === 1) return chunks[0]!;
    const joined = new Uint8Array(total);
    let at = 0;
    for (const chunk of chunks) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    return joined;
  }

  /** Text, definite or chunked; invalid UTF-8 is malformed. */
  text(): string {
    if (!this.peekIndefinite('text', 3)) return this.definiteText();
    this.offset++;
    let joined = '';
    while (!this.takeBreak()) {
      joined += this.definiteText();
      if (joined.length > this.limits.stringBytes)
        this.#fail('CBOR_LIMIT', `at most ${this.limits.stringBytes} bytes`, 'more');
    }
    return joined;
  }

  definiteText(): string {
    const start = this.offset;
    const raw = this.#string(3, 'text');
    if (raw.length <= 24) {
      const short = shortAscii(raw);
      if (short !== undefined) return short;
    }
    try {
      return strictUtf8.decode(raw);
    } catch {
      return this.#failAt(start, 'CBOR_MALFORMED', 'UTF-8 text', 'invalid UTF-8');
    }
  }

  /** Array head: its length, or undefined for the indefinite form (read until `takeBreak()`). */
  array(): number | undefined {
    return this.#container(4, 'array');
  }

  /** Map head: its number of entries, or undefined for the indefinite form. */
  map(): number | undefined {
    return this.#container(5, 'map');
  }

  /** A definite array of exactly `length`. */
  expectArray(length: number): void {
    const start = this.offset;
    const got = this.array();
    if (got !== length)
      this.#failAt(start, 'CBOR_UNEXPECTED', `array(${length})`, `array(${got ?? 'indefinite'})`);
  }

  /** A definite array; its length. */
  definiteArray(): number {
    const start = this.offset;
    return this.array() ?? this.#failAt(start, 'CBOR_UNEXPECTED', 'definite array', 'indefinite array');
  }

  /** A definite map; its number of entries. */
  definiteMap(): number {
    const start = this.offset;
    return this.map() ?? this.#failAt(start, 'CBOR_UNEXPECTED', 'definite map', 'indefinite map');
  }

  /** Elements of an array in either form. */
  list<T>(element: (reader: this) => T): T[] {
    const length = this.array();
    const values: T[] = [];
    if (length !== undefined) {
      for (let i = 0; i < length; i++) values.push(element(this));
      return values;
    }
    while (!this.takeBreak()) {
      if (values.length >= this.limits.elements)
        this.#fail('CBOR_LIMIT', `at most ${this.limits.elements} elements`, 'more');
      values.push(element(this));
    }
    return values;
  }

  tag(): number {
    const start = this.offset;
    const value = this.#argument(6, 'tag');
    if (typeof value === 'bigint') this.#failAt(start, 'CBOR_RANGE', 'tag below 2^53', String(value));
    return Number(value);
  }

  expectTag(number: number): void {
    const start = this.offset;
    const got = this.tag();
    if (got !== number) this.#failAt(start, 'CBOR_UNEXPECTED', `tag(${number})`, `tag(${got})`);
  }

  expectUint(value: number): void {
    const start = this.offset;
    const got = this.#argument(0, 'uint');
    if (got !== value) this.#failAt(start, 'CBOR_UNEXPECTED', String(value), String(got));
  }

  bool(): boolean {
    const initial = this.#initial();
    if (initial !== 0xf4 && initial !== 0xf5) this.#fail('CBOR_UNEXPECTED', 'bool', this.#describe());
    this.offset++;
    return initial === 0xf5;
  }

  null(): null {
    if (this.#initial() !== 0xf6) this.#fail('CBOR_UNEXPECTED', 'null', this.#describe());
    this.offset++;
    return null;
  }

  /** Consumes null and says true, or consumes nothing. */
  takeNull(): boolean {
    if (this.#initial() !== 0xf6) return false;
    this.offset++;
    return true;
  }

  /** Consumes the end of an indefinite item and says true, or consumes nothing. */
  takeBreak(): boolean {
    if (this.#initial() !== 0xff) return false;
    this.offset++;
    return true;
  }

  /** A float of 16, 32 or 64 bits. */
  float(): number {
    const initial = this.#initial();
    const width = initial === 0xf9 ? 2 : initial === 0xfa ? 4 : initial === 0xfb ? 8 : 0;
    if (width === 0) this.#fail('CBOR_UNEXPECTED', 'float', this.#describe());
    this.#need(1 + width);
    const at = this.offset + 1;
    this.offset += 1 + width;
    if (width === 8) return this.#view.getFloat64(at);
    return width === 4 ? this.#view.getFloat32(at) : float16(this.#view.getUint16(at));
  }

  /** A simple value that has no name: 0..19 or 32..255. */
  simple(): number {
    const initial = this.#initial();
    if (initial >= 0xe0 && initial < 0xf4) {
      this.offset++;
      return initial & 31;
    }
    if (initial !== 0xf8) {
      if (initial >= 0xfc && initial < 0xff)
        this.#fail('CBOR_MALFORMED', 'a legal initial byte', `0x${initial.toString(16)}`);
      this.#fail('CBOR_UNEXPECTED', 'simple value', this.#describe());
    }
    this.#need(2);
    const value = this.input[this.offset + 1]!;
    if (value < 32) this.#fail('CBOR_MALFORMED', 'simple value 32..255', String(value));
    this.offset += 2;
    return value;
  }

  /** Skips one whole item, whatever it is, and gives its bytes: hash and re-emit originals, never a re-encoding. */
  skip(): Uint8Array {
    const start = this.offset;
    const end = itemEnd(this.input, start, this.limits);
    if (end === undefined) return this.#fail('CBOR_INCOMPLETE', 'a whole item', 'end of input');
    this.offset = end;
    return this.input.subarray(start, end);
  }

  /** Reads with `read` and gives the value together with the bytes it was read from. */
  spanned<T>(read: (reader: this) => T): { value: T; bytes: Uint8Array } {
    const start = this.offset;
    const value = read(this);
    return { value, bytes: this.input.subarray(start, this.offset) };
  }

  /** True if the next item is an indefinite string or container of this major type; fails on another type. */
  peekIndefinite(expected: ItemType, major: number): boolean {
    const initial = this.#initial();
    if (initial >> 5 !== major) this.#fail('CBOR_UNEXPECTED', expected, this.#describe());
    return (initial & 31) === 31;
  }

  #intArgument(): number | bigint {
    const major = this.#initial() >> 5;
    if (major === 0) return this.#argument(0, 'int');
    const value = this.#argument(1, 'int');
    return typeof value === 'bigint' || value === Number.MAX_SAFE_INTEGER ? -1n - BigInt(value) : -1 - value;
  }

  #string(major: number, expected: string): Uint8Array {
    const start = this.offset;
    const length = this.#argument(major, expected);
    if (length > this.limits.stringBytes)
      this.#failAt(start, 'CBOR_LIMIT', `at most ${this.limits.stringBytes} bytes`, `${length} bytes`);
    this.#need(Number(length));
    const value = this.input.subarray(this.offset, this.offset + Number(length));
    this.offset += Number(length);
    return value;
  }

  #container(major: number, expected: ItemType): number | undefined {
    if (this.peekIndefinite(expected, major)) {
      this.offset++;
      return undefined;
    }
    const start = this.offset;
    const length = this.#argument(major, expected);
    if (length > this.limits.elements)
      this.#failAt(start, 'CBOR_LIMIT', `at most ${this.limits.elements} elements`, `${length} elements`);
    return Number(length);
  }

  /** The argument of a head of `major`: a number up to 2^53-1, a bigint beyond. Non-minimal widths are legal. */
  #argument(major: number, expected: string): number | bigint {
    const initial = this.#initial();
    if (initial >> 5 !== major) this.#fail('CBOR_UNEXPECTED', expected, this.#describe());
    const info = initial & 31;
    if (info < 24) {
      this.offset++;
      return info;
    }
    const at = this.offset + 1;
    switch (info) {
      case 24:
        this.#need(2);
        this.offset += 2;
        return this.input[at]!;
      case 25:
        this.#need(3);
        this.offset += 3;
        return this.#view.getUint16(at);
      case 26:
        this.#need(5);
        this.offset += 5;
        return this.#view.getUint32(at);
      case 27: {
        this.#need(9);
        this.offset += 9;
        const high = this.#view.getUint32(at);
        if (high < 0x20_0000) return high * 0x1_0000_0000 + this.#view.getUint32(at + 4);
        return this.#view.getBigUint64(at);
      }
      case 31:
        return this.#fail('CBOR_UNEXPECTED', `definite ${expected}`, `indefinite ${this.#describe()}`);
      default:
        return this.#fail('CBOR_MALFORMED', 'additional information 0..27 or 31', String(info));
    }
  }

  #initial(): number {
    if (this.offset >= this.input.length) this.#fail('CBOR_INCOMPLETE', 'an item', 'end of input');
    return this.input[this.offset]!;
  }

  #need(count: number): void {
    if (this.offset + count > this.input.length)
      this.#fail('CBOR_INCOMPLETE', `${count} bytes`, `${this.input.length - this.offset} bytes`);
  }

  #describe(): string {
    return this.peek();
  }

  #fail(code: CborErrorCode, expected: string, got: string): never {
    return this.#failAt(this.offset, code, expected, got);
  }

  #failAt(offset: number, code: CborErrorCode, expected: string, got: string): never {
    throw new CborError(code, { offset, expected, got });
  }
}

function shortAscii(raw: Uint8Array): string | undefined {
  let text = '';
  for (let i = 0; i < raw.length; i++) {
    const unit = raw[i]!;
    if (unit > 0x7f) return undefined;
    text += String.fromCharCode(unit);
  }
  return text;
}

function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
