import type { LogObject } from './log-object.ts';

/** Source of both: legacy-golden/forwarder.json. */
const QUEUE_OBJECTS = 2500;
const DROPS_A_NOTICE = 200;

/** Objects that wait for the acceptor. A full queue takes no more; that is told once for every 200 objects. */
export class LegacyForwardQueue {
  readonly #complain: (text: string) => void;
  #objects: LogObject[] = [];
  #dropped = 0;
  #untold = 0;

  constructor(complain: (text: string) => void) {
    this.#complain = complain;
  }

  get dropped(): number {
    return this.#dropped;
  }

  put(object: LogObject): void {
    if (this.#objects.length < QUEUE_OBJECTS) {
      this.#objects.push(object);
      return;
    }
    this.#dropped++;
    if (this.#untold === DROPS_A_NOTICE) {
      this.#complain(`Notice: TraceForwarder's queue is full, ${DROPS_A_NOTICE} log items were dropped!`);
      this.#untold = 0;
    }
    this.#untold++;
  }

  takeAll(): LogObject[] {
    const objects = this.#objects;
    this.#objects = [];
    return objects;
  }

  /** What is left reaches nobody. */
  close(): void {
    this.#dropped += this.#objects.length;
    this.#objects = [];
  }

  get isEmpty(): boolean {
    return this.#objects.length === 0;
  }
}
