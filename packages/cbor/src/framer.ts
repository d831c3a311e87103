import { CborError } from './errors.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { resumeScan, type Scan, startScan } from './scan.ts';

/**
 * Cuts a byte stream into whole CBOR items. One item may span many chunks and one chunk may hold many
 * items; every byte is walked once. Items are views into one buffer per item, safe to keep.
 */
export class Framer {
  readonly #limits: Limits;
  readonly #maxBytes: number;
  #pending: Uint8Array = new Uint8Array(0);
  #length = 0;
  #scan: Scan = startScan();

  /** `maxBytes` bounds one item; beyond it `push` throws CBOR_LIMIT. */
  constructor(options: { maxBytes?: number; limits?: Limits } = {}) {
    this.#limits = options.limits ?? defaultLimits;
    this.#maxBytes = options.maxBytes ?? Number.MAX_SAFE_INTEGER;
  }

  /** Bytes of the item that is not whole yet. */
  get pendingBytes(): number {
    return this.#length;
  }

  /** Adds a chunk; gives the items that it completes, in order. */
  push(chunk: Uint8Array, maxBytes = this.#maxBytes): Uint8Array[] {
    const items: Uint8Array[] = [];
    let rest = this.#length === 0 ? chunk : this.#append(chunk);
    while (rest.length > 0 && resumeScan(this.#scan, rest, this.#limits)) {
      const end = this.#scan.offset;
      if (end > maxBytes) throw this.#tooLarge(maxBytes, end);
      items.push(rest.subarray(0, end));
      rest = rest.subarray(end);
      this.#forget();
    }
    if (rest.length > maxBytes) throw this.#tooLarge(maxBytes, rest.length);
    if (rest.length > 0 && this.#length === 0) this.#keep(rest);
    return items;
  }

  #append(chunk: Uint8Array): Uint8Array {
    const length = this.#length + chunk.length;
    if (length > this.#pending.length) {
      const grown = new Uint8Array(Math.max(length, this.#pending.length * 2));
      grown.set(this.#pending.subarray(0, this.#length));
      this.#pending = grown;
    }
    this.#pending.set(chunk, this.#length);
    this.#length = length;
    return this.#pending.subarray(0, length);
  }

  /** The scan state is relative to the start of the item, which `rest` begins with. */
  #keep(rest: Uint8Array): void {
    // Not `rest.slice()`: on a Buffer that is a view, and the caller may reuse its chunk.
    this.#pending = new Uint8Array(rest);
    this.#length = rest.length;
  }

  #forget(): void {
    this.#pending = new Uint8Array(0);
    this.#length = 0;
    this.#scan = startScan();
  }

  #tooLarge(maxBytes: number, got: number): CborError {
    return new CborError('CBOR_LIMIT', {
      offset: 0,
      expected: `an item of at most ${maxBytes} bytes`,
      got: `${got} bytes`,
    });
  }
}
