import type { Metric, MetricValue } from '@slotbench/wire';

/** Current metrics of one connection; a reconnect starts an empty one. */
export interface MetricsStore {
  /** Returns how many of the metrics were refused because the node uses too many names. */
  update(metrics: readonly Metric[]): number;
  entries(): Iterable<readonly [string, MetricValue]>;
}

/** Names that one node may use; a real node has about 250. */
const MOST_METRICS = 10_000;

/** Counters never go down, gauges and labels are overwritten (cardano-tracer's store). */
export function createMetricsStore(): MetricsStore {
  const values = new Map<string, MetricValue>();
  return {
    update(metrics) {
      let refused = 0;
      for (const { name, value } of metrics) {
        const old = values.get(name);
        if (old === undefined && values.size >= MOST_METRICS) refused++;
        else if (old?.kind !== 'counter' || value.kind !== 'counter' || value.value > old.value)
          values.set(name, value);
      }
      return refused;
    },
    entries: () => values.entries(),
  };
}
