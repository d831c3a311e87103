import { type Instant, nanosecondsSince, parseInstant } from '../read/timestamp.ts';
import { interpreter, Mismatch } from './lift.ts';
import type { LogObject } from './log-object.ts';
import { type LocliView, LocliViewFold } from './machine-view.ts';
import { type SlotFaults, type SlotRules, SlotStatsFold } from './slot-fold.ts';
import type { SlotStats } from './slot-stats.ts';

/** What one host's log holds, as locli 2.3 sees it. */
export interface LocliHost {
  readonly host: string;
  readonly view: LocliView;
  readonly slots: readonly SlotStats[];
  readonly faults: SlotFaults;
  /** All lines, those of plain text and blank ones included. */
  readonly rawLines: number;
  /** JSON objects but the first: the driver’s program skips it. */
  readonly emitted: number;
  /** Objects with an interpreter, and lines that do not parse. */
  readonly lifted: number;
  readonly decodeErrors: number;
  /** First and last stamp of any object, ns since systemStart; null without one. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** `ns:kind` -> number of objects, but for the first. */
  readonly frequencies: ReadonlyMap<string, number>;
  /** Every lifted object, in order; empty unless asked for. */
  readonly objects: readonly LogObject[];
}

export interface LocliHostOptions {
  readonly host: string;
  readonly systemStart: Instant;
  readonly slots: SlotRules;
  /** Keep all objects: what `dump-logobjects` writes. */
  readonly keepAll: boolean;
}

/** The pass over one host's lines for everything that locli 2.3 computes from them. */
export class LocliHostFold {
  readonly #o: LocliHostOptions;
  readonly #view: LocliViewFold;
  readonly #slots: SlotStatsFold;
  readonly #objects: LogObject[] = [];
  readonly #frequencies = new Map<string, number>();
  #rawLines = 0;
  #objectLines = 0;
  #lifted = 0;
  #decodeErrors = 0;
  #firstAt: number | null = null;
  #lastAt: number | null = null;

  constructor(o: LocliHostOptions) {
    this.#o = o;
    this.#view = new LocliViewFold(o.host);
    this.#slots = new SlotStatsFold(o.slots);
  }

  line(bytes: Buffer, start: number, end: number): void {
    this.#rawLines++;
    if (bytes[start] !== 0x7b) return;
    const text = bytes.toString('utf8', start, end);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      this.#undecodable(text, null);
      return;
    }
    this.#object(value as Record<string, unknown>, text);
  }

  garbage(): void {
    this.#rawLines++;
  }

  finish(): LocliHost {
    const { slots, faults } = this.#slots.finish();
    return {
      host: this.#o.host,
      view: this.#view.finish(),
      slots,
      faults,
      rawLines: this.#rawLines,
      emitted: Math.max(0, this.#objectLines - 1),
      lifted: this.#lifted,
      decodeErrors: this.#decodeErrors,
      firstAt: this.#firstAt,
      lastAt: this.#lastAt,
      frequencies: this.#frequencies,
      objects: this.#objects,
    };
  }

  #object(line: Record<string, unknown>, text: string): void {
    const { ns: names, thread, host } = line;
    const instant = typeof line.at === 'string' ? parseInstant(line.at) : undefined;
    const ns = Array.isArray(names) ? names.join('.') : names;
    const data = unwrap(line.data);
    const kind = data !== undefined && typeof data.kind === 'string' ? data.kind : '';
    this.#count(`${typeof ns === 'string' ? ns : ''}:${kind}`);
    if (instant === undefined || typeof ns !== 'string' || data === undefined) {
      this.#undecodable(text, null);
      return;
    }
    const at = nanosecondsSince(this.#o.systemStart, instant);
    this.#firstAt ??= at;
    this.#lastAt = at;
    if (typeof thread !== 'string' || typeof host !== 'string') {
      this.#undecodable(text, typeof host === 'string' ? 'thread' : 'host');
      return;
    }
    try {
      const body = interpreter(ns, kind)?.(data);
      if (body !== undefined) this.#take({ at, ns, kind, tid: thread, body });
    } catch (mismatch) {
      if (!(mismatch instanceof Mismatch)) throw mismatch;
      this.#undecodable(text, mismatch.field);
    }
  }

  #count(name: string): void {
    if (this.#objectLines++ > 0) this.#frequencies.set(name, (this.#frequencies.get(name) ?? 0) + 1);
  }

  /** Upstream stops here unless told not to; then the line is an object of the year 1970. */
  #undecodable(text: string, field: string | null): void {
    this.#decodeErrors++;
    this.#take({
      at: nanosecondsSince(this.#o.systemStart, { seconds: 0, nanoseconds: 0 }),
      ns: 'Cardano.Analysis.DecodeError',
      kind: 'DecodeError',
      tid: '0',
      body: {
        tag: 'DecodeError',
        error: field === null ? 'not JSON' : `${field} is missing or of another type`,
        text,
      },
    });
  }

  #take(object: LogObject): void {
    this.#lifted++;
    if (this.#o.keepAll) this.#objects.push(object);
    this.#view.step(object);
    this.#slots.step(object);
  }
}

/** `{"credentials": …, "val": {"kind": …}}` of some versions; undefined if there is no object. */
function unwrap(data: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { kind, credentials, val } = data as Record<string, unknown>;
  if (kind === undefined && credentials !== undefined && typeof val === 'object' && val !== null)
    return val as Record<string, unknown>;
  return data as Record<string, unknown>;
}
