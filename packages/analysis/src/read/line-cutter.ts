/** One line, `bytes[start..end)` without its LF, and where it starts in the file. The bytes are valid only during the call. */
export type OnLine = (bytes: Buffer, start: number, end: number, offset: number) => void;

/**
 * Cuts a byte stream into lines. Holds at most one unfinished line of `limitBytes`; a longer one is dropped up to its LF and
 * reported to `onOversized` once, with its offset.
 */
export class LineCutter {
  readonly #onLine: OnLine;
  readonly #onOversized: (offset: number) => void;
  readonly #limitBytes: number;
  #carry: Buffer[] = [];
  #carryBytes = 0;
  #offset = 0;
  #dropping = false;

  constructor(o: { onLine: OnLine; onOversized: (offset: number) => void; limitBytes?: number }) {
    this.#onLine = o.onLine;
    this.#onOversized = o.onOversized;
    this.#limitBytes = o.limitBytes ?? 16 * 1024 * 1024;
  }

  /** `chunk` may be reused by the caller afterwards. */
  push(chunk: Buffer): void {
    let start = 0;
    for (;;) {
      const lf = chunk.indexOf(10, start);
      if (lf < 0) break;
      this.#line(chunk, start, lf);
      start = lf + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** Ends the stream: hands the bytes after the last LF to `onTail`, if there are any. */
  finish(onTail: OnLine): void {
    const tail = Buffer.concat(this.#carry);
    if (tail.length > 0 && !this.#dropping) onTail(tail, 0, tail.length, this.#offset);
    this.#carry = [];
    this.#carryBytes = 0;
  }

  #line(chunk: Buffer, start: number, end: number): void {
    const lineBytes = this.#carryBytes + end - start;
    if (!this.#dropping) {
      if (this.#carryBytes === 0) {
        this.#onLine(chunk, start, end, this.#offset);
      } else {
        const whole = Buffer.concat([...this.#carry, chunk.subarray(start, end)]);
        this.#onLine(whole, 0, whole.length, this.#offset);
      }
    }
    if (this.#carryBytes > 0) {
      this.#dropping = false;
      this.#carry = [];
      this.#carryBytes = 0;
    }
    this.#offset += lineBytes + 1;
  }

  #keep(rest: Buffer): void {
    this.#carryBytes += rest.length;
    if (this.#dropping) return;
    if (this.#carryBytes > this.#limitBytes) {
      this.#dropping = true;
      this.#carry = [];
      this.#onOversized(this.#offset);
      return;
    }
    this.#carry.push(Buffer.from(rest));
  }
}
