import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTracing, defineMessage, parseTraceConfig } from '../src/index.ts';
import { FakeClock, MemorySink } from './fakes.ts';

function setup(traceOptions: unknown, more: object = {}) {
  const sink = new MemorySink();
  const clock = new FakeClock(1_800_000_000, 123_456_000);
  const complaints: string[] = [];
  const tracing = createTracing(parseTraceConfig({ TraceOptions: traceOptions, ...more }), {
    host: 'h',
    thread: '1',
    stdout: sink,
    clock,
    complain: (text) => complaints.push(text),
  });
  const lines = (): string[] => {
    clock.advance(100);
    return sink.lines;
  };
  return { tracing, sink, clock, complaints, lines };
}

const leader = defineMessage<{ slot: number }>({
  namespace: 'Forge.Loop.NodeIsLeader',
  severity: 'Info',
  forMachine: ({ slot }, detail) => ({
    slot,
    kind: 'TraceNodeIsLeader',
    ...(detail === 'DMaximum' && { more: true }),
  }),
  forHuman: ({ slot }) => `Leading slot ${slot}`,
  metrics: ({ slot }) => [
    { kind: 'int', name: 'Forge.nodeIsLeaderNum', value: slot },
    { kind: 'counter', name: 'Forge.node_is_leader' },
  ],
  doc: 'We lead this slot.',
});
const added = defineMessage<number>({
  namespace: 'Mempool.AddedTx',
  severity: 'Debug',
  forMachine: (n) => ({ kind: 'AddedTx', n }),
  doc: 'A transaction was added.',
});
const graded = defineMessage<'Info' | 'Alert'>({
  namespace: 'Forge.StateInfo',
  severity: (severity) => severity,
  forMachine: (severity) => ({ kind: 'KESInfo', severity }),
  doc: 'The key evolves, or is about to expire.',
});
const secret = defineMessage<string>({
  namespace: 'Net.Secret',
  severity: 'Error',
  privacy: 'Confidential',
  forMachine: (s) => ({ s }),
  doc: 'Not to be forwarded.',
});
const both = ['Stdout MachineFormat', 'Forwarder'];

class Told {
  readonly toJSON: () => unknown;

  constructor(toJSON: () => unknown) {
    this.toJSON = toJSON;
  }
}

test('what is traced while the data of another message are read stands on a line of its own, after it', () => {
  const { tracing, lines, complaints } = setup({ '': { severity: 'Debug', backends: both } });
  const inner = tracing.tracer(added);
  const outer = tracing.tracer(
    defineMessage<string>({
      namespace: 'Outer',
      severity: 'Info',
      forMachine: (fate) => ({
        a: 1,
        b: new Told(() => {
          inner(1);
          if (fate === 'throws') throw new Error('boom');
          return 'b';
        }),
        get c() {
          inner(2);
          return 3;
        },
      }),
      doc: '',
    }),
  );
  outer('returns');
  outer('throws');
  const data = lines().map((line) => JSON.parse(line).data);
  assert.deepEqual(data, [{ a: 1, b: 'b', c: 3 }, ...[2, 1, 2, 1].map((n) => ({ kind: 'AddedTx', n }))]);
  assert.equal(complaints.length, 1);
  assert.match(complaints[0]!, /Outer.*boom/);
  const forwarded = tracing.source.takeObjects(10).map(({ toMachine }) => JSON.parse(toMachine).data);
  assert.deepEqual(forwarded, data);
});

test('data that trace themselves end, and what is left out is told', () => {
  const { tracing, lines, complaints } = setup({ '': { severity: 'Debug' } });
  const endless = tracing.tracer(
    defineMessage<number>({
      namespace: 'Endless',
      severity: 'Info',
      forMachine: (n) => ({
        n: new Told(() => {
          endless(n + 1);
          return n;
        }),
      }),
      doc: '',
    }),
  );
  endless(0);
  endless(10);
  assert.deepEqual(
    lines().map((line) => JSON.parse(line).data.n),
    [0, 1, 10, 11],
  );
  assert.equal(tracing.losses().renderErrors, 2);
  assert.match(complaints[0]!, /Endless: Error: it was traced while data were read/);
});

test('a line is the envelope around the sorted data, with the time of the call', () => {
  const { tracing, clock, lines } = setup({ '': { severity: 'Info', backends: both } });
  const trace = tracing.tracer(leader);
  trace({ slot: 7 });
  clock.advance(50);
  const [line] = lines();
  assert.equal(
    line,
    '{"at":"2027-01-15T08:00:00.123456Z","ns":"Forge.Loop.NodeIsLeader","data":{"kind":"TraceNodeIsLeader","slot":7},"sev":"Info","thread":"1","host":"h"}',
  );
  const [object] = tracing.source.takeObjects(10);
  assert.deepEqual(object, {
    toHuman: 'Leading slot 7',
    toMachine: line,
    toNamespace: ['Forge.Loop.NodeIsLeader'],
    toSeverity: 1,
    toDetails: 1,
    toTimestamp: { seconds: 1_800_000_000, picoseconds: 123_456_000_000 },
    toHostname: 'h',
    toThreadId: '1',
  });
});

test('a forwarded object tells the payload as it was at the call', () => {
  const { tracing } = setup({ '': { severity: 'Info', backends: ['Forwarder'] } });
  const payload = { slot: 7 };
  tracing.tracer(leader)(payload);
  payload.slot = 8;
  assert.match(tracing.source.takeObjects(1)[0]!.toMachine, /"slot":7/);
});

test('below the filter nothing is said, and enabled says so; metrics flow all the same', () => {
  const { tracing, lines } = setup({ '': { severity: 'Warning', backends: both } });
  const traceAdded = tracing.tracer(added);
  const traceLeader = tracing.tracer(leader);
  assert.equal(traceAdded.enabled, false);
  assert.equal(traceLeader.enabled, true);
  traceAdded(1);
  traceLeader({ slot: 7 });
  traceLeader({ slot: 9 });
  assert.deepEqual(lines(), []);
  assert.deepEqual(tracing.source.takeObjects(10), []);
  assert.deepEqual(
    [...tracing.source.metrics()],
    [
      { name: 'Forge.nodeIsLeaderNum_int', value: { kind: 'gauge', value: 9n } },
      { name: 'Forge.node_is_leader_counter', value: { kind: 'counter', value: 2n } },
    ],
  );
});

test('without a sink a message is off', () => {
  const { tracing } = setup({
    '': { severity: 'Debug', backends: ['EKGBackend'] },
    Forge: { backends: both },
  });
  assert.equal(tracing.tracer(added).enabled, false);
  assert.equal(tracing.tracer(graded).enabled, true);
});

test('a severity that depends on the payload is judged with it', () => {
  const { tracing, lines } = setup({ '': { severity: 'Warning', backends: both } });
  const trace = tracing.tracer(graded);
  assert.equal(trace.enabled, true);
  trace('Info');
  trace('Alert');
  assert.deepEqual(
    lines().map((line) => JSON.parse(line).sev),
    ['Alert'],
  );
  const silent = setup({ '': { severity: 'Silence', backends: both } });
  assert.equal(silent.tracing.tracer(graded).enabled, false);
});

test('confidential messages are printed and not forwarded', () => {
  const { tracing, lines } = setup({ '': { severity: 'Debug', backends: both } });
  tracing.tracer(secret)('x');
  assert.equal(lines().length, 1);
  assert.deepEqual(tracing.source.takeObjects(10), []);
});

test('of several formats on stdout one is used', () => {
  const formats = ['Stdout MachineFormat', 'Stdout HumanFormatUncoloured'];
  const { tracing, lines } = setup({ '': { severity: 'Debug', backends: formats } });
  tracing.tracer(leader)({ slot: 1 });
  assert.deepEqual(lines(), [
    '[2027-01-15 08:00:00.1234Z][h:Forge.Loop.NodeIsLeader](Info,1) Leading slot 1',
  ]);
});

test('a limiter tells when it starts, and its message keeps its own time', () => {
  const options = { '': { severity: 'Debug', backends: both }, 'Mempool.AddedTx': { maxFrequency: 2 } };
  const { tracing, clock, lines } = setup(options);
  const trace = tracing.tracer(added);
  for (let i = 1; i <= 20; i++) {
    clock.advance(125);
    trace(i);
  }
  const told = lines().map((line) => JSON.parse(line));
  assert.deepEqual(
    told.filter(({ ns }) => ns !== 'Mempool.AddedTx').map(({ ns, data, sev }) => ({ ns, data, sev })),
    [{ ns: 'Reflection.StartLimiting', data: { kind: 'StartLimiting' }, sev: 'Notice' }],
  );
  assert.deepEqual(
    told.filter(({ ns }) => ns === 'Mempool.AddedTx').map(({ data }) => data.n),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20],
  );
});

test('two tracers of one message share its limiter', () => {
  const { tracing, lines } = setup({ '': { severity: 'Debug', backends: both, maxFrequency: 5 } });
  const [a, b] = [tracing.tracer(added), tracing.tracer(added)];
  for (let i = 0; i < 10; i++) {
    a(i);
    b(i);
  }
  assert.equal(lines().filter((line) => line.includes('AddedTx')).length, 4);
});

test('a declaration that throws does not reach the program; it is counted and told once a second', () => {
  const { tracing, lines, clock, complaints } = setup({ '': { severity: 'Debug', backends: both } });
  const broken = tracing.tracer(
    defineMessage<void>({
      namespace: 'A.Broken',
      severity: 'Info',
      forMachine: () => {
        throw new Error('no data');
      },
      doc: '',
    }),
  );
  broken();
  broken();
  clock.advance(1000);
  broken();
  assert.equal(tracing.losses().renderErrors, 3);
  assert.deepEqual(complaints, Array(2).fill('Error rendering trace message A.Broken: Error: no data'));
  assert.deepEqual(lines(), []);
});

test('data points are rendered when they are set', () => {
  const { tracing } = setup({});
  const value = { b: 1n, a: 'x' };
  tracing.dataPoint('NodeState', value);
  value.a = 'y';
  assert.equal(tracing.source.dataPoint('NodeState'), '{"a":"x","b":1}');
  assert.equal(tracing.source.dataPoint('Nope'), undefined);
});

test('a queue without reader drops all it holds, counts it and says so at most once a second', async () => {
  const { tracing, clock, complaints, lines } = setup(
    { '': { severity: 'Debug', backends: ['Forwarder'] }, Reflection: { backends: both } },
    { TraceOptionForwarder: { queueSize: 3 } },
  );
  const trace = tracing.tracer(added);
  for (let i = 1; i <= 10; i++) {
    trace(i);
    clock.advance(10);
  }
  assert.deepEqual(complaints, [
    'TraceObject queue overflowed. Dropped 3 messages from 2027-01-15T08:00:00.123Z to 2027-01-15T08:00:00.143Z',
  ]);
  const told = lines().map((line) => JSON.parse(line));
  assert.deepEqual(
    told.map(({ ns, data }) => ({ ns, data })),
    [
      {
        ns: 'Reflection.MessagesLost',
        data: {
          kind: 'MessagesLost',
          lost: 3,
          reason: 'queue full, messages from 2027-01-15T08:00:00.123Z to 2027-01-15T08:00:00.143Z',
          sink: 'forwarder',
        },
      },
    ],
  );
  const left = tracing.source.takeObjects(5);
  // The notice stood in the queue, too: 4, the notice, 5 made way for 6; 6, 7, 8 for 9.
  assert.deepEqual(
    left.map(({ toMachine }) => JSON.parse(toMachine).data.n),
    [9, 10],
  );
  assert.equal(tracing.losses().forwarderDropped, 9);
  await tracing.close();
  assert.deepEqual(complaints.slice(1), [
    'TraceObject queue overflowed. Dropped 6 messages from 2027-01-15T08:00:00.153Z to 2027-01-15T08:00:00.193Z',
  ]);
});

test('an absent environment gives the short host name, a given one is taken as it is', async () => {
  const { hostName } = await import('../src/host.ts');
  assert.equal(hostName({ TRACE_DISPATCHER_LOGGING_HOSTNAME: 'a.b.c' }), 'a.b.c');
  assert.match(hostName({}), /^[^.]+$/);
});
