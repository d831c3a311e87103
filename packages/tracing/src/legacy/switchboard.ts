import type { LogObject } from './log-object.ts';

/** Objects between those who trace and the back ends. */
const QUEUE_OBJECTS = 2048;

/**
 * The one queue through which all objects go. They are delivered together, after what the program is doing now; a full queue
 * takes no more and says so for each.
 */
export class Switchboard {
  readonly #deliver: (object: LogObject) => void;
  readonly #delivered: () => void;
  readonly #complain: (text: string) => void;
  #queue: LogObject[] = [];
  #immediate: NodeJS.Immediate | undefined;
  #dropped = 0;

  /** `delivered` is called when nothing waits any longer. */
  constructor(o: { deliver(object: LogObject): void; delivered(): void; complain(text: string): void }) {
    this.#deliver = o.deliver;
    this.#delivered = o.delivered;
    this.#complain = o.complain;
  }

  get dropped(): number {
    return this.#dropped;
  }

  put(object: LogObject): void {
    if (this.#queue.length >= QUEUE_OBJECTS) {
      this.#dropped++;
      this.#complain("Error: Switchboard's queue full, dropping log items!");
      return;
    }
    this.#queue.push(object);
    this.#immediate ??= setImmediate(() => this.flush());
  }

  /** Delivers everything, what is put meanwhile included. */
  flush(): void {
    if (this.#immediate !== undefined) clearImmediate(this.#immediate);
    this.#immediate = undefined;
    while (this.#queue.length > 0) {
      const objects = this.#queue;
      this.#queue = [];
      for (const object of objects) this.#deliver(object);
    }
    if (this.#immediate !== undefined) clearImmediate(this.#immediate);
    this.#immediate = undefined;
    this.#delivered();
  }
}
