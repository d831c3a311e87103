import type { TraceObject } from '@slotbench/wire';

/** A complaint about overflow is printed at most this often. */
const COMPLAIN_SECONDS = 1;

/**
 * Trace objects that wait for an acceptor. A full queue is dropped as a whole before the next object enters, as
 * upstream does: what is newest tells most about a collector that does not come. Drops are counted and told.
 */
export class ForwardQueue {
  readonly #capacity: number;
  readonly #complain: (text: string) => void;
  #objects: TraceObject[] = [];
  /** Objects before this index are taken. */
  #head = 0;
  #dropped = 0;
  #unreported: { count: number; from: string; to: string } | undefined;
  #complainedAt = Number.NEGATIVE_INFINITY;
  /** Objects that were taken and whose receipt nothing shows yet. */
  #onTheWay = 0;
  readonly #waiting = new Set<() => void>();
  readonly #untilDelivered = new Set<() => void>();

  constructor(capacity: number, complain: (text: string) => void) {
    this.#capacity = capacity;
    this.#complain = complain;
  }

  get length(): number {
    return this.#objects.length - this.#head;
  }

  /** Objects lost by overflow, and those still here when the queue was closed. */
  get dropped(): number {
    return this.#dropped;
  }

  /** True once nothing waits and an acceptor asked again after the last objects: it has them. */
  get delivered(): boolean {
    return this.length === 0 && this.#onTheWay === 0;
  }

  put(object: TraceObject): void {
    if (this.length >= this.#capacity) this.#overflow(object.toTimestamp.seconds);
    this.#objects.push(object);
    if (this.#waiting.size > 0) wake(this.#waiting);
  }

  /** Removes and returns at most `max` objects, oldest first. */
  take(max: number): TraceObject[] {
    this.#received();
    const taken = this.#objects.slice(this.#head, this.#head + max);
    this.#head += taken.length;
    // Moving the rest to the front each time would make long queues quadratic.
    if (this.#head * 2 >= this.#objects.length) {
      this.#objects = this.#objects.slice(this.#head);
      this.#head = 0;
    }
    this.#onTheWay = taken.length;
    return taken;
  }

  /** Resolves once an object waits, or when `signal` aborts. */
  untilSome(signal: AbortSignal): Promise<void> {
    this.#received();
    if (this.length > 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      signal.addEventListener('abort', done, { once: true });
      this.#waiting.add(done);
    });
  }

  /** Resolves when everything has reached an acceptor, at the latest when `signal` aborts. */
  untilDelivered(signal: AbortSignal): Promise<void> {
    if (this.delivered || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#untilDelivered.add(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Counts what is left as dropped and says so. */
  close(): void {
    this.#tell('TraceObject queue overflowed');
    if (this.length > 0) this.#drop();
    this.#tell('No collector fetched the last trace objects');
    wake(this.#waiting);
  }

  /** An acceptor asks for objects only after it has taken in those it got: a new question acknowledges the last answer. */
  #received(): void {
    this.#onTheWay = 0;
    if (this.length === 0 && this.#untilDelivered.size > 0) wake(this.#untilDelivered);
  }

  #overflow(nowSeconds: number): void {
    this.#drop();
    if (nowSeconds - this.#complainedAt < COMPLAIN_SECONDS) return;
    this.#complainedAt = nowSeconds;
    this.#tell('TraceObject queue overflowed');
  }

  #drop(): void {
    const count = this.length;
    const from = stamp(this.#objects[this.#head]!);
    const to = stamp(this.#objects.at(-1)!);
    this.#dropped += count;
    this.#unreported = {
      count: (this.#unreported?.count ?? 0) + count,
      from: this.#unreported?.from ?? from,
      to,
    };
    this.#objects = [];
    this.#head = 0;
  }

  #tell(cause: string): void {
    if (this.#unreported === undefined) return;
    const { count, from, to } = this.#unreported;
    this.#unreported = undefined;
    this.#complain(`${cause}. Dropped ${count} messages from ${from} to ${to}`);
  }
}

function wake(waiting: Set<() => void>): void {
  const all = [...waiting];
  waiting.clear();
  for (const done of all) done();
}

function stamp({ toTimestamp }: TraceObject): string {
  return new Date(toTimestamp.seconds * 1000 + Math.floor(toTimestamp.picoseconds / 1e9)).toISOString();
}
