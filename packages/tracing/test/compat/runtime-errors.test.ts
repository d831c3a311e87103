import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTracing, type MessageType, parseTraceConfig } from '../../src/index.ts';
import { FakeClock, MemorySink } from '../fakes.ts';
import { golden, needsGolden } from '../golden.ts';
import { isLeftOut } from '../left-out.ts';

interface Case {
  case: string;
  backend: string;
  caller: string;
  stdoutLines: string[];
  stderrFirstLine: string | null;
  forwarded: string[];
  metricsInStore: number;
}

const backends: Readonly<Record<string, string>> = {
  machine: 'Stdout MachineFormat',
  human: 'Stdout HumanFormatUncoloured',
  forward: 'Forwarder',
};

const fail = (text: string): never => {
  throw new Error(text);
};

/** The faulty parts of a declaration, by the name of the recorded case. */
const faults: Readonly<Record<string, Partial<MessageType<string>>>> = {
  BoomMachine: { forMachine: (name) => (name === 'Fine' ? { kind: name } : fail('boom machine')) },
  BoomMachineValue: {
    forMachine: (name) => ({
      kind: name,
      get value() {
        return name === 'Fine' ? undefined : fail('boom value');
      },
    }),
  },
  BoomHuman: { forHuman: (name) => (name === 'Fine' ? 'human Fine' : fail('boom human')) },
  BoomSeverity: { severity: (name) => (name === 'Fine' ? 'Info' : fail('boom severity')) },
  BoomMetrics: { metrics: (name) => (name === 'Fine' ? metricsOf() : fail('boom metrics')) },
  BoomMetricValue: {
    metrics: (name) =>
      name === 'Fine'
        ? metricsOf()
        : [
            { kind: 'int', name: 'before', value: 1 },
            {
              kind: 'int',
              name: 'bad',
              get value(): number {
                return fail('boom metric');
              },
            },
            { kind: 'int', name: 'behind', value: 1 },
          ],
  },
  BoomMetricName: {
    metrics: (name) =>
      name === 'Fine'
        ? metricsOf()
        : [
            {
              kind: 'int',
              get name(): string {
                return fail('boom name');
              },
              value: 1,
            },
          ],
  },
};

function metricsOf() {
  return [{ kind: 'int', name: 'fine', value: 1 } as const];
}

test(
  'recorded exceptions in the parts of a message: none reaches the caller, the others go on',
  needsGolden,
  () => {
    const { cases } = golden<{ cases: Case[] }>('runtime-errors.json');
    const possible = cases.filter((each) => !isLeftOut('golden/runtime-errors.json', each.case));
    assert.ok(possible.length >= 20);
    for (const each of possible) {
      const { caller, stdoutLines, stderrFirstLine, forwarded, metricsInStore } = each;
      const complaints: string[] = [];
      const sink = new MemorySink();
      const clock = new FakeClock();
      const tracing = createTracing(
        parseTraceConfig({ TraceOptions: { '': { severity: 'Debug', backends: [backends[each.backend]] } } }),
        { host: 'goldhost', thread: '17', stdout: sink, clock, complain: (text) => complaints.push(text) },
      );
      const message: MessageType<string> = {
        namespace: 'Boom.M',
        severity: 'Info',
        forMachine: (name) => ({ kind: name }),
        forHuman: (name) => `human ${name}`,
        metrics: metricsOf,
        doc: '',
        ...faults[each.case],
      };
      const trace = tracing.tracer(message);
      trace(each.case);
      trace('Fine');
      clock.advance(100);
      const place = `${each.case} ${each.backend}`;
      assert.deepEqual(
        sink.lines.map((line) =>
          line.replace(/^\[[^\]]+\]/, '[<at>]').replace(/"at":"[^"]+"/, '"at":"<at>"'),
        ),
        // A severity that throws loses the message; metrics that throw do not.
        stdoutLines,
        place,
      );
      const evaluated = forwarded.filter((text) => text === 'evaluates').length;
      assert.equal(tracing.source.takeObjects(9).length, evaluated, place);
      assert.equal([...tracing.source.metrics()].length, metricsInStore, place);
      // Upstream throws some of these to the caller and says nothing; what it says does not name the message.
      const failed =
        caller !== 'returns' || stderrFirstLine !== null || forwarded.some((text) => text.includes('fails'));
      assert.deepEqual([complaints.length, tracing.losses().renderErrors], failed ? [1, 1] : [0, 0], place);
      const wanted = /boom \w+/.exec(`${caller} ${stderrFirstLine ?? ''} ${forwarded.join()}`)?.[0];
      if (failed)
        assert.ok(complaints[0]!.startsWith('Error ') && complaints[0]!.includes(wanted!), complaints[0]);
    }
  },
);

test('a data point whose value throws is told and leaves the others', () => {
  const complaints: string[] = [];
  const tracing = createTracing(parseTraceConfig({}), { complain: (text) => complaints.push(text) });
  tracing.dataPoint('Point', {
    get x() {
      return fail('boom datapoint');
    },
  });
  assert.equal(tracing.source.dataPoint('Point'), undefined);
  assert.deepEqual(complaints, ['Error evaluating datapoint "Point": Error: boom datapoint']);
  tracing.dataPoint('Point', { x: 1 });
  assert.equal(tracing.source.dataPoint('Point'), '{"x":1}');
});
