import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Catalogue } from '../../src/catalogue.ts';
import { resolve } from '../../src/configuration/resolve.ts';
import { renderValue } from '../../src/format/data.ts';
import { configurationWarnings, printTraceConfig, type TraceConfig } from '../../src/index.ts';
import { golden, needsGolden } from '../golden.ts';
import { groupsOf, type RecordedTracer, readRecorded, startRecorded } from './recorded-tracers.ts';

type Row = [
  namespace: string,
  severity: string,
  detail: string,
  backends: string[],
  frequency: number | null,
];
interface Case {
  id: string;
  mode: string;
  files: Record<string, string>;
  main: string;
  config: { json: string; resourceFrequency: number | null; ledgerMetricsFrequency: number | null };
  resolved: Row[];
  warnings: string[];
  silentTracers: string[];
  noMetricsTracers: string[];
  reflectionStdout: string[];
  reflectionForwardedCount: number;
  messages: [tracer: string, index: number, line: string | null, detail: string | null, metrics: number][];
}
interface RandomCase {
  id: string;
  mode: string;
  file: string;
  config: string;
  warnings: string[];
  silent: string[];
  noMetrics: string[];
  resolved: Row[];
  messages: [string, number, string | null, string | null, string | null, number][];
}

const compat = 'trace-dispatcher';
const recorded = () => golden<{ tracers: RecordedTracer[]; cases: Case[] }>('configuration.json');

/** What upstream's own tests compare: everything that a configuration has as consequence. */
test(
  '68 recorded configurations: reading, resolution, warnings, messages and self traces',
  needsGolden,
  () => {
    const { tracers, cases } = recorded();
    assert.equal(cases.length, 68);
    for (const each of cases) {
      const config = readRecorded(each.mode, each.main, each.files, compat);
      assert.equal(renderValue(printTraceConfig(config, { compat })), each.config.json, each.id);
      assert.equal(config.resourceFrequencyMs ?? null, each.config.resourceFrequency, each.id);
      assert.equal(config.ledgerMetricsFrequencySlots ?? null, each.config.ledgerMetricsFrequency, each.id);
      checkConsequences(each.id, tracers, config, each);
      const { tracing, send, lines } = startRecorded(tracers, config, { compat });
      for (const [tracer, index, line, detail, metrics] of each.messages)
        assert.deepEqual(send(tracer, index), { line, detail, metrics }, `${each.id} ${tracer} ${index}`);
      // The configuration with its endpoints, which `startRecorded` leaves out.
      const all = startRecorded(tracers, config, { compat });
      if (
        ![...config.options.values()].some((entry) =>
          entry.backends?.some((b) => b.kind === 'PrometheusSimple'),
        )
      ) {
        all.tracing.traceConfiguration();
        assert.deepEqual(all.lines(), each.reflectionStdout, each.id);
        // The recording has no bound for the queue, C52 configures one of 1.
        const forwarded = all.tracing.source.takeObjects(10).length + all.tracing.losses().forwarderDropped;
        assert.equal(forwarded, each.reflectionForwardedCount, each.id);
      }
      assert.deepEqual(lines(), []);
      assert.equal(tracing.losses().renderErrors, 0);
    }
  },
);

test('150 random configurations', needsGolden, () => {
  const { tracers } = recorded();
  const { cases } = golden<{ cases: RandomCase[] }>('configuration-random.json');
  assert.equal(cases.length, 150);
  for (const each of cases) {
    const config = readRecorded(each.mode, 'config.yaml', { 'config.yaml': each.file }, compat);
    assert.equal(renderValue(printTraceConfig(config, { compat })), each.config, each.id);
    checkConsequences(each.id, tracers, config, {
      ...each,
      silentTracers: each.silent,
      noMetricsTracers: each.noMetrics,
    });
    const { send } = startRecorded(tracers, config, { compat });
    for (const [tracer, index, kind, visible, detail, metrics] of each.messages) {
      const effect = send(tracer, index);
      const place = `${each.id} ${tracer} ${index}`;
      assert.equal(kindOf(effect.line), kind, place);
      assert.equal(detailOf(effect.line), visible, place);
      assert.equal(effect.detail, detail, place);
      assert.equal(effect.metrics, metrics, place);
    }
  }
});

function checkConsequences(
  id: string,
  tracers: readonly RecordedTracer[],
  config: TraceConfig,
  wanted: Pick<Case, 'resolved' | 'warnings' | 'silentTracers' | 'noMetricsTracers'>,
): void {
  for (const [namespace, severity, detail, backends, maxFrequency] of wanted.resolved) {
    const got = resolve(config.options, namespace);
    assert.deepEqual(
      [got.severity, got.detail, got.backends.map(haskell), got.maxFrequency ?? null],
      [severity, detail, backends, maxFrequency],
      `${id} ${namespace}`,
    );
  }
  const catalogue = new Catalogue(groupsOf(tracers), { compat: true });
  const warnings = configurationWarnings(config.options.keys(), catalogue.namespaces());
  assert.deepEqual(warnings, wanted.warnings, id);
  const { silent, withoutMetrics } = catalogue.info(config.options);
  assert.deepEqual(silent, wanted.silentTracers, id);
  assert.deepEqual(withoutMetrics, wanted.noMetricsTracers, id);
}

function haskell(backend: ReturnType<typeof resolve>['backends'][number]): string {
  if (backend.kind === 'Stdout') return `Stdout ${backend.format}`;
  if (backend.kind !== 'PrometheusSimple') return backend.kind;
  const host = backend.host === undefined ? 'Nothing' : `(Just ${JSON.stringify(backend.host)})`;
  return `PrometheusSimple ${backend.noSuffix ? 'True' : 'False'} ${host} ${backend.port}`;
}

function kindOf(line: string | null): string | null {
  if (line === null) return null;
  return line.startsWith('{') ? 'machine' : line.startsWith('\u001b') ? 'coloured' : 'human';
}

function detailOf(line: string | null): string | null {
  if (line === null || !line.includes('"kind"')) return null;
  return line.includes('atMaximum')
    ? 'DMaximum'
    : line.includes('atDetailed')
      ? 'DDetailed'
      : line.includes('atNormal')
        ? 'DNormal'
        : 'DMinimal';
}
