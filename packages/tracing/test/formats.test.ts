import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createTracing,
  type Detail,
  type MessageType,
  parseTraceConfig,
  type Severity,
} from '../src/index.ts';
import { details, severities } from '../src/severity.ts';
import { FakeClock, MemorySink } from './fakes.ts';
import { golden, needsGolden, type Tagged, untag } from './golden.ts';
import { isLeftOut } from './left-out.ts';

interface Formatted {
  id: string;
  input: {
    at: string;
    fields: { key: string; from: Detail; value: Tagged }[];
    human: string;
    ns: string[];
    prefix: string[];
    privacy: 'Public' | 'Confidential' | null;
    /** null: a message without severity, printed as Info. */
    severityDynamic: Severity | null;
    thread: string;
  };
  outputs: {
    detail: Detail;
    machine: string;
    human: string;
    humanColoured: string;
    forwarded: Record<string, unknown> | null;
  }[];
}

test('recorded messages at four levels of detail in all formats', needsGolden, () => {
  const { host, cases } = golden<{ host: string; cases: Formatted[] }>('formatting.json');
  const possible = cases.filter(({ id }) => !isLeftOut('golden/formatting.json', id));
  assert.equal(possible.length, 38);
  for (const { id, input, outputs } of possible)
    for (const output of outputs) {
      const place = `${id} ${output.detail}`;
      const machine = emit(input, output.detail, host, 'Stdout MachineFormat');
      assert.equal(machine.text, `${output.machine}\n`, place);
      assert.deepEqual(machine.forwarded, output.forwarded && withoutBytes(output.forwarded), place);
      assert.equal(
        emit(input, output.detail, host, 'Stdout HumanFormatUncoloured').text,
        `${output.human}\n`,
        place,
      );
      assert.equal(
        emit(input, output.detail, host, 'Stdout HumanFormatColoured').text,
        `${output.humanColoured}\n`,
        place,
      );
    }
});

function emit(input: Formatted['input'], detail: Detail, host: string, format: string) {
  const [, day, time, fraction = ''] = /^(\S+) (\S+?)(?:\.(\d+))? UTC$/.exec(input.at)!;
  const sink = new MemorySink();
  const year = day!.length > 10 ? `+0${day}` : day;
  const clock = new FakeClock(Date.parse(`${year}T${time}Z`) / 1000, Number(fraction.padEnd(9, '0')));
  const tracing = createTracing(
    parseTraceConfig({
      TraceOptions: { '': { severity: 'Debug', detail, backends: [format, 'Forwarder'] } },
    }),
    { host, thread: input.thread, stdout: sink, clock },
  );
  const message: MessageType<undefined> = {
    namespace: [...input.prefix, ...input.ns].join('.'),
    severity: input.severityDynamic ?? 'Info',
    privacy: input.privacy ?? 'Public',
    forMachine: (_, level) => {
      const shown = input.fields.filter(({ from }) => details.indexOf(from) <= details.indexOf(level));
      return untag({ object: shown.map(({ key, value }) => [key, value]) }) as Record<string, unknown>;
    },
    forHuman: () => input.human,
    doc: '',
  };
  tracing.tracer(message)(undefined);
  clock.advance(100);
  const object = tracing.source.takeObjects(2)[0];
  return { text: sink.text, forwarded: object === undefined ? null : { ...recorded(object, input.at) } };
}

function withoutBytes({ cborHex: _, ...fields }: Record<string, unknown>): Record<string, unknown> {
  return fields;
}

/** A forwarded object in the form of the recordings; its bytes on the wire are tested in @slotbench/wire. */
function recorded(
  object: ReturnType<ReturnType<typeof createTracing>['source']['takeObjects']>[number],
  at: string,
) {
  const { seconds, picoseconds } = object.toTimestamp;
  const [date, time] = new Date(seconds * 1000).toISOString().replace(/^\+0/, '').slice(0, -5).split('T');
  const fraction = String(picoseconds).padStart(12, '0').replace(/0+$/, '');
  const stamp = `${date} ${time}${fraction === '' ? '' : `.${fraction}`} UTC`;
  assert.equal(stamp, at);
  return {
    ...object,
    toHuman: object.toHuman ?? null,
    toSeverity: severities[object.toSeverity],
    toDetails: details[object.toDetails],
    toTimestamp: stamp,
  };
}
