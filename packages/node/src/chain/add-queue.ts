import { Wakeup } from '../wakeup.ts';

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

const NEVER = new AbortController().signal;

/** Works off one item after the other, in order of arrival. The caller bounds it with `untilBelow`. */
export class AddQueue<T, R> {
  readonly #work: (item: T) => Promise<R>;
  readonly #onPopping: (payload: object) => void;
  readonly #waiting: Waiting<T, R>[] = [];
  readonly #popped = new Wakeup();
  #running = false;

  constructor(work: (item: T) => Promise<R>, onPopping: (payload: object) => void) {
    this.#work = work;
    this.#onPopping = onPopping;
  }

  /** Items that wait; the one being worked on is not counted. */
  get length(): number {
    return this.#waiting.length;
  }

  add(item: T): Promise<R> {
    const { promise, resolve, reject } = Promise.withResolvers<R>();
    this.#waiting.push({ item, resolve, reject });
    if (!this.#running) void this.#run();
    return promise;
  }

  async untilBelow(length: number): Promise<void> {
    while (this.#waiting.length >= length) await this.#popped.wait(NEVER);
  }

  async untilIdle(): Promise<void> {
    while (this.#running) await this.#popped.wait(NEVER);
  }

  async #run(): Promise<void> {
    this.#running = true;
    // The turn in which `add` was called ends first: its falling edge belongs before the pop.
    await Promise.resolve();
    for (;;) {
      this.#onPopping({});
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#popped.wake();
      await this.#work(next.item).then(next.resolve, next.reject);
    }
    this.#running = false;
    this.#popped.wake();
  }
}
