/** Metric values on the wire are 64-bit signed integers or text; a double travels as a label (trap 22). */
export type MetricValue =
  | { kind: 'counter'; value: bigint }
  | { kind: 'gauge'; value: bigint }
  | { kind: 'label'; value: string };

export type Metric = { name: string; value: MetricValue };

/** `updated`: what is new or changed since the last answer on this connection; fatal to nodes before 10.3 (trap 13). */
export type MetricsRequest =
  | { kind: 'all' }
  | { kind: 'some'; names: readonly string[] }
  | { kind: 'updated' };

export type EkgMessage =
  | { kind: 'Request'; request: MetricsRequest }
  | { kind: 'Response'; metrics: Metric[] }
  | { kind: 'Done' };
