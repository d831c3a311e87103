import type { Metric } from '@slotbench/wire';

/**
 * The text that Prometheus reads: a TYPE line for gauges, counters and sets of labels, none for reals, `# EOF` at the end.
 * `noSuffix` takes one `_int`, `_counter` or `_real` off each name. Source: trace-dispatcher 2.13
 * (facts/tracing-library.md §6.2), but label values are escaped.
 */
export function renderExposition(metrics: Iterable<Metric>, options: { noSuffix: boolean }): string {
  let text = '';
  for (const { name: internal, value } of metrics) {
    const name = exposedName(options.noSuffix ? internal.replace(/_(int|counter|real)$/, '') : internal);
    if (value.kind !== 'label') text += `# TYPE ${name} ${value.kind}\n${name} ${value.value}\n`;
    else if (value.value.startsWith('{')) text += `# TYPE ${name} info\n${name}${value.value}\n`;
    else text += `${name} ${value.value}\n`;
  }
  return `${text}# EOF\n`;
}

/** Dots, dashes and spaces become underscores, whatever else Prometheus does not allow is left out. */
export function exposedName(internal: string): string {
  return internal.replace(/[ .-]/g, '_').replace(/[^A-Za-z0-9_]/g, '');
}
