import type { Clock } from '../clock.ts';
import { ByteText } from '../format/byte-text.ts';
import type { ByteSink } from './byte-sink.ts';

/** Lines are written together once they are this long ... */
const BUFFER_BYTES = 64 * 1024;
/** ... or the first of them is this old. */
const FLUSH_MS = 100;
/** What waits for a reader that does not read; more is dropped and counted. */
const BACKLOG_BYTES = 4 * 1024 * 1024;
/** How long `close` waits for such a reader. */
const CLOSE_WAIT_MS = 2000;
const RETRY_MS = 5;
const LINE_FEED = 0x0a;

/**
 * A file or pipe of lines. Small writes are put together: one system call a line would cost more than all the rest of
 * a message. A failed write never reaches the program that traces: the lines are counted as lost.
 */
export class LineSink {
  readonly #target: ByteSink;
  readonly #clock: Clock;
  /** Lines are appended here; `lineDone` follows each. */
  readonly text = new ByteText(BUFFER_BYTES + 4096);
  #lines = 0;
  #backlog: Uint8Array | undefined;
  #backlogLines = 0;
  #callOff: (() => void) | undefined;
  #readerGone = false;
  /** The last write ended inside a line; the next one starts a fresh line. */
  #cut = false;
  #lost = 0;
  #failure: string | undefined;
  /** The next attempt to write is due when the text is so long. */
  #attemptAt = BUFFER_BYTES;
  readonly #onLoss: ((lines: number, failure: string) => void) | undefined;
  #told = 0;
  #telling = false;

  /** `onLoss` is told how many lines a write has cost; it may trace. */
  constructor(target: ByteSink, clock: Clock, onLoss?: (lines: number, failure: string) => void) {
    this.#target = target;
    this.#clock = clock;
    this.#onLoss = onLoss;
  }

  /** Lines that could not be written. */
  get lostLines(): number {
    return this.#lost;
  }

  /** The last error code of the system, for example ENOSPC. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Ends the line that was appended to `text`; an urgent one is written at once, with all before it. */
  lineDone(urgent: boolean): void {
    this.text.byte(LINE_FEED);
    this.#lines++;
    if (urgent || this.text.end >= this.#attemptAt) this.flush();
    else if (this.#callOff === undefined) this.#callOff = this.#clock.after(FLUSH_MS, () => this.flush());
  }

  flush(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    if (!this.#flushAll()) this.#callOff = this.#clock.after(FLUSH_MS, () => this.flush());
    this.#tellLoss();
  }

  /** False if something waits for a reader that is not ready. */
  #flushAll(): boolean {
    if (this.#backlog !== undefined && !this.#writeBytes(this.#backlog, this.#backlogLines)) {
      if (this.text.end > BACKLOG_BYTES) this.#dropText();
      this.#attemptAt = this.text.end + BUFFER_BYTES;
      return false;
    }
    this.#attemptAt = BUFFER_BYTES;
    if (this.#lines === 0) return true;
    if (this.#cut && !this.#writeBytes(Buffer.of(LINE_FEED), 0)) return false;
    const bytes = this.text.bytes.subarray(0, this.text.end);
    const lines = this.#lines;
    this.text.end = 0;
    this.#lines = 0;
    return this.#writeBytes(bytes, lines);
  }

  #tellLoss(): void {
    const lines = this.#lost - this.#told;
    if (lines === 0 || this.#telling || this.#onLoss === undefined) return;
    this.#told = this.#lost;
    this.#telling = true;
    this.#onLoss(lines, this.#failure ?? 'EAGAIN');
    this.#telling = false;
  }

  /** Writes all that is left; waits a little for a reader that is slow. */
  close(): void {
    this.flush();
    const pause = new Int32Array(new SharedArrayBuffer(4));
    for (let waited = 0; this.#backlog !== undefined && waited < CLOSE_WAIT_MS; waited += RETRY_MS) {
      Atomics.wait(pause, 0, 0, RETRY_MS);
      this.flush();
    }
    this.#callOff?.();
    this.#callOff = undefined;
    if (this.#backlog !== undefined) this.#lost += this.#backlogLines;
    this.#backlog = undefined;
    this.#dropText();
  }

  /** False if the reader is not ready and the rest waits; true if all is written or given up. */
  #writeBytes(bytes: Uint8Array, lines: number): boolean {
    this.#backlog = undefined;
    if (this.#readerGone) {
      this.#lost += lines;
      return true;
    }
    let done = 0;
    try {
      while (done < bytes.length) {
        const written = this.#target.write(done === 0 ? bytes : bytes.subarray(done));
        if (written === 0) throw Object.assign(new Error('nothing was written'), { code: 'EAGAIN' });
        done += written;
      }
      this.#cut = false;
      return true;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      if (code === 'EAGAIN') {
        this.#backlog = Buffer.from(bytes.subarray(done)); // a copy: the buffer is used for the next lines
        this.#backlogLines = countLines(this.#backlog);
        return false;
      }
      this.#failure = code;
      this.#readerGone = code === 'EPIPE' || code === 'EBADF';
      this.#lost += countLines(bytes.subarray(done));
      if (done > 0) this.#cut = bytes[done - 1] !== 0x0a;
      return true;
    }
  }

  #dropText(): void {
    this.#lost += this.#lines;
    this.#lines = 0;
    this.text.end = 0;
  }
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let i = bytes.indexOf(LINE_FEED); i !== -1; i = bytes.indexOf(LINE_FEED, i + 1)) lines++;
  return lines;
}
