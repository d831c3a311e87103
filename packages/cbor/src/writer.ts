/**
 * Writes CBOR (RFC 8949) exactly as told: heads are minimal, definite unless an indefinite
 * form is asked for by name. The writer never reorders, deduplicates or reinterprets.
 */
const utf8 = new TextEncoder();

/** Strings up to this many UTF-16 units are encoded in place; measured faster than encodeInto below ~40. */
const SHORT_TEXT = 32;

export class Writer {
  #bytes: Uint8Array;
  #view: DataView;
  #end = 0;

  constructor(initialBytes = 256) {
    this.#bytes = new Uint8Array(initialBytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#end;
  }

  /** Unsigned integer 0..2^64-1. */
  uint(value: number | bigint): this {
    return this.#head(0, value);
  }

  /** Integer -2^64..2^64-1. */
  int(value: number | bigint): this {
    if (value >= 0) return this.#head(0, value);
    return this.#head(1, typeof value === 'bigint' ? -1n - value : -1 - value);
  }

  bytes(value: Uint8Array): this {
    this.#head(2, value.length);
    return this.raw(value);
  }

  text(value: string): this {
    if (value.length <= SHORT_TEXT && this.#shortAscii(value)) return this;
    const atMost = value.length * 3;
    this.#room(9 + atMost);
    // The head's width depends on the encoded length, which is known only after encoding: encode behind
    // the widest head this length can need, then close the gap.
    const headBytes = headWidth(atMost);
    const start = this.#end + headBytes;
    const { written } = utf8.encodeInto(value, this.#bytes.subarray(start));
    const exact = headWidth(written);
    if (exact !== headBytes) this.#bytes.copyWithin(this.#end + exact, start, start + written);
    this.#head(3, written);
    this.#end += written;
    return this;
  }

  array(length: number): this {
    return this.#head(4, length);
  }

  map(entries: number): this {
    return this.#head(5, entries);
  }

  tag(number: number | bigint): this {
    return this.#head(6, number);
  }

  bool(value: boolean): this {
    return this.#byte(value ? 0xf5 : 0xf4);
  }

  null(): this {
    return this.#byte(0xf6);
  }

  undefined(): this {
    return this.#byte(0xf7);
  }

  /** Always the 64-bit form. */
  float64(value: number): this {
    this.#room(9);
    this.#bytes[this.#end] = 0xfb;
    this.#view.setFloat64(this.#end + 1, value);
    this.#end += 9;
    return this;
  }

  /** Opens an indefinite array; close it with `end`. */
  beginArray(): this {
    return this.#byte(0x9f);
  }

  /** Opens an indefinite map; close it with `end`. */
  beginMap(): this {
    return this.#byte(0xbf);
  }

  /** Opens a chunked byte string: write definite `bytes` chunks, then `end`. */
  beginBytes(): this {
    return this.#byte(0x5f);
  }

  end(): this {
    return this.#byte(0xff);
  }

  /** Appends bytes that already are CBOR (or part of it). */
  raw(value: Uint8Array): this {
    this.#room(value.length);
    this.#bytes.set(value, this.#end);
    this.#end += value.length;
    return this;
  }

  /** A copy of what was written; the writer may be used on after `reset`. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#end) as Uint8Array<ArrayBuffer>;
  }

  /** Forgets everything written, keeps the memory. */
  reset(): this {
    this.#end = 0;
    return this;
  }

  #byte(value: number): this {
    this.#room(1);
    this.#bytes[this.#end++] = value;
    return this;
  }

  #head(major: number, value: number | bigint): this {
    this.#room(9);
    const bytes = this.#bytes;
    const top = major << 5;
    if (typeof value === 'bigint') {
      if (value > 0xffff_ffff_ffff_ffffn || value < 0n) throw new RangeError(`no CBOR head holds ${value}`);
      if (value <= 0xffff_ffffn) return this.#head(major, Number(value));
      bytes[this.#end] = top | 27;
      this.#view.setBigUint64(this.#end + 1, value);
      this.#end += 9;
      return this;
    }
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`${value} is not a safe integer of 0 or more; pass a bigint beyond 2^53`);
    if (value < 24) {
      bytes[this.#end++] = top | value;
    } else if (value < 0x100) {
      bytes[this.#end] = top | 24;
      bytes[this.#end + 1] = value;
      this.#end += 2;
    } else if (value < 0x1_0000) {
      bytes[this.#end] = top | 25;
      this.#view.setUint16(this.#end + 1, value);
      this.#end += 3;
    } else if (value < 0x1_0000_0000) {
      bytes[this.#end] = top | 26;
      this.#view.setUint32(this.#end + 1, value);
      this.#end += 5;
    } else {
      bytes[this.#end] = top | 27;
      this.#view.setUint32(this.#end + 1, Math.floor(value / 0x1_0000_0000));
      this.#view.setUint32(this.#end + 5, value >>> 0);
      this.#end += 9;
    }
    return this;
  }

  /** Writes a short text in place if it is ASCII; writes nothing and says false otherwise. */
  #shortAscii(value: string): boolean {
    this.#room(2 + SHORT_TEXT);
    const bytes = this.#bytes;
    const start = this.#end + (value.length < 24 ? 1 : 2);
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 0x7f) return false;
      bytes[start + i] = unit;
    }
    this.#head(3, value.length);
    this.#end += value.length;
    return true;
  }

  #room(extra: number): void {
    const need = this.#end + extra;
    if (need <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(need, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

function headWidth(value: number): number {
  if (value < 24) return 1;
  if (value < 0x100) return 2;
  if (value < 0x1_0000) return 3;
  return value < 0x1_0000_0000 ? 5 : 9;
}
