import type { Backend } from '../configuration/backend.ts';
import { printTraceConfig } from '../configuration/print.ts';
import { type NamespaceOptions, type Resolved, resolve } from '../configuration/resolve.ts';
import type { TraceConfig } from '../configuration/trace-config.ts';
import { byCodePoint } from '../format/key-order.ts';
import { severityRank } from '../severity.ts';
import type { DataPointDescription, MessageDescription } from './description.ts';
import { fieldTable } from './field-table.ts';
import { nameTree, renderTree } from './name-tree.ts';

export interface DocumentationInput {
  readonly title: string;
  readonly messages: readonly MessageDescription[];
  readonly dataPoints: readonly DataPointDescription[];
  /** Adds what a configuration makes of each message, and the configuration itself. */
  readonly configuration?: TraceConfig | undefined;
  /** Prints the configuration as upstream does, with its faults. */
  readonly compat?: 'trace-dispatcher' | undefined;
}

/**
 * The Markdown page of everything that can be traced, in the layout of trace-dispatcher 2.13 (its
 * own pages are the golden files of the test). Fields and programs are ours and stand only where declared.
 */
export function renderTraceDocumentation(input: DocumentationInput): string {
  const { title, configuration } = input;
  const messages = [...input.messages].sort((a, b) => byCodePoint(a.namespace, b.namespace));
  const metrics = metricsOf(messages);
  const dataPoints = [...input.dataPoints].sort((a, b) => byCodePoint(a.name, b.name));
  const roots = tracerRoots(messages, configuration?.options);
  const bodies = messages.map((message) => messageEntry(message, configuration?.options));
  const parts = [
    `# ${title}\n\n## Table Of Contents\n\n`,
    `### [Trace Messages](#trace-messages)\n\n${renderTree(rootTree(messages), (path) => marks(roots.get(path)))}\n`,
    `### [Metrics](#metrics)\n\n${renderTree(nameTree(names([...metrics.keys()])), () => '')}\n`,
    `### [Datapoints](#datapoints)\n\n${renderTree(nameTree(names(dataPoints.map((d) => d.name))), () => '')}\n`,
    configuration === undefined ? '' : '### [Configuration](#configuration)\n\n',
    `\n\n## Trace Messages\n\n${bodies.join('\n\n')}\n`,
    `## Metrics\n\n${[...metrics].map(([name, metric]) => metricEntry(name, metric)).join('\n\n')}`,
    `${metrics.size === 0 ? '' : '\n'}## Datapoints\n\n${dataPoints.map(dataPointEntry).join('\n')}\n`,
    configuration === undefined
      ? ''
      : `## Configuration: \n\`\`\`\n${configurationText(configuration, input.compat)}\n\`\`\`\n`,
    `${messages.length} log messages, \n${metrics.size} metrics,\n${dataPoints.length} datapoints.\n\n`,
    'ⓣ- This is the root of a tracer\n\n',
    configuration === undefined
      ? ''
      : 'ⓢ- This is the root of a tracer that is silent because of the current configuration\n\n',
    'ⓜ- This is the root of a tracer, that provides metrics\n\n',
  ];
  return parts.join('');
}

interface TracerRoot {
  readonly tracer: boolean;
  readonly silent: boolean;
  readonly metrics: boolean;
}

/** Tracers by their root: silent if no message can pass its filter. */
function tracerRoots(
  messages: readonly MessageDescription[],
  options: ReadonlyMap<string, NamespaceOptions> | undefined,
): Map<string, TracerRoot> {
  const byRoot = Map.groupBy(messages, (message) => message.root);
  return new Map(
    [...byRoot].map(([root, own]) => [
      root,
      {
        tracer: true,
        silent: options !== undefined && own.every((message) => isSilent(message, options)),
        metrics: own.some((message) => Object.keys(message.metricHelp).length > 0),
      },
    ]),
  );
}

function isSilent(
  { namespace, severity }: MessageDescription,
  options: ReadonlyMap<string, NamespaceOptions>,
): boolean {
  if (severity === undefined || severity === 'dynamic') return false;
  return severityRank[severity] < severityRank[resolve(options, namespace).severity];
}

/** A node that only groups tracers is marked as if it had metrics, as upstream does. */
function marks(root: TracerRoot | undefined): string {
  if (root === undefined) return 'ⓜ';
  return `ⓣ${root.silent ? 'ⓢ' : ''}${root.metrics ? 'ⓜ' : ''}`;
}

function rootTree(messages: readonly MessageDescription[]) {
  return nameTree(
    messages
      .filter(({ root }) => root !== '')
      .map(({ root, namespace }) => ({ path: root.split('.'), target: namespace })),
  );
}

function names(all: readonly string[]): { path: string[]; target: string }[] {
  return all.map((name) => ({ path: name.split('.'), target: name }));
}

function messageEntry(
  message: MessageDescription,
  options: ReadonlyMap<string, NamespaceOptions> | undefined,
): string {
  const { namespace, severity, privacy, details, doc, fields, programs } = message;
  const lines = [
    severity === 'dynamic' ? 'Severity:  depends on the message' : property('Severity', severity),
    property('Privacy', privacy),
    property('Details', details),
    ...(programs === undefined ? [] : [`Programs:  ${programs.map(code).join(', ')}`]),
  ];
  const table = fields === undefined ? '' : `\n\n${fieldTable(fields)}`;
  const current =
    options === undefined ? '' : `\n\n\n${currentConfiguration(message, resolve(options, namespace))}`;
  return `### ${namespace}\n\n${doc === '' ? '' : `\n${quoted(doc)}`}\n\n\n${lines.join('\n')}${table}${current}`;
}

function property(name: string, value: string | undefined): string {
  return value === undefined ? `${name} missing: ` : `${`${name}:`.padEnd(11)}${code(value)}`;
}

function currentConfiguration(message: MessageDescription, resolved: Resolved): string {
  const { namespace, severity, details } = message;
  const backends = backendNames(resolved.backends).map((name) => `      ${code(name)}`);
  const limited = resolved.maxFrequency !== undefined && resolved.maxFrequency !== 0;
  const lines = [
    'From current configuration:',
    resolved.detail === details ? '' : property('Details', resolved.detail),
    `Backends:\n${backends.join(',\n')}`,
    severity === undefined || severity === 'dynamic' ? '' : filterLine(severity, resolved.severity),
    ...(limited
      ? [`Limiter ${code(namespace)} with frequency ${code(frequency(resolved.maxFrequency!))}`]
      : []),
  ];
  return lines.join('\n');
}

function filterLine(severity: keyof typeof severityRank, filter: Resolved['severity']): string {
  if (filter === 'Silence') return 'Filtered Invisible by config value: `Silence`';
  const visible = severityRank[severity] >= severityRank[filter];
  return `Filtered ${code(visible ? 'Visible' : 'Invisible')} by config value: ${code(filter)}`;
}

/** Metrics go first because they always flow; of stdout the page tells only that it is one. */
function backendNames(backends: readonly Backend[]): string[] {
  return [
    'EKGBackend',
    ...(backends.some(({ kind }) => kind === 'Stdout') ? ['Stdout MachineFormat'] : []),
    ...(backends.some(({ kind }) => kind === 'Forwarder') ? ['Forwarder'] : []),
  ];
}

function frequency(hz: number): string {
  return Number.isInteger(hz) ? `${hz}.0` : `${hz}`;
}

/** Keys in code-point order, at every level. */
function configurationText(config: TraceConfig, compat: DocumentationInput['compat']): string {
  const sort = (_key: string, value: unknown): unknown =>
    typeof value !== 'object' || value === null || Array.isArray(value)
      ? value
      : Object.fromEntries(Object.entries(value).sort(([a], [b]) => byCodePoint(a, b)));
  return JSON.stringify(printTraceConfig(config, { compat }), sort, 4);
}

interface DocumentedMetric {
  readonly help: string;
  readonly namespaces: readonly string[];
}

/** By name, in code-point order. */
export function metricsOf(messages: readonly MessageDescription[]): Map<string, DocumentedMetric> {
  const found = new Map<string, { help: string; namespaces: string[] }>();
  for (const { namespace, metricHelp } of messages)
    for (const [name, help] of Object.entries(metricHelp)) {
      const metric = found.get(name);
      if (metric === undefined) found.set(name, { help, namespaces: [namespace] });
      else metric.namespaces.push(namespace);
    }
  return new Map([...found].sort(([a], [b]) => byCodePoint(a, b)));
}

function metricEntry(name: string, { help, namespaces }: DocumentedMetric): string {
  return `### ${name}\n\n${quoted(help)}\n\n\nDispatched by: \n${namespaces.join('\n')}`;
}

function dataPointEntry({ name, doc }: DataPointDescription): string {
  return `### ${name}\n\n\n${quoted(doc)}\n`;
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
