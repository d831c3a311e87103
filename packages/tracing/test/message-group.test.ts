import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createTracing,
  defineMessage,
  defineMessages,
  parseTraceConfig,
  readTraceConfig,
  traceOptions,
} from '../src/index.ts';
import { FakeClock, MemorySink } from './fakes.ts';

const forge = defineMessages('Forge.Loop', {
  NodeIsLeader: {
    severity: 'Info',
    forMachine: ({ slot }: { slot: number }) => ({ kind: 'TraceNodeIsLeader', slot }),
    forHuman: ({ slot }) => `Leading slot ${slot}`,
    doc: 'We lead this slot.',
  },
  'Adopted.Block': {
    severity: 'Notice',
    forMachine: (hash: string, detail) => ({
      kind: 'Adopted',
      hash: detail === 'DMinimal' ? hash.slice(0, 4) : hash,
    }),
    doc: 'We adopted our block.',
  },
});

function setup(config = parseTraceConfig({ TraceOptions: { '': { severity: 'Info' } } })) {
  const sink = new MemorySink();
  const clock = new FakeClock();
  const tracing = createTracing(config, { stdout: sink, clock, host: 'h', thread: '1', messages: [forge] });
  const told = () => {
    clock.advance(100);
    return sink.lines.map((line) => JSON.parse(line)).map(({ ns, data }) => [ns, data]);
  };
  return { tracing, told };
}

test('a group of messages: one tracer each, by the names of the group', () => {
  const { tracing, told } = setup();
  const trace = tracing.tracers(forge);
  trace.NodeIsLeader({ slot: 7 });
  trace['Adopted.Block']('abcdef');
  assert.deepEqual(told(), [
    ['Forge.Loop.NodeIsLeader', { kind: 'TraceNodeIsLeader', slot: 7 }],
    ['Forge.Loop.Adopted.Block', { hash: 'abcdef', kind: 'Adopted' }],
  ]);
  assert.equal(forge.messages['Adopted.Block'].namespace, 'Forge.Loop.Adopted.Block');
});

/** These are checked by the compiler: an error that does not come is an error. */
export function typingErrors(): void {
  const { tracing } = setup();
  const tracers = tracing.tracers(forge);
  // @ts-expect-error: no such message
  tracers.NodeIsLeadr({ slot: 7 });
  // @ts-expect-error: the payload is inferred
  tracers.NodeIsLeader({ slat: 7 });
  // @ts-expect-error: no namespace of the group begins so
  traceOptions([forge], { 'Forge.Lop': { severity: 'Info' } });
  // @ts-expect-error: no such severity
  traceOptions([forge], { 'Forge.Loop': { severity: 'Infos' } });
  type Names = 'A.B' | 'A.C';
  const rest = { severity: 'Info', forMachine: () => ({}), doc: '' } as const;
  // @ts-expect-error: not one of the names of this program
  defineMessage<number, Names>({ namespace: 'A.D', ...rest });
}

test('options in code: the root, prefixes and names of the groups', () => {
  const options = traceOptions([forge], {
    '': { severity: 'Warning' },
    Forge: { detail: 'DMinimal' },
    'Forge.Loop.Adopted': { severity: 'Debug' },
    'Forge.Loop.NodeIsLeader': { severity: 'Silence' },
  });
  const { tracing, told } = setup(parseTraceConfig({ TraceOptions: options }));
  const trace = tracing.tracers(forge);
  trace.NodeIsLeader({ slot: 1 });
  trace['Adopted.Block']('abcdef');
  assert.deepEqual(told(), [['Forge.Loop.Adopted.Block', { hash: 'abcd', kind: 'Adopted' }]]);
});

test('a message that is not declared is told of once, and follows the configuration of its own name', () => {
  const { tracing, told } = setup();
  const ghost = defineMessage<number>({
    namespace: 'Forge.Ghost',
    severity: 'Info',
    forMachine: (n) => ({ n }),
    doc: '',
  });
  const trace = tracing.tracer(ghost);
  trace(1);
  trace(2);
  assert.deepEqual(told(), [
    [
      'Reflection.UnknownNamespace',
      { kind: 'UnknownNamespace', legalNamespace: '', querying: 'severity', unknownNamespace: 'Forge.Ghost' },
    ],
    ['Forge.Ghost', { n: 1 }],
    ['Forge.Ghost', { n: 2 }],
  ]);
});

test('what holds is traced on demand: groups, warnings, the configuration', () => {
  const { tracing, told } = setup(
    parseTraceConfig({
      // What the library itself traces is no unknown name.
      TraceOptions: { '': { severity: 'Notice' }, 'Forge.Lop': { severity: 'Info' }, Resources: {} },
    }),
  );
  tracing.traceConfiguration();
  assert.deepEqual(told(), [
    [
      'Reflection.TracerInfo',
      { allTracers: 'Forge.Loop', kind: 'TracerMeta', noMetrics: 'Forge.Loop', silentTracers: '' },
    ],
    [
      'Reflection.TracerConsistencyWarnings',
      {
        errors: '["Config namespace error: Illegal namespace Forge.Lop"]',
        kind: 'TracerConsistencyWarnings',
      },
    ],
    [
      'Reflection.TracerConfigInfo',
      {
        conf: {
          ApplicationName: null,
          Forwarder: null,
          MetricsPrefix: null,
          Options: {
            '': { backends: ['Stdout MachineFormat'], detail: 'DNormal', severity: 'Notice' },
            'Forge.Lop': { severity: 'Info' },
            Resources: {},
          },
          PrometheusSimpleRun: null,
        },
      },
    ],
  ]);
});

test('a tracer that its program has dropped is not configured any more, one that is used is', () => {
  const { tracing } = setup();
  const kept = tracing.tracer(forge.messages.NodeIsLeader);
  for (let i = 0; i < 10_000; i++) tracing.tracer(forge.messages.NodeIsLeader);
  assert.equal(kept.enabled, true);
  tracing.configure(parseTraceConfig({ TraceOptions: { '': { severity: 'Silence' } } }));
  assert.equal(kept.enabled, false);
  assert.deepEqual(
    tracing.configure(parseTraceConfig({ TraceOptionNodeName: 'x', TraceOptionMetricsPrefix: 'y' })),
    ['metricsPrefix', 'nodeName'],
  );
});

test('files: what they include, where references start, and lines of errors behind them', () => {
  const files: Record<string, string> = {
    '/etc/node/config.yaml': 'Protocol: Cardano\nHermodTracing: tracing/main.yaml\n',
    '/etc/node/tracing/main.yaml': 'ApplicationName: n\nOptions: !include options.yaml\n',
    '/etc/node/tracing/options.yaml': '"": {severity: Error}\nForge:\n  severity: Debug\n',
  };
  const read = () =>
    readTraceConfig('/etc/node/config.yaml', { readFile: (path) => files[path] ?? assert.fail(path) });
  assert.deepEqual(
    [...read().options].map(([name, { severity }]) => [name, severity]),
    [
      ['', 'Error'],
      ['Forge', 'Debug'],
    ],
  );
  assert.equal(read().nodeName, 'n');
  files['/etc/node/tracing/main.yaml'] =
    'ApplicationName: n\nOptions:\n  "": {}\n  Forge:\n    severity: Debgu\n';
  assert.throws(
    read,
    /^TraceConfigError: \/etc\/node\/tracing\/main.yaml:5: Options.Forge.severity: .*did you mean "Debug"\?$/,
  );
});
