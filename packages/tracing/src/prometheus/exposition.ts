import type { Metric } from '@slotbench/wire';

export interface ExpositionOptions {
  /** Takes one `_int`, `_counter` or `_real` off each name. */
  readonly noSuffix: boolean;
  /** The help of a metric by its full internal name. */
  help?(internalName: string): string | undefined;
}

/**
 * The text that Prometheus reads: a TYPE line for gauges, counters and sets of labels, none for reals, HELP where there is
 * some, `# EOF` at the end. Source: trace-dispatcher 2.13, but help texts and label
 * values are escaped.
 */
export function renderExposition(metrics: Iterable<Metric>, options: ExpositionOptions): string {
  let text = '';
  for (const { name: internal, value } of metrics) {
    const name = exposedName(options.noSuffix ? internal.replace(/_(int|counter|real)$/, '') : internal);
    const isSet = value.kind === 'label' && value.value.startsWith('{');
    if (value.kind !== 'label') text += `# TYPE ${name} ${value.kind}\n`;
    else if (isSet) text += `# TYPE ${name} info\n`;
    const help = options.help?.(internal);
    if (help !== undefined)
      text += `# HELP ${name} ${help.replace(/[\\\n]/g, (c) => (c === '\n' ? '\\n' : '\\\\'))}\n`;
    text += isSet ? `${name}${value.value}\n` : `${name} ${value.value}\n`;
  }
  return `${text}# EOF\n`;
}

/** Dots, dashes and spaces become underscores, whatever else Prometheus does not allow is left out. */
export function exposedName(internal: string): string {
  return internal.replace(/[ .-]/g, '_').replace(/[^A-Za-z0-9_]/g, '');
}
