import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSelfTraces, type SelfTraces, type Verbosity } from '../src/self-traces.ts';

function record(verbosity: () => Verbosity) {
  const lines: [ns: string, severity: unknown, data: Record<string, unknown>][] = [];
  const traces = createSelfTraces(
    {
      tracer: ({ namespace, severity, forMachine }) =>
        Object.assign(
          (payload: Parameters<typeof forMachine>[0]) =>
            void lines.push([namespace, severity, forMachine(payload, 'DNormal')]),
          { enabled: true },
        ),
    },
    verbosity,
  );
  return { traces, lines };
}

/** cardano-tracer's namespaces, severities and keys, misspellings included. */
const upstream: [say: (traces: SelfTraces) => void, ns: string, severity: string, data: object][] = [
  [
    (t) => t.paramsAre({ configPath: 'c', stateDir: null, minLogSeverity: null }),
    'ParamsAre',
    'Warning',
    { configPath: 'c', stateDir: null, minLogSeverity: null },
  ],
  [(t) => t.configIs({ config: {} }), 'ConfigIs', 'Warning', { config: {} }],
  [(t) => t.initStart({}), 'InitStart', 'Info', {}],
  [(t) => t.initDone({}), 'InitDone', 'Info', {}],
  [(t) => t.named({ id: 'i', name: 'n' }), 'AddNewNodeIdMapping', 'Info', { nodeId: 'i', nodeName: 'n' }],
  [(t) => t.startedLogRotator({}), 'StartedLogRotator', 'Info', {}],
  [(t) => t.startedReforwarder({}), 'StartedReforwarder', 'Info', {}],
  [(t) => t.startedPrometheus({ endpoint: 'e' }), 'StartedPrometheus', 'Info', { endpoint: 'e' }],
  [
    (t) => t.startedMonitoring({ endpoint: 'e' }),
    'StartedMonitoring',
    'Info',
    { endpoint: 'e', type: 'list' },
  ],
  [(t) => t.startedTimeseries({ endpoint: 'e' }), 'StartedTimeseriers', 'Info', { endpoint: 'e' }],
  [(t) => t.startedAcceptors({ address: 'a' }), 'StartedAcceptors', 'Info', { AcceptorsAddr: 'a' }],
  [(t) => t.listening({ address: 'a' }), 'SockListen', 'Info', { listenAt: 'a' }],
  [(t) => t.connecting({ address: 'a' }), 'SockConnecting', 'Info', { connectionIncomingAt: 'a' }],
  [(t) => t.missingCertificate({ endpoint: 'e' }), 'MissingCertificate', 'Warning', { endpoint: 'e' }],
  [(t) => t.stopping({}), 'ShutdownInitiated', 'Warning', {}],
  [(t) => t.stopped({}), 'ShutdownComplete', 'Warning', {}],
  [(t) => t.failed({ error: 'e' }), 'Error', 'Error', { error: 'e' }],
  [
    (t) => t.interrupted({ id: 'i', message: 'm' }),
    'ForwardingInterrupted',
    'Warning',
    { conn: 'i', message: 'm' },
  ],
];
for (const [say, ns, severity, data] of upstream)
  test(`self-trace ${ns}`, () => {
    const { traces, lines } = record(() => 'ErrorsOnly');
    say(traces);
    assert.deepEqual(lines, [[`Tracer.${ns}`, severity, { kind: `Tracer${ns}`, ...data }]]);
  });

test('verbosity filters troubles and replies, and may change', () => {
  let verbosity: Verbosity = 'Minimum';
  const { traces, lines } = record(() => verbosity);
  const said = () => {
    lines.length = 0;
    traces.interrupted({ id: 'i', message: 'm' });
    traces.failed({ error: 'e' });
    traces.received({ name: 'n', what: 'objects', count: 1 });
    traces.stopped({});
    return lines.map(([ns]) => ns.replace('Tracer.', ''));
  };
  assert.deepEqual(said(), ['ShutdownComplete']);
  verbosity = 'ErrorsOnly';
  assert.deepEqual(said(), ['ForwardingInterrupted', 'Error', 'ShutdownComplete']);
  verbosity = 'Maximum';
  assert.deepEqual(said(), ['ForwardingInterrupted', 'Error', 'Received', 'ShutdownComplete']);
});
