import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderValue } from '../src/format/data.ts';
import type { MessageType, MetricUpdate } from '../src/index.ts';
import * as reflection from '../src/reflection.ts';
import { golden, needsGolden } from './golden.ts';
import { isLeftOut } from './left-out.ts';
import { type RecordedMetric, updateOf } from './metrics/recorded.ts';

interface Recorded {
  message: string;
  machine: string;
  human: string;
  metrics: RecordedMetric[];
  namespace: string[];
  severity: string;
}

const of = <P>(message: MessageType<P>, payload: P) => ({
  namespace: message.namespace,
  severity: String(message.severity),
  machine: renderValue(message.forMachine(payload, 'DNormal')),
  human: message.forHuman!(payload),
  metrics: message.metrics?.(payload) ?? ([] as readonly MetricUpdate[]),
});

const empty = { ApplicationName: null, Forwarder: null, MetricsPrefix: null, PrometheusSimpleRun: null };
const ours: Readonly<Record<string, ReturnType<typeof of>>> = {
  'StartLimiting A.B': of(reflection.startLimiting, { name: 'A.B' }),
  'StopLimiting A.B 7': of(reflection.stopLimiting, { name: 'A.B', suppressed: 7 }),
  'RememberLimiting A.B 9': of(reflection.rememberLimiting, { name: 'A.B', suppressed: 9 }),
  'UnknownNamespace [A,B] [C] severity': of(reflection.unknownNamespace, {
    unknown: 'A.B',
    legal: 'C',
    querying: 'severity',
  }),
  'UnknownNamespace privacy': of(reflection.unknownNamespace, {
    unknown: '',
    legal: 'C',
    querying: 'privacy',
  }),
  'UnknownNamespace details': of(reflection.unknownNamespace, {
    unknown: 'A',
    legal: '',
    querying: 'details',
  }),
  TracerInfo: of(reflection.tracerInfo, { all: ['A', 'B'], silent: ['S'], withoutMetrics: ['N1', 'N2'] }),
  'TracerInfo empty': of(reflection.tracerInfo, { all: [], silent: [], withoutMetrics: [] }),
  TracerConsistencyWarnings: of(reflection.configurationWarned, {
    warnings: ['Config namespace error: Illegal namespace X.Y', 'with "quotes" and ü'],
  }),
  'TracerConsistencyWarnings empty': of(reflection.configurationWarned, { warnings: [] }),
  TracerInfoConfig: of(reflection.configurationTaken, { configuration: { ...empty, Options: {} } }),
};

test('what tracing says of itself, as recorded', needsGolden, () => {
  const { reflectionMessages } = golden<{ reflectionMessages: Recorded[] }>('combinators.json');
  const wanted = reflectionMessages.filter(({ message }) => !isLeftOut('golden/combinators.json', message));
  assert.equal(wanted.length, Object.keys(ours).length);
  for (const { message, machine, human, metrics, namespace, severity } of wanted)
    assert.deepEqual(
      ours[message],
      {
        namespace: `Reflection.${namespace.join('.')}`,
        severity,
        machine,
        human,
        metrics: metrics
          .map(updateOf)
          .map((update) => ({ ...update, value: Number('value' in update && update.value) })),
      },
      message,
    );
});
