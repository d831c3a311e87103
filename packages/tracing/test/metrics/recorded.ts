import type { MetricUpdate } from '../../src/message.ts';
import { isLeftOut } from '../left-out.ts';

/** A store of the real library as metrics.json has it. */
export type RecordedMetric =
  | { type: 'IntM' | 'DoubleM'; name: string; value: string }
  | { type: 'CounterM'; name: string; value: string | null }
  | { type: 'PrometheusM'; name: string; labels: [string, string][] };
export interface RecordedStore {
  name: string;
  prefix: string | null;
  messages: RecordedMetric[][];
  exceptions: (string | null)[];
  sampleException: string | null;
  store: Record<string, { kind: string; value: string }>;
  blocksSorted: string[];
  blocksNoSuffixSorted: string[];
  help: [string, string][];
}

export function updateOf(metric: RecordedMetric): MetricUpdate {
  switch (metric.type) {
    case 'IntM':
      return { kind: 'int', name: metric.name, value: BigInt(metric.value) };
    case 'DoubleM':
      return { kind: 'real', name: metric.name, value: Number(metric.value) };
    case 'CounterM':
      return {
        kind: 'counter',
        name: metric.name,
        ...(metric.value !== null && { add: Number(metric.value) }),
      };
    case 'PrometheusM':
      return { kind: 'label', name: metric.name, pairs: Object.fromEntries(metric.labels) };
  }
}

/** Those with exceptions are broken stores. */
export function whole(cases: readonly RecordedStore[]): RecordedStore[] {
  return cases.filter(
    (c) =>
      !isLeftOut('golden/metrics.json', c.name) &&
      c.sampleException === null &&
      c.exceptions.every((e) => e === null),
  );
}
