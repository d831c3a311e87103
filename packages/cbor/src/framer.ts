import { CborError } from './errors.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { resumeScan, type Scan, startScan } from './scan.ts';

/**
 * Cuts a byte stream into whole CBOR items. One item may span many chunks and one chunk may hold many
 * items; every byte is walked once. Items are views, of a chunk or of a buffer that several items share;
 * their bytes never change, but keeping a small one keeps the whole: copy what is to live long.
 */
export class Framer {
  readonly #limits: Limits;
  readonly #maxBytes: number;
  /** Unread bytes are #bytes[0, #length); they begin with an item, or with a part of one. */
  #bytes: Uint8Array = new Uint8Array(0);
  #length = 0;
  /** True if #bytes is ours to write to, beyond #length. */
  #owned = false;
  #scan: Scan = startScan();

  /** `maxBytes` bounds one item; beyond it `next` throws CBOR_LIMIT. */
  constructor(options: { maxBytes?: number; limits?: Limits } = {}) {
    this.#limits = options.limits ?? defaultLimits;
    this.#maxBytes = options.maxBytes ?? Number.MAX_SAFE_INTEGER;
  }

  /** Bytes that were added and not given out. */
  get pendingBytes(): number {
    return this.#length;
  }

  /** The same bytes as a view, beginning with an item: for a decoder that reads ahead of `next`. */
  get pending(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Adds chunks in order; their bytes must not change afterwards. Call `next` until it gives undefined. */
  add(...chunks: readonly Uint8Array[]): void {
    if (this.#length === 0 && chunks.length === 1) {
      this.#bytes = chunks[0]!;
      this.#length = this.#bytes.length;
      this.#owned = false;
      return;
    }
    let length = this.#length;
    for (const chunk of chunks) length += chunk.length;
    if (!this.#owned || length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, this.#owned ? this.#bytes.length * 2 : 0));
      grown.set(this.pending);
      this.#bytes = grown;
      this.#owned = true;
    }
    for (const chunk of chunks) {
      this.#bytes.set(chunk, this.#length);
      this.#length += chunk.length;
    }
  }

  /** The next whole item, or undefined until more bytes come. Throws CborError on bytes that no item has. */
  next(): Uint8Array | undefined {
    if (this.#length === 0) return undefined;
    const whole = resumeScan(this.#scan, this.pending, this.#limits);
    const length = whole ? this.#scan.offset : this.#length;
    if (length > this.#maxBytes)
      throw new CborError('CBOR_LIMIT', {
        offset: 0,
        expected: `an item of at most ${this.#maxBytes} bytes`,
        got: whole ? `${length} bytes` : `${length} bytes and more`,
      });
    if (!whole) return undefined;
    return this.take(length);
  }

  /** Removes and gives the first `length` pending bytes, which the caller knows to be one item. */
  take(length: number): Uint8Array {
    const item = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(length);
    this.#length -= length;
    this.#scan = startScan();
    return item;
  }

  /** `add`, then all that `next` gives. */
  push(chunk: Uint8Array): Uint8Array[] {
    this.add(chunk);
    const items: Uint8Array[] = [];
    for (let item = this.next(); item !== undefined; item = this.next()) items.push(item);
    return items;
  }
}
