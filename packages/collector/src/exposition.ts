import type { MetricValue } from '@slotbench/wire';

export interface ExpositionOptions {
  /** Strip one trailing `_int`, `_counter` or `_real` from the names. */
  readonly noSuffix: boolean;
  /** Help texts by (a part of) the internal name. */
  readonly help: ReadonlyMap<string, string>;
}

/**
 * The Prometheus text of one node: annotations TYPE then HELP, closed by `# EOF`.
 * Source: cardano-tracer `Metrics.Prometheus`. One difference: a label that is no number and no `{...}` set,
 * which upstream prints as an invalid line, becomes an info metric with the text as label `value`.
 */
export function renderExposition(
  entries: Iterable<readonly [string, MetricValue]>,
  o: ExpositionOptions,
): string {
  const help = [...o.help].filter(([, text]) => text !== '').sort(([a], [b]) => (a < b ? -1 : 1));
  let page = '';
  for (const [internal, value] of entries) {
    const name = metricName(internal, o.noSuffix);
    if (name === '') continue;
    const text = help.find(([key]) => internal.includes(key))?.[1];
    const helpLine = text === undefined ? '' : `# HELP ${name} ${oneLine(text)}\n`;
    page += sample(name, value, helpLine);
  }
  return `${page}# EOF\n`;
}

function sample(name: string, value: MetricValue, help: string): string {
  switch (value.kind) {
    case 'counter':
    case 'gauge':
      return `# TYPE ${name} ${value.kind}\n${help}${name} ${value.value}\n`;
    case 'label': {
      const text = value.value.trim();
      // The forwarded text already ends in `} 1`; a line break in it would forge a sample.
      if (/^\{[^\n\r]*\} 1$/u.test(text)) return `# TYPE ${name} info\n${help}${name}${text}\n`;
      if (NUMBER.test(text)) return `${help}${name} ${text}\n`;
      return `# TYPE ${name} info\n${help}${name}{value="${escapeLabel(value.value)}"} 1\n`;
    }
  }
}

/** What Prometheus takes as a value; doubles arrive as text such as `5.0e-2`. */
const NUMBER = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|NaN|[+-]?Inf(?:inity)?)$/iu;

function metricName(internal: string, noSuffix: boolean): string {
  const stem = noSuffix ? internal.replace(/_(?:int|counter|real)$/u, '') : internal;
  return stem.replace(/[ .-]/gu, '_').replace(/[^A-Za-z0-9_]/gu, '');
}

function oneLine(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(text: string): string {
  return oneLine(text).replaceAll('"', '\\"').replaceAll('\r', '');
}
