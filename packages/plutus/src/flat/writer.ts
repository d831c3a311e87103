import { bitLength, type Int } from '../data/int.ts';

/** Writes the flat encoding; the mirror of `FlatReader`. */
export class FlatWriter {
  #bytes = new Uint8Array(256);
  #bit = 0;

  /** The low `count` (1..8) bits of `value`. */
  bits(value: number, count: number): void {
    const at = this.#bit >> 3;
    this.#room(at + 2);
    const shifted = value << (16 - (this.#bit & 7) - count);
    this.#bytes[at]! |= shifted >> 8;
    this.#bytes[at + 1]! |= shifted & 255;
    this.#bit += count;
  }

  bool(value: boolean): void {
    this.bits(value ? 1 : 0, 1);
  }

  natural(value: Int): void {
    if (typeof value === 'number') {
      let left = value;
      for (; left >= 128; left = Math.floor(left / 128)) this.bits(128 + (left % 128), 8);
      this.bits(left, 8);
      return;
    }
    const groups = Math.ceil(bitLength(value) / 7);
    // Hexadecimal text is the linear way into a bigint: seven bits are picked out of its octets.
    const octets = Buffer.from(value.toString(16).padStart(Math.ceil((groups * 7 + 16) / 8) * 2, '0'), 'hex');
    for (let group = 0; group < groups; group++) {
      const bit = group * 7;
      const last = octets.length - 1 - (bit >> 3);
      const pair = ((octets[last - 1] ?? 0) << 8) | octets[last]!;
      this.bits(((pair >> (bit & 7)) & 127) + (group + 1 < groups ? 128 : 0), 8);
    }
  }

  integer(value: Int): void {
    if (typeof value === 'number' && Math.abs(value) < 2 ** 51) {
      this.natural(value < 0 ? -2 * value - 1 : 2 * value);
      return;
    }
    const big = BigInt(value);
    const zigzag = big < 0n ? -2n * big - 1n : 2n * big;
    this.natural(zigzag);
  }

  filler(): void {
    this.bits(1, 8 - (this.#bit & 7));
  }

  bytes(value: Uint8Array): void {
    this.filler();
    for (let at = 0; at < value.length; at += 255) {
      const chunk = value.subarray(at, at + 255);
      const to = this.#bit >> 3;
      this.#room(to + chunk.length + 2);
      this.#bytes[to] = chunk.length;
      this.#bytes.set(chunk, to + 1);
      this.#bit += (chunk.length + 1) * 8;
    }
    this.bits(0, 8);
  }

  /** What was written, which must end with a filler. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#bit >> 3);
  }

  #room(bytes: number): void {
    if (bytes < this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(bytes + 1, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
