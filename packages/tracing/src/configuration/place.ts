import type { ConfigFault } from '../errors.ts';
import { nearest } from './nearest.ts';

/** A place in the configuration: checks what stands there and notes what is wrong with it. */
export class Place {
  readonly #path: readonly (string | number)[];
  readonly #faults: ConfigFault[];
  readonly #lenient: boolean;

  /** `lenient`: keys that mean nothing are passed over. */
  constructor(path: readonly (string | number)[], faults: ConfigFault[], lenient = false) {
    this.#path = path;
    this.#faults = faults;
    this.#lenient = lenient;
  }

  get lenient(): boolean {
    return this.#lenient;
  }

  at(step: string | number): Place {
    return new Place([...this.#path, step], this.#faults, this.#lenient);
  }

  fault(expected: string, got: unknown, suggestion?: string): undefined {
    const steps = this.#path;
    this.#faults.push({ path: renderPath(steps), steps, expected, got: show(got), suggestion });
    return undefined;
  }

  unknownKey(key: string, known: readonly string[]): undefined {
    if (this.#lenient) return undefined;
    return this.fault(`one of the keys ${known.join(', ')}`, key, nearest(key, known));
  }

  /** The entries that are not null; with `keys`, any other key is a fault. */
  object(value: unknown, keys?: readonly (string | undefined)[]): Map<string, unknown> | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.fault('an object', value);
    const entries = Object.entries(value).filter(([, v]) => v !== null && v !== undefined);
    if (keys !== undefined) {
      const known = keys.filter((key) => key !== undefined);
      for (const [key] of entries) if (!known.includes(key)) this.at(key).unknownKey(key, known);
    }
    return new Map(entries);
  }

  /** What `read` makes of the entries; those of which it makes nothing are left out. */
  list<T>(value: unknown, read: (entry: unknown, at: Place) => T | undefined): T[] | undefined {
    if (!Array.isArray(value)) return this.fault('a list', value);
    return value.flatMap((entry, index) => read(entry, this.at(index)) ?? []);
  }

  text(value: unknown): string | undefined {
    return typeof value === 'string' ? value : this.fault('a string', value);
  }

  boolean(value: unknown): boolean | undefined {
    return typeof value === 'boolean' ? value : this.fault('true or false', value);
  }

  number(value: unknown): number | undefined {
    return typeof value === 'number' && Number.isFinite(value) ? value : this.fault('a number', value);
  }

  positive(value: unknown): number | undefined {
    return typeof value === 'number' && value > 0 && Number.isFinite(value)
      ? value
      : this.fault('a number above 0', value);
  }

  whole(value: unknown, least = 0): number | undefined {
    return Number.isSafeInteger(value) && (value as number) >= least
      ? (value as number)
      : this.fault(`a whole number, ${least} or more`, value);
  }

  oneOf<T extends string>(value: unknown, words: readonly T[]): T | undefined {
    if (words.includes(value as T)) return value as T;
    const suggestion = typeof value === 'string' ? nearest(value, words) : undefined;
    return this.fault(`one of ${words.join(', ')}`, value, suggestion);
  }
}

function renderPath(path: readonly (string | number)[]): string {
  if (path.length === 0) return 'the configuration';
  return path
    .map((step, i) => {
      if (typeof step === 'number') return `[${step}]`;
      const text = /^\w+$/.test(step) ? step : JSON.stringify(step);
      return i === 0 ? text : `.${text}`;
    })
    .join('');
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
