import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MeterProvider } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { createTracing, defineMessage, parseTraceConfig } from '../../src/index.ts';
import { connectOpenTelemetry } from '../../src/interop/opentelemetry.ts';
import { FakeClock, MemorySink } from '../fakes.ts';

const adopted = defineMessage<{ slot: number; size: bigint }>({
  namespace: 'App.Adopted',
  severity: 'Notice',
  forMachine: ({ slot, size }) => ({ kind: 'Adopted', slot, size, none: undefined, at: [{ slot }, null] }),
  forHuman: ({ slot }) => `adopted ${slot}`,
  metrics: ({ slot }) => [
    { kind: 'int', name: 'slot', value: slot },
    { kind: 'counter', name: 'adopted' },
    { kind: 'label', name: 'tip', pairs: { slot: `${slot}` } },
  ],
  metricHelp: { slot: 'The slot', adopted: 'Blocks', tip: 'The tip' },
  doc: 'Adopted.',
});
const secret = defineMessage<object>({
  namespace: 'App.Secret',
  severity: 'Emergency',
  privacy: 'Confidential',
  forMachine: () => ({ kind: 'Secret' }),
  doc: 'Never leaves the program.',
});
const quiet = defineMessage<object>({
  namespace: 'App.Quiet',
  severity: 'Debug',
  forMachine: () => ({ kind: 'Quiet' }),
  doc: 'Below the filter.',
});

function fakeMeters() {
  const values: [string, number, unknown][] = [];
  const created: [string, string, string | undefined][] = [];
  const instrument = (kind: string) => (name: string, options?: { description?: string }) => {
    created.push([kind, name, options?.description]);
    const note = (value: number, attributes?: unknown) => values.push([name, value, attributes]);
    return { add: note, record: note };
  };
  const meter = { createCounter: instrument('counter'), createGauge: instrument('gauge') };
  return { values, created, provider: { getMeter: () => meter } as unknown as MeterProvider };
}

test('messages become log records, metrics become instruments', async () => {
  const exporter = new InMemoryLogRecordExporter();
  const loggerProvider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  const meters = fakeMeters();
  const bridge = await connectOpenTelemetry({ name: 'test', loggerProvider, meterProvider: meters.provider });
  const tracing = createTracing(parseTraceConfig({ TraceOptions: { '': { severity: 'Info' } } }), {
    stdout: new MemorySink(),
    clock: new FakeClock(1_800_000_000, 5),
    outlets: [bridge.outlet],
  });
  const bridged = bridge.withMetrics(tracing);
  const trace = bridged.tracer(adopted);
  trace({ slot: 7, size: 9n });
  trace({ slot: 8, size: 2n ** 60n });
  bridged.tracer(secret)({});
  bridged.tracer(quiet)({});
  await tracing.close();

  const [first, second, ...others] = exporter.getFinishedLogRecords();
  assert.equal(others.length, 0);
  assert.equal(first!.eventName, 'App.Adopted');
  assert.equal(first!.body, 'adopted 7');
  assert.equal(first!.severityNumber, 10);
  assert.equal(first!.severityText, 'Notice');
  assert.deepEqual(first!.hrTime, [1_800_000_000, 5]);
  assert.deepEqual(first!.attributes, { kind: 'Adopted', slot: 7, size: 9, at: [{ slot: 7 }, null] });
  assert.equal(second!.attributes.size, '1152921504606846976');

  assert.deepEqual(meters.created, [
    ['gauge', 'slot', 'The slot'],
    ['counter', 'adopted', 'Blocks'],
    ['gauge', 'tip', 'The tip'],
  ]);
  assert.deepEqual(meters.values, [
    ['slot', 7, undefined],
    ['adopted', 1, undefined],
    ['tip', 1, { slot: '7' }],
    ['slot', 8, undefined],
    ['adopted', 1, undefined],
    ['tip', 1, { slot: '8' }],
  ]);
  const own = new Map([...tracing.source.metrics()].map(({ name, value }) => [name, value.value]));
  assert.equal(own.get('adopted_counter'), 2n);
});

test('without providers the global ones are taken: they do nothing until the program registers some', async () => {
  const bridge = await connectOpenTelemetry({ name: 'test' });
  const tracing = createTracing(parseTraceConfig({ TraceOptions: {} }), {
    stdout: new MemorySink(),
    outlets: [bridge.outlet],
  });
  bridge.withMetrics(tracing).tracer(adopted)({ slot: 1, size: 1n });
  await tracing.close();
  assert.deepEqual(tracing.losses().renderErrors, 0);
});

test('a cycle and a deep value end in a mark', async () => {
  const exporter = new InMemoryLogRecordExporter();
  const loggerProvider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  const bridge = await connectOpenTelemetry({ name: 'test', loggerProvider });
  const cyclic: Record<string, unknown> = { kind: 'Cyclic' };
  cyclic.self = cyclic;
  const message = defineMessage<object>({
    namespace: 'App.Cyclic',
    severity: 'Info',
    forMachine: () => cyclic,
    doc: '',
  });
  const tracing = createTracing(
    parseTraceConfig({ TraceOptions: { '': { severity: 'Info', backends: [] } } }),
    {
      outlets: [bridge.outlet],
    },
  );
  tracing.tracer(message)({});
  await tracing.close();
  const [record] = exporter.getFinishedLogRecords();
  assert.match(JSON.stringify(record!.attributes), /"self":"\[deeper\]"/);
});
