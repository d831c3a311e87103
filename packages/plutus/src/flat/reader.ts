import { type Int, toInt } from '../data/int.ts';
import { PlutusError } from '../errors.ts';

/**
 * Reads the flat encoding from the most significant bit on. Fields are at most a byte wide, so each takes one look
 * at two neighbouring bytes; strings are aligned and copied whole.
 */
export class FlatReader {
  readonly #bytes: Uint8Array;
  /** Offset of the next bit. */
  bit = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next 1..8 bits as a number. */
  bits(count: number): number {
    const at = this.bit >> 3;
    const end = this.bit + count;
    if (end > this.#bytes.length * 8) this.#ended();
    const pair = (this.#bytes[at]! << 8) | (this.#bytes[at + 1] ?? 0);
    const value = (pair >> (16 - (this.bit & 7) - count)) & ((1 << count) - 1);
    this.bit = end;
    return value;
  }

  bool(): boolean {
    return this.bits(1) === 1;
  }

  /** Groups of seven bits, least significant first, below 2^64. */
  word64(): Int {
    const place = this.bit;
    let value = 0;
    let scale = 1;
    for (let group = 0; group < 7; group++) {
      const octet = this.bits(8);
      value += (octet & 127) * scale;
      if (octet < 128) return value;
      scale *= 128;
    }
    let big = BigInt(value);
    for (let shift = 49n; ; shift += 7n) {
      const octet = this.bits(8);
      big += BigInt(octet & 127) << shift;
      if (big >= 2n ** 64n || shift > 63n) throw this.fault(place, 'a natural below 2^64', 'a larger one');
      if (octet < 128) return toInt(big);
    }
  }

  /** A signed integer of any size: zigzag, groups of seven bits. */
  integer(): Int {
    let value = 0;
    let scale = 1;
    for (let group = 0; group < 7; group++) {
      const octet = this.bits(8);
      value += (octet & 127) * scale;
      if (octet < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      scale *= 128;
    }
    return this.#longInteger(value);
  }

  /** The groups behind the first seven. Bits are gathered into octets, because adding bigints is quadratic. */
  #longInteger(low: number): Int {
    const octets: number[] = [];
    let buffer = low;
    let filled = 49;
    for (;;) {
      while (filled >= 8) {
        octets.push(buffer % 256);
        buffer = Math.floor(buffer / 256);
        filled -= 8;
      }
      const octet = this.bits(8);
      buffer += (octet & 127) * 2 ** filled;
      filled += 7;
      if (octet < 128) break;
    }
    for (; filled > 0; filled -= 8) {
      octets.push(buffer % 256);
      buffer = Math.floor(buffer / 256);
    }
    const zigzag = BigInt(`0x${Buffer.from(octets.reverse()).toString('hex')}`);
    return toInt((zigzag & 1n) === 0n ? zigzag >> 1n : -((zigzag + 1n) >> 1n));
  }

  /** Zeros and a one up to the next byte; a whole byte if the position is aligned. */
  filler(): void {
    const place = this.bit;
    const width = 8 - (this.bit & 7);
    if (this.bits(width) !== 1) throw this.fault(place, 'a filler of zeros and a one', 'other bits');
  }

  /** A byte string: filler, then chunks with their lengths, then a zero. */
  bytes(): Uint8Array {
    this.filler();
    const pieces: Uint8Array[] = [];
    for (;;) {
      const length = this.bits(8);
      if (length === 0) break;
      const at = this.bit >> 3;
      if (at + length > this.#bytes.length) this.#ended();
      pieces.push(this.#bytes.subarray(at, at + length));
      this.bit += length * 8;
    }
    return pieces.length === 1 ? pieces[0]!.slice() : new Uint8Array(Buffer.concat(pieces));
  }

  /** Fails unless every byte was read. */
  expectEnd(): void {
    const left = this.#bytes.length * 8 - this.bit;
    if (left > 0) throw this.fault(this.bit, 'the end', `${left >> 3} more bytes`);
  }

  fault(bit: number, expected: string, got: string): PlutusError {
    return new PlutusError('PLUTUS_FLAT', { place: `flat, bit ${bit}`, expected, got });
  }

  #ended(): never {
    throw this.fault(this.bit, 'more bits', 'the end of the script');
  }
}
