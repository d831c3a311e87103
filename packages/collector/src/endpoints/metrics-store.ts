import type { Metric, MetricValue } from '@slotbench/wire';

/** Current metrics of one connection; a reconnect starts an empty one. */
export interface MetricsStore {
  /** Returns how many of the metrics were refused because the node uses too much. Costs what changed. */
  update(metrics: readonly Metric[]): number;
  entries(): Iterable<readonly [string, MetricValue]>;
  /** The same with what the pages remember of each. */
  metrics(): Iterable<StoredMetric>;
  get(name: string): StoredMetric | undefined;
}

export interface StoredMetric {
  readonly name: string;
  readonly value: MetricValue;
  /** Rises whenever the value changes. */
  readonly version: number;
  /** What the exposition remembers of this metric. */
  rendered: object | undefined;
}

type Writable = { -readonly [key in keyof StoredMetric]: StoredMetric[key] };

/** Names that one node may use (a real node has about 250), bytes of a name, and characters of all names and texts. */
const MOST_METRICS = 10_000;
const MOST_NAME_CHARACTERS = 512;
const MOST_CHARACTERS = 4_000_000;

/** Counters never go down, gauges and labels are overwritten (cardano-tracer's store). */
export function createMetricsStore(): MetricsStore {
  const stored = new Map<string, Writable>();
  let characters = 0;

  function set(name: string, value: MetricValue): boolean {
    const old = stored.get(name);
    const more = textLength(value) - (old === undefined ? -name.length : textLength(old.value));
    if (more > 0 && characters + more > MOST_CHARACTERS) return false;
    if (old === undefined) {
      if (stored.size >= MOST_METRICS || name.length > MOST_NAME_CHARACTERS) return false;
      stored.set(name, { name, value, version: 0, rendered: undefined });
    } else {
      if (old.value.kind === 'counter' && value.kind === 'counter' && value.value < old.value.value)
        return true;
      if (old.value.kind === value.kind && old.value.value === value.value) return true;
      old.value = value;
      old.version++;
    }
    characters += more;
    return true;
  }

  return {
    update(metrics) {
      let refused = 0;
      for (const { name, value } of metrics) if (!set(name, value)) refused++;
      return refused;
    },
    *entries() {
      for (const { name, value } of stored.values()) yield [name, value] as const;
    },
    metrics: () => stored.values(),
    get: (name) => stored.get(name),
  };
}

/** Every store of EKG's server carries the time of the sample. */
export function serverTimestamp(nowMs: number): StoredMetric {
  const value = { kind: 'counter', value: BigInt(nowMs) } as const;
  return { name: 'ekg.server_timestamp_ms', value, version: 0, rendered: undefined };
}

function textLength(value: MetricValue): number {
  return value.kind === 'label' ? value.value.length : 0;
}
