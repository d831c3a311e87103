import { byCodePoint } from '../format/key-order.ts';
import type { DataPointDescription, MessageDescription } from './description.ts';
import { metricsOf } from './markdown.ts';

/**
 * The help of every metric by its name without prefix and suffix, as JSON that cardano-tracer reads (`metricsHelp`). Lines
 * of a help text are joined by a space; upstream joins them by nothing (`compat`).
 */
export function renderMetricsHelp(
  messages: readonly MessageDescription[],
  options: { compat?: 'trace-dispatcher' | undefined } = {},
): string {
  const separator = options.compat === undefined ? ' ' : '';
  const help = [...metricsOf(messages)].map(([name, metric]) => [
    name,
    metric.help.split('\n').join(separator),
  ]);
  return `${JSON.stringify(Object.fromEntries(help), null, 4)}\n`;
}

/** Every name that can be traced, data points included, one a line. */
export function renderNamespaces(
  messages: readonly MessageDescription[],
  dataPoints: readonly DataPointDescription[],
): string {
  const names = [...messages.map((m) => m.namespace), ...dataPoints.map((d) => d.name)].sort(byCodePoint);
  return `${[...new Set(names)].join('\n')}\n`;
}
