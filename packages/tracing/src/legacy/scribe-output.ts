import type { Clock } from '../clock.ts';
import { ByteText } from '../format/byte-text.ts';
import type { ByteSink } from '../sink/byte-sink.ts';

/** Lines that wait for a reader that does not read; one more is in hand. More are dropped in silence, as in katip. */
const QUEUE_LINES = 5000;
const BUFFER_BYTES = 64 * 1024;
const RETRY_MS = 5;
/** How long `close` waits for a slow reader. */
const CLOSE_WAIT_MS = 2000;
const NEWLINE = 0x0a;

/** The queue of one scribe before its file or stream. Lines are counted when they are lost, and nobody is told. */
export class ScribeOutput {
  /** Lines are appended here; `lineDone` follows each. */
  readonly text = new ByteText(BUFFER_BYTES);
  readonly #clock: Clock;
  #sink: ByteSink;
  #lines = 0;
  #lost = 0;
  #failure: string | undefined;
  #callOff: (() => void) | undefined;

  constructor(sink: ByteSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  get lostLines(): number {
    return this.#lost;
  }

  /** The last error code of the system, for example ENOSPC. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** False, and one more is lost, if no further line can wait. */
  hasRoom(): boolean {
    if (this.#lines <= QUEUE_LINES) return true;
    this.#lost++;
    return false;
  }

  lineDone(): void {
    this.#lines++;
    if (this.text.end >= BUFFER_BYTES && this.#callOff === undefined) this.flush();
  }

  /** What waits goes to the old place, what follows to the new one. */
  moveTo(sink: ByteSink): void {
    this.flush();
    this.#sink = sink;
  }

  flush(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    const { text } = this;
    let written = 0;
    try {
      while (written < text.end) written += this.#sink.write(text.bytes.subarray(written, text.end));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      if (code === 'EAGAIN') {
        this.#keepFrom(written);
        this.#callOff = this.#clock.after(RETRY_MS, () => this.flush());
        return;
      }
      this.#failure = code;
      this.#lost += this.#lines;
    }
    text.end = 0;
    this.#lines = 0;
  }

  close(): void {
    this.flush();
    const pause = new Int32Array(new SharedArrayBuffer(4));
    for (let waited = 0; this.text.end > 0 && waited < CLOSE_WAIT_MS; waited += RETRY_MS) {
      Atomics.wait(pause, 0, 0, RETRY_MS);
      this.flush();
    }
    this.#callOff?.();
    this.#callOff = undefined;
    if (this.text.end > 0) this.#lost += this.#lines;
    this.text.end = 0;
    this.#lines = 0;
  }

  #keepFrom(start: number): void {
    const { text } = this;
    let gone = 0;
    for (let i = text.bytes.indexOf(NEWLINE); i !== -1 && i < start; i = text.bytes.indexOf(NEWLINE, i + 1))
      gone++;
    text.bytes.copyWithin(0, start, text.end);
    text.end -= start;
    this.#lines = Math.max(1, this.#lines - gone);
  }
}
