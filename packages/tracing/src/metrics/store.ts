import type { Metric, MetricValue } from '@slotbench/wire';
import { renderReal } from '../format/number.ts';
import type { MetricUpdate } from '../message.ts';

type Kind = MetricValue['kind'];

/** A gauge or counter keeps its number as given; the store of every program is read far less often than written. */
interface Entry {
  readonly kind: Kind;
  value: number | bigint | string;
}

/**
 * The current value of every metric under upstream's names: `prefix + name` and `_int` for an integer (gauge), `_real`
 * for a real (a label that holds its text), `_counter` for a counter, nothing for a set of labels.
 * Source: trace-dispatcher 2.13.
 */
export class MetricStore {
  readonly #prefix: string;
  readonly #entries = new Map<string, Entry>();
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
    switch (update.kind) {
      case 'int':
        this.#set(`${this.#prefix}${update.name}_int`, 'gauge', update.value);
        return;
      case 'real':
        this.#set(`${this.#prefix}${update.name}_real`, 'label', renderReal(update.value));
        return;
      case 'counter': {
        const name = `${this.#prefix}${update.name}_counter`;
        const before = this.#entries.get(name);
        const add = update.add ?? 1;
        this.#set(name, 'counter', before?.kind === 'counter' ? (before.value as number) + add : add);
        return;
      }
      case 'label':
        this.#set(`${this.#prefix}${update.name}`, 'label', renderPairs(update.pairs, this.#escape));
    }
  }

  /** Everything, current values. */
  *metrics(): Iterable<Metric> {
    for (const [name, { kind, value }] of this.#entries)
      yield {
        name,
        value: kind === 'label' ? { kind, value: value as string } : { kind, value: int64(value) },
      };
  }

  #set(name: string, kind: Kind, value: number | bigint | string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) this.#entries.set(name, { kind, value });
    else if (entry.kind === kind) entry.value = value;
    else this.#conflicts++;
  }
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
