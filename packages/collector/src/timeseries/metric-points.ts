import type { Metric, MetricValue } from '@slotbench/wire';

/**
 * The numbers of a reply by the name that queries use: spaces, `-` and `.` become `_`, whatever else is not a letter,
 * digit or `_` goes, suffixes stay. Texts count if the whole of them is a number. Source: cardano-tracer 0.5.0.
 */
export function metricPoints(metrics: Iterable<Metric>): { metric: string; value: number }[] {
  const points: { metric: string; value: number }[] = [];
  for (const { name, value } of metrics) {
    const metric = name.replace(/[ .-]/gu, '_').replace(/[^A-Za-z0-9_]/gu, '');
    const number = numberOf(value);
    if (metric !== '' && number !== undefined) points.push({ metric, value: number });
  }
  return points;
}

function numberOf(value: MetricValue): number | undefined {
  if (value.kind !== 'label') return Number(value.value);
  return /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/iu.test(value.value) ? Number(value.value) : undefined;
}
