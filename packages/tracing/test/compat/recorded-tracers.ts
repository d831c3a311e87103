import assert from 'node:assert/strict';
import { basename } from 'node:path';
import {
  type AnyGroup,
  createTracing,
  type Detail,
  emptyTraceConfig,
  type MessageBody,
  type MetricUpdate,
  readTraceConfig,
  type Severity,
  type TraceConfig,
  type Tracing,
  type TracingOptions,
} from '../../src/index.ts';
import { details } from '../../src/severity.ts';
import { FakeClock, MemorySink } from '../fakes.ts';
import { type Tagged, untag } from '../golden.ts';
import { type RecordedMetric, updateOf } from '../metrics/recorded.ts';

/** A message of configuration.json. */
export interface RecordedMessage {
  declared: boolean;
  fields: { key: string; from: Detail; value: Tagged }[];
  human: string;
  metrics: RecordedMetric[];
  metricsDoc: [string, string][];
  ns: string[];
  privacy: 'Public' | 'Confidential' | null;
  severityDynamic: Severity | null;
  severityStatic: Severity | null;
}
export interface RecordedTracer {
  tracer: string;
  prefix: string[];
  messages: RecordedMessage[];
}

/** The recorded tracers as groups, one message a namespace; those that upstream does not declare are left out. */
export function groupsOf(tracers: readonly RecordedTracer[]): AnyGroup[] {
  return tracers.map(({ prefix, messages }) => {
    const declared = messages.filter(({ declared: is }) => is);
    const entries = declared.map((message) => [message.ns.join('.'), messageOf(prefix, message)]);
    return { prefix: prefix.join('.'), messages: Object.fromEntries(entries) };
  });
}

/** The payload is the recorded message: two of them may differ in the severity of their value only. */
export function messageOf(prefix: readonly string[], recorded: RecordedMessage) {
  const { severityStatic } = recorded;
  const body: MessageBody<RecordedMessage> = {
    severity: ({ severityDynamic }) => severityDynamic ?? undefined,
    ...(severityStatic !== null && { usualSeverity: severityStatic }),
    privacy: recorded.privacy ?? 'Public',
    forMachine: ({ fields }, level) => {
      const shown = fields.filter(({ from }) => details.indexOf(from) <= details.indexOf(level));
      return untag({ object: shown.map(({ key, value }) => [key, value]) }) as Record<string, unknown>;
    },
    forHuman: ({ human }) => human,
    ...(recorded.metrics.length > 0 && {
      metrics: ({ metrics }): MetricUpdate[] => {
        counted.metrics += metrics.length;
        return metrics.map(updateOf);
      },
    }),
    metricHelp: Object.fromEntries(recorded.metricsDoc),
    doc: '',
  };
  return { ...body, namespace: [...prefix, ...recorded.ns].join('.') };
}

/** Metrics that messages gave since it was set to 0. */
export const counted = { metrics: 0 };

export function readRecorded(
  mode: string,
  main: string,
  files: Readonly<Record<string, string>>,
  compat: 'trace-dispatcher' | undefined,
): TraceConfig {
  if (mode === 'emptyTraceConfig') return emptyTraceConfig;
  const readFile = (path: string): string => {
    const text = files[basename(path)];
    if (text === undefined)
      throw Object.assign(new Error(`ENOENT: no such file: ${path}`), { code: 'ENOENT' });
    return text;
  };
  const missing = !(main in files) || files[main] === '';
  if (mode === 'mkConfiguration' || (mode === "readConfiguration'" && missing))
    return readTraceConfig('x', { readFile: () => '{TraceOptions: {}}' });
  const options = { compat, readFile };
  if (mode === 'readConfigurationWithDefault')
    return readTraceConfig(main, { ...options, default: readTraceConfig('default.yaml', options) });
  if (mode.startsWith('readConfigurationWithFallback')) {
    const [, severity, detail, backend] = mode.split(' ');
    assert.equal(backend, 'Forwarder');
    return readTraceConfig(main, {
      ...options,
      fallback: {
        severity: severity as Severity,
        detail: detail as Detail,
        backends: [{ kind: 'Forwarder' }],
      },
    });
  }
  assert.equal(mode, 'readConfiguration');
  return readTraceConfig(main, options);
}

/** A tracing system with the recorded tracers, and ways to see what a message has caused. */
export function startRecorded(
  tracers: readonly RecordedTracer[],
  config: TraceConfig,
  options: TracingOptions = {},
): { tracing: Tracing; clock: FakeClock; send(tracer: string, index: number): Effect; lines(): string[] } {
  const sink = new MemorySink();
  const clock = new FakeClock(Date.parse('2026-11-23T00:00:00Z') / 1000);
  const tracing = createTracing(withoutEndpoints(config), {
    host: 'goldhost',
    thread: '1',
    stdout: sink,
    clock,
    messages: groupsOf(tracers),
    complain: () => {},
    ...options,
  });
  const made = new Map(
    tracers.map(({ tracer, prefix, messages }) => [
      tracer,
      messages.map((message) => tracing.tracer(messageOf(prefix, message))),
    ]),
  );
  let read = 0;
  const lines = (): string[] => {
    for (let left = 100; left > 0 && clock.timers > 0; left--) clock.fire();
    const fresh = sink.lines.slice(read);
    read += fresh.length;
    return fresh;
  };
  return {
    tracing,
    clock,
    lines,
    send(name, index) {
      const { messages } = tracers.find(({ tracer }) => tracer === name)!;
      counted.metrics = 0;
      made.get(name)![index]!(messages[index]!);
      const metrics = counted.metrics;
      // What tracing says of itself is not what the message has caused.
      const own = lines().filter((line) => !line.includes('Reflection.'));
      const [object] = tracing.source
        .takeObjects(100)
        .filter(({ toNamespace }) => !toNamespace[0]!.startsWith('Reflection.'));
      assert.ok(own.length <= 1);
      return {
        line: own[0] ?? null,
        detail: object === undefined ? null : details[object.toDetails]!,
        metrics,
      };
    },
  };
}

interface Effect {
  line: string | null;
  /** Of the forwarded object. */
  detail: Detail | null;
  metrics: number;
}

/** No test here opens a port. */
export function withoutEndpoints(config: TraceConfig): TraceConfig {
  const options = [...config.options].map(([name, entry]) => {
    const backends = entry.backends?.filter(({ kind }) => kind !== 'PrometheusSimple');
    return [name, { ...entry, ...(backends && { backends }) }] as const;
  });
  return { ...config, options: new Map(options) };
}
