import type { TraceObject } from '@slotbench/wire';
import { LateObject } from './late-object.ts';

type Queued = TraceObject | LateObject;

/** A complaint about overflow is printed at most this often. */
const COMPLAIN_SECONDS = 1;

/**
 * What a full queue does with one more object. `drop-all`, as upstream: everything queued goes, since what is newest tells
 * most about a collector that does not come. `drop-oldest`: one goes. `block`: the program waits until there is room.
 */
export const overflowPolicies = ['drop-all', 'drop-oldest', 'block'] as const;
export type OverflowPolicy = (typeof overflowPolicies)[number];

export interface QueueLoss {
  readonly count: number;
  /** Time stamps of the first and the last object, ISO 8601. */
  readonly from: string;
  readonly to: string;
}

export interface ForwardQueueOptions {
  /** Default: drop-all. */
  readonly overflow?: OverflowPolicy;
  /** For `block`: returns when there is room, false when there will not be any; then the oldest object goes. */
  waitForRoom?(): boolean;
  /** Told with each complaint. */
  onLoss?(loss: QueueLoss): void;
}

/** Trace objects that wait for an acceptor, at most `capacity`. What is dropped is counted and told. */
export class ForwardQueue {
  #capacity: number;
  readonly #complain: (text: string) => void;
  readonly #onLoss: ((loss: QueueLoss) => void) | undefined;
  #overflowPolicy: OverflowPolicy;
  #waitForRoom: (() => boolean) | undefined;
  #objects: Queued[] = [];
  /** Objects before this index are taken. */
  #head = 0;
  #dropped = 0;
  #unreported: { count: number; first: Queued; last: Queued } | undefined;
  #complainedAt = Number.NEGATIVE_INFINITY;
  /** Objects that were taken and whose receipt nothing shows yet. */
  #onTheWay: Queued[] = [];
  #closed = false;
  #telling = false;
  readonly #waiting = new Set<() => void>();
  readonly #untilDelivered = new Set<() => void>();

  constructor(capacity: number, complain: (text: string) => void, options: ForwardQueueOptions = {}) {
    this.#capacity = capacity;
    this.#complain = complain;
    this.#onLoss = options.onLoss;
    this.#overflowPolicy = options.overflow ?? 'drop-all';
    this.#waitForRoom = options.waitForRoom;
  }

  /** Takes effect with the next object. */
  configure(capacity: number, overflow: OverflowPolicy): void {
    this.#capacity = capacity;
    this.#overflowPolicy = overflow;
  }

  /** Who makes room while the program waits; without it `block` drops the oldest object. */
  set waitForRoom(wait: (() => boolean) | undefined) {
    this.#waitForRoom = wait;
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
    return this.length === 0 && this.#onTheWay.length === 0;
  }

  put(object: Queued): void {
    if (this.#closed) {
      // What tells of the loss is not lost itself.
      if (!this.#telling) this.#dropped++;
      return;
    }
    const full = this.length >= this.#capacity;
    if (full) this.#makeRoom();
    this.#objects.push(object);
    if (this.#waiting.size > 0) wake(this.#waiting);
    if (full && this.#unreported !== undefined) this.#complainAt(object.toTimestamp.seconds);
  }

  /** Removes and returns at most `max` objects, oldest first. */
  take(max: number): TraceObject[] {
    this.#received();
    const taken = this.#objects.slice(this.#head, this.#head + max);
    this.#advance(taken.length);
    this.#onTheWay = taken;
    return taken.map((each) => (each instanceof LateObject ? each.render() : each));
  }

  /**
   * The connection is over: what it took and did not ask further after goes to the front again. What had arrived just then
   * arrives twice; of what had not, nothing is lost.
   */
  giveBack(): void {
    const back = this.#onTheWay;
    if (back.length === 0 || this.#closed) return;
    this.#objects = [...back, ...this.#objects.slice(this.#head)];
    this.#head = 0;
    this.#onTheWay = [];
    wake(this.#waiting);
  }

  /** Counts objects that were taken and did not arrive. */
  lose(count: number): void {
    this.#dropped += count;
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
    if (this.length > 0) this.#drop(this.length);
    this.#closed = true;
    this.#tell('No collector fetched the last trace objects');
    wake(this.#waiting);
  }

  /** An acceptor asks for objects only after it has taken in those it got: a new question acknowledges the last answer. */
  #received(): void {
    if (this.#onTheWay.length > 0) this.#onTheWay = [];
    if (this.length === 0 && this.#untilDelivered.size > 0) wake(this.#untilDelivered);
  }

  /** Moving the rest to the front each time would make long queues quadratic. */
  #advance(count: number): void {
    this.#head += count;
    if (this.#head * 2 < this.#objects.length) return;
    this.#objects = this.#objects.slice(this.#head);
    this.#head = 0;
  }

  #makeRoom(): void {
    if (this.#overflowPolicy === 'block' && this.#waitForRoom?.() === true) return;
    this.#drop(this.#overflowPolicy === 'drop-all' ? this.length : this.length - this.#capacity + 1);
  }

  #drop(count: number): void {
    const first = this.#unreported?.first ?? this.#objects[this.#head]!;
    const last = this.#objects[this.#head + count - 1]!;
    this.#dropped += count;
    this.#unreported = { count: (this.#unreported?.count ?? 0) + count, first, last };
    this.#advance(count);
  }

  #complainAt(nowSeconds: number): void {
    // A clock that was set back must not silence the complaints.
    if (Math.abs(nowSeconds - this.#complainedAt) < COMPLAIN_SECONDS) return;
    this.#complainedAt = nowSeconds;
    this.#tell('TraceObject queue overflowed');
  }

  #tell(cause: string): void {
    if (this.#unreported === undefined) return;
    const { count, first, last } = this.#unreported;
    this.#unreported = undefined;
    const loss = { count, from: stamp(first), to: stamp(last) };
    this.#complain(`${cause}. Dropped ${count} messages from ${loss.from} to ${loss.to}`);
    this.#telling = true;
    this.#onLoss?.(loss);
    this.#telling = false;
  }
}

function wake(waiting: Set<() => void>): void {
  const all = [...waiting];
  waiting.clear();
  for (const done of all) done();
}

function stamp({ toTimestamp }: Queued): string {
  return new Date(toTimestamp.seconds * 1000 + Math.floor(toTimestamp.picoseconds / 1e9)).toISOString();
}
