import type { ByteSink, Clock } from '../src/index.ts';

/** A clock that stands still until it is told to go on; its timers fire then. */
export class FakeClock implements Clock {
  seconds: number;
  nanoseconds: number;
  #nowMs = 0;
  #timers: { atMs: number; run: () => void }[] = [];

  constructor(seconds = 1_800_000_000, nanoseconds = 0) {
    this.seconds = seconds;
    this.nanoseconds = nanoseconds;
  }

  read(): void {}

  after(ms: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get timers(): number {
    return this.#timers.length;
  }

  /** Lets the timers that are due next run, without the time going on. */
  fire(): void {
    const timers = this.#timers;
    this.#timers = [];
    for (const timer of timers) timer.run();
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    const nanoseconds = this.nanoseconds + ms * 1e6;
    this.seconds += Math.floor(nanoseconds / 1e9);
    this.nanoseconds = nanoseconds % 1e9;
    for (const timer of this.#timers.filter(({ atMs }) => atMs <= this.#nowMs)) {
      this.#timers = this.#timers.filter((other) => other !== timer);
      timer.run();
    }
  }
}

/** Keeps what is written; `fail` makes the next writes throw, `most` lets only so many bytes through at a time. */
export class MemorySink implements ByteSink {
  text = '';
  writes = 0;
  fail: string | undefined;
  most = Number.POSITIVE_INFINITY;

  write(bytes: Uint8Array): number {
    if (this.fail !== undefined) throw Object.assign(new Error(this.fail), { code: this.fail });
    this.writes++;
    const some = bytes.subarray(0, Math.min(bytes.length, this.most));
    this.text += Buffer.from(some).toString('utf8');
    return some.length;
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }
}
