import type { Clock } from '../clock.ts';
import { Limiter, type LimiterNotice } from './limiter.ts';

/**
 * The limiters of all messages, one a namespace. A changed frequency starts a new limiter and a removed one ends the old
 * one, which tells how much it kept back; upstream goes on with the first limiter for ever (`compat`).
 */
export class LimiterBook {
  readonly #clock: Clock;
  readonly #compat: boolean;
  readonly #tell: (namespace: string, notice: LimiterNotice) => void;
  readonly #limiters = new Map<string, { readonly limiter: Limiter; readonly frequencyHz: number }>();

  constructor(
    clock: Clock,
    options: { compat: boolean; tell: (namespace: string, notice: LimiterNotice) => void },
  ) {
    this.#clock = clock;
    this.#compat = options.compat;
    this.#tell = options.tell;
  }

  /** The limiter that the configuration asks for; a frequency of 0 is none. */
  limiterOf(namespace: string, frequencyHz: number | undefined): Limiter | undefined {
    const known = this.#limiters.get(namespace);
    if (frequencyHz === undefined || frequencyHz === 0) {
      if (known !== undefined && !this.#compat) this.#end(namespace, known.limiter);
      return undefined;
    }
    if (known !== undefined && (this.#compat || known.frequencyHz === frequencyHz)) return known.limiter;
    if (known !== undefined) this.#end(namespace, known.limiter);
    this.#clock.read();
    const limiter = new Limiter(frequencyHz, this.#clock.seconds + this.#clock.nanoseconds * 1e-9);
    this.#limiters.set(namespace, { limiter, frequencyHz });
    return limiter;
  }

  #end(namespace: string, limiter: Limiter): void {
    this.#limiters.delete(namespace);
    limiter.end((notice) => this.#tell(namespace, notice));
  }
}
