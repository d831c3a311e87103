import type { Metric, MetricValue } from '@slotbench/wire';
import { renderReal } from '../format/number.ts';
import type { MetricUpdate } from '../message.ts';

type Kind = MetricValue['kind'];

/** A gauge, counter or real keeps its number as given; the store of every program is read far less often than written. */
interface Entry {
  readonly kind: Kind;
  value: number | bigint | string;
}

const SUFFIX = { int: '_int', real: '_real', counter: '_counter', label: '' } as const;
const KIND = { int: 'gauge', real: 'label', counter: 'counter', label: 'label' } as const;

/**
 * The current value of every metric under upstream's names: `prefix + name` and `_int` for an integer (gauge), `_real`
 * for a real (a label that holds its text), `_counter` for a counter, nothing for a set of labels.
 * Source: trace-dispatcher 2.13.
 */
export class MetricStore {
  readonly #prefix: string;
  /** By whole name. */
  readonly #entries = new Map<string, Entry>();
  /** The same by the name that an update says. */
  readonly #byName = { int: new Map<string, Entry>(), real: new Map(), counter: new Map(), label: new Map() };
  readonly #escape: (text: string) => string;
  #conflicts = 0;

  /** `compat`: values of labels are not escaped, as upstream; a quote then breaks the line. */
  constructor(prefix: string, options: { compat: boolean } = { compat: false }) {
    this.#prefix = prefix;
    this.#escape = options.compat ? (text) => text : escapeLabel;
  }

  /** Updates that were refused because another kind of metric has the name already. */
  get conflicts(): number {
    return this.#conflicts;
  }

  update(update: MetricUpdate): void {
    // First, since it reads the program's own object and may throw: then there is no metric.
    const value = this.#valueOf(update);
    const entry = this.#entryOf(update.kind, update.name);
    if (entry === undefined) this.#conflicts++;
    else if (update.kind === 'counter') entry.value = (entry.value as number) + (value as number);
    else entry.value = value;
  }

  /** Everything, current values. */
  *metrics(): Iterable<Metric> {
    for (const [name, { kind, value }] of this.#entries)
      yield {
        name,
        value: kind === 'label' ? { kind, value: labelText(value) } : { kind, value: int64(value) },
      };
  }

  #valueOf(update: MetricUpdate): Entry['value'] {
    switch (update.kind) {
      case 'label':
        return renderPairs(update.pairs, this.#escape);
      case 'counter':
        return update.add ?? 1;
      case 'real':
        // Its text is made when somebody asks; of what is no number, at once, so that the error names the message.
        return typeof update.value === 'number' ? update.value : renderReal(update.value);
      default:
        return update.value;
    }
  }

  /** Undefined if another kind of metric has the name. Putting the whole name together each time took most of an update. */
  #entryOf(kind: MetricUpdate['kind'], name: string): Entry | undefined {
    const known = this.#byName[kind].get(name);
    if (known !== undefined) return known;
    const whole = `${this.#prefix}${name}${SUFFIX[kind]}`;
    let entry = this.#entries.get(whole);
    if (entry === undefined) {
      entry = { kind: KIND[kind], value: 0 };
      this.#entries.set(whole, entry);
    } else if (entry.kind !== KIND[kind]) return undefined;
    this.#byName[kind].set(name, entry);
    return entry;
  }
}

function labelText(value: Entry['value']): string {
  return typeof value === 'string' ? value : renderReal(value as number);
}

/** `{version="1.2",rev="ab"} 1`, escaped as the exposition format asks. */
function renderPairs(pairs: Readonly<Record<string, string>>, written: (text: string) => string): string {
  const texts = Object.entries(pairs).map(([label, value]) => `${label}="${written(value)}"`);
  return `{${texts.join(',')}} 1`;
}

function escapeLabel(value: string): string {
  return value.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`));
}

/** The wire has signed 64-bit numbers; fractions of a gauge are cut. */
function int64(value: number | bigint | string): bigint {
  if (typeof value === 'number')
    return Number.isFinite(value) ? BigInt.asIntN(64, BigInt(Math.trunc(value))) : 0n;
  return BigInt.asIntN(64, BigInt(value));
}
