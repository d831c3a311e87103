import type { ForwarderSource, TraceObject } from '@slotbench/wire';

/** A reply carries no more characters than this, so that no acceptor's size limit can refuse it for ever. */
const REPLY_CHARACTERS = 4 << 20;

/** One acceptor's view of the queue. */
export interface LineSession extends Pick<ForwarderSource, 'takeObjects' | 'untilObjects'> {
  /** The connection is over: what it was sent and did not confirm goes back to the front. */
  over(): void;
}

/**
 * Trace objects that wait for acceptors. `put` waits for room instead of dropping. Objects count as taken when the
 * acceptor that was sent them asks again: an acceptor asks only after it has handled the reply. Objects of a
 * broken connection are sent again, so that none is lost and some may arrive twice.
 */
export class LineQueue {
  readonly #capacity: number;
  #objects: TraceObject[] = [];
  #onTheWay = 0;
  #taken = 0;
  readonly #waiting = new Set<() => void>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Objects that acceptors have confirmed. */
  get taken(): number {
    return this.#taken;
  }

  /** Objects that are queued or on the way. */
  get pending(): number {
    return this.#objects.length + this.#onTheWay;
  }

  /** Resolves once there is room for one more, or when the signal aborts. */
  async untilRoom(signal: AbortSignal): Promise<void> {
    while (this.pending >= this.#capacity && !signal.aborted) await this.#untilChange(signal);
  }

  put(object: TraceObject): void {
    this.#objects.push(object);
    this.#change();
  }

  /** Resolves once nothing is pending, or when the signal aborts. */
  async untilTaken(signal: AbortSignal): Promise<void> {
    while (this.pending > 0 && !signal.aborted) await this.#untilChange(signal);
  }

  session(): LineSession {
    let sent: TraceObject[] = [];
    let ended = false;
    const settle = (confirmed: boolean): void => {
      if (sent.length === 0) return;
      this.#onTheWay -= sent.length;
      if (confirmed) this.#taken += sent.length;
      else this.#objects.unshift(...sent);
      sent = [];
      this.#change();
    };
    return {
      takeObjects: (max) => {
        if (ended) return [];
        settle(true);
        sent = this.#objects.splice(0, countWithin(this.#objects, max));
        this.#onTheWay += sent.length;
        return sent;
      },
      untilObjects: async (signal) => {
        while (this.#objects.length === 0 && !signal.aborted) await this.#untilChange(signal);
      },
      over() {
        ended = true;
        settle(false);
      },
    };
  }

  #change(): void {
    const all = [...this.#waiting];
    this.#waiting.clear();
    for (const done of all) done();
  }

  #untilChange(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = (): void => {
      signal.removeEventListener('abort', done);
      this.#waiting.delete(done);
      resolve();
    };
    this.#waiting.add(done);
    signal.addEventListener('abort', done, { once: true });
    return promise;
  }
}

/** How many objects from the front fit a reply: at most `max`, at least one. */
function countWithin(objects: readonly TraceObject[], max: number): number {
  let characters = 0;
  for (let n = 0; n < objects.length && n < max; n++) {
    characters += objects[n]!.toMachine.length + (objects[n]!.toHuman?.length ?? 0);
    if (characters > REPLY_CHARACTERS && n > 0) return n;
  }
  return Math.min(objects.length, max);
}
