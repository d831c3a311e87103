import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  createTracing,
  defineMessage,
  parseTraceConfig,
  startResourceSampling,
  TraceConfigError,
  type Tracing,
} from '../../src/index.ts';
import { FakeClock, MemorySink } from '../fakes.ts';

/** What upstream's profiles with the suffix `oldtracing` lay over the node's defaults. */
const oldTracing = {
  UseTraceDispatcher: false,
  TurnOnLogging: true,
  TurnOnLogMetrics: true,
  TracingVerbosity: 'NormalVerbosity',
  minSeverity: 'Debug',
  setupBackends: ['KatipBK'],
  defaultBackends: ['KatipBK'],
  setupScribes: [{ scKind: 'StdoutSK', scName: 'stdout', scFormat: 'ScJson' }],
  defaultScribes: [['StdoutSK', 'stdout']],
  options: { mapBackends: { 'cardano.node.resources': ['KatipBK'] } },
  TraceMempool: true,
  TraceBlockFetchClient: true,
  TraceOptionNodeName: 'node-0',
};

function setup(changes: Record<string, unknown> = {}) {
  const sink = new MemorySink();
  const clock = new FakeClock(1_800_000_000, 987_654_321);
  const complaints: string[] = [];
  const tracing = createTracing(parseTraceConfig({ ...oldTracing, ...changes }), {
    host: 'node-0',
    thread: '7',
    stdout: sink,
    clock,
    complain: (text) => complaints.push(text),
  });
  return { tracing, sink, clock, complaints };
}

const leader = defineMessage<number>({
  namespace: 'Forge.Loop.NodeIsLeader',
  severity: 'Info',
  forMachine: (slot) => ({ kind: 'TraceNodeIsLeader', slot }),
  metrics: (slot) => [
    { kind: 'int', name: 'slot', value: slot },
    { kind: 'counter', name: 'led' },
    { kind: 'real', name: 'half', value: slot / 2 },
    { kind: 'label', name: 'who', pairs: { a: 'b' } },
  ],
  doc: '',
  legacy: { switch: 'Forge' },
});
const extended = defineMessage<string>({
  namespace: 'ChainDB.AddBlockEvent.AddedToCurrentChain',
  severity: 'Notice',
  forMachine: (newtip) => ({ kind: 'AddedToCurrentChain', newtip }),
  forHuman: (newtip) => `Chain extended, new tip: ${newtip}`,
  doc: '',
  legacy: { switch: 'ChainDb', kind: 'TraceAddBlockEvent.AddedToCurrentChain' },
});
const serverBusy = defineMessage<boolean>({
  namespace: 'Net.Server.Busy',
  severity: 'Debug',
  forMachine: () => ({ kind: 'Busy' }),
  doc: '',
  legacy: { switch: 'Server', forMachine: (told) => (told ? { kind: 'LegacyBusy' } : undefined) },
});
const own = defineMessage<{ n: number }>({
  namespace: 'My.Own',
  severity: 'Info',
  forMachine: ({ n }) => ({ kind: 'Own', n }),
  doc: '',
});

async function lines({ tracing, sink }: { tracing: Tracing; sink: MemorySink }): Promise<string[]> {
  await tracing.close();
  return sink.lines;
}

test('the configuration of upstream’s oldtracing profiles: lines of katip, values of metrics', async () => {
  const s = setup();
  s.tracing.dataPoint('NodeInfo', { niVersion: '8.0.0', niCommit: '69a117b7be3d' });
  s.tracing.tracer(leader)(4);
  s.tracing.tracer(own)({ n: 1 });
  const tail = (name: string, sev: string) =>
    `,"env":"8.0.0:69a11","host":"node-0","loc":null,"msg":"","ns":["${name}"],"pid":"${process.pid}","sev":"${sev}","thread":"7"}`;
  const value = (name: string, contents: string) =>
    `{"app":[],"at":"2027-01-15T08:00:00.98Z","data":{"kind":"LogValue","name":"${name}","value":${contents}}${tail('cardano.node.metrics', 'Critical')}`;
  assert.deepEqual(await lines(s), [
    value('slot', '{"contents":4,"tag":"PureI"}'),
    value('led', '{"contents":1,"tag":"PureI"}'),
    value('half', '{"contents":2,"tag":"PureD"}'),
    `{"app":[],"at":"2027-01-15T08:00:00.98Z","data":{"kind":"LogMessage","message":{"a":"b"}}${tail('cardano.node.metrics.who', 'Critical')}`,
    `{"app":[],"at":"2027-01-15T08:00:00.98Z","data":{"kind":"TraceNodeIsLeader","slot":4}${tail('cardano.node.Forge', 'Info')}`,
    `{"app":[],"at":"2027-01-15T08:00:00.98Z","data":{"kind":"Own","n":1}${tail('cardano.node.My.Own', 'Info')}`,
  ]);
  assert.deepEqual(s.complaints, []);
});

test('a switch that is off cuts the message and the metrics that it feeds', async () => {
  const s = setup({ TraceForge: false });
  const trace = s.tracing.tracer(leader);
  assert.equal(trace.enabled, false);
  trace(4);
  assert.equal(s.tracing.tracer(serverBusy).enabled, false, 'off by default');
  assert.deepEqual(await lines(s), []);
});

test('below the severity nothing is rendered; metrics pass, being Critical', async () => {
  const s = setup({ minSeverity: 'Warning' });
  assert.equal(s.tracing.tracer(own).enabled, false);
  const trace = s.tracing.tracer(leader);
  assert.equal(trace.enabled, true);
  trace(4);
  assert.equal(
    (await lines(s)).every((line) => line.includes('"cardano.node.metrics')),
    true,
  );
});

test('text scribes tell the text for people; a form without data is not told', async () => {
  const s = setup({
    setupScribes: [{ scKind: 'StdoutSK', scName: 'stdout', scFormat: 'ScText' }],
    TraceServer: true,
  });
  s.tracing.tracer(extended)('ab@7');
  s.tracing.tracer(serverBusy)(false);
  s.tracing.tracer(serverBusy)(true);
  assert.deepEqual(await lines(s), [
    '\u001b[35m[node-0:cardano.node.ChainDB:Notice:7]\u001b[0m [2027-01-15 08:00:00.98 UTC] Chain extended, new tip: ab@7',
    '[node-0:cardano.node.Server:Debug:7] [2027-01-15 08:00:00.98 UTC] {"kind":"LegacyBusy"}',
  ]);
});

test('extensions of the chain are held back for 1.25 s', async () => {
  const s = setup();
  const trace = s.tracing.tracer(extended);
  for (let i = 0; i < 10; i++) {
    trace(`tip-${i}`);
    s.clock.advance(500);
  }
  const tips = (await lines(s)).map((line) => JSON.parse(line).data.newtip);
  assert.deepEqual(tips, ['tip-0', 'tip-1', 'tip-4', 'tip-7']);
});

test('resources: their own logger, without a host, nine values at Notice; none without TurnOnLogMetrics', async () => {
  const s = setup();
  startResourceSampling(s.tracing, 1_000_000)();
  const told = (await lines(s)).map((line) => JSON.parse(line));
  assert.equal(told.length, 10);
  const sample = told.at(-1);
  assert.deepEqual([sample.ns, sample.host, sample.data.kind], [['cardano.node.resources'], '', 'Resources']);
  assert.deepEqual(
    told
      .slice(0, 9)
      .map(({ data, sev }) => [data.name, sev])
      .sort(),
    [
      'Mem.resident',
      'RTS.gcHeapBytes',
      'RTS.gcLiveBytes',
      'RTS.gcMajorNum',
      'RTS.gcMinorNum',
      'RTS.gcticks',
      'RTS.mutticks',
      'Stat.cputicks',
      'Stat.threads',
    ].map((name) => [name, 'Notice']),
  );
  assert.equal(parseTraceConfig(oldTracing).resourceFrequencyMs, 1000);
  assert.equal(parseTraceConfig({ ...oldTracing, TurnOnLogMetrics: false }).resourceFrequencyMs, 0);
});

test('the five set-ups of a comparison differ in their configuration only', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'slotbench-set-ups-'));
  try {
    const path = join(folder, 'acceptor');
    const acceptor = setup({
      traceAcceptAt: [{ nodeName: 'node-0', remoteAddr: { tag: 'RemotePipe', contents: path } }],
    });
    const stdout = (backends: string[]) => ({ TraceOptions: { '': { severity: 'Debug', backends } } });
    const setUps: Record<string, [object, { lines: number; forwarded: number; accepted: number }]> = {
      off: [
        { ...stdout(['Stdout MachineFormat', 'Forwarder']), TurnOnLogging: false },
        { lines: 0, forwarded: 0, accepted: 0 },
      ],
      'legacy, off': [
        { ...oldTracing, TurnOnLogging: false },
        { lines: 0, forwarded: 0, accepted: 0 },
      ],
      stdout: [stdout(['Stdout MachineFormat']), { lines: 1, forwarded: 0, accepted: 0 }],
      forward: [stdout(['Forwarder']), { lines: 0, forwarded: 1, accepted: 0 }],
      legacy: [oldTracing, { lines: 1, forwarded: 0, accepted: 0 }],
      'legacy with forwarding': [
        { ...oldTracing, forwardDelay: 5, traceForwardTo: { tag: 'RemotePipe', contents: path } },
        { lines: 1, forwarded: 0, accepted: 1 },
      ],
    };
    for (const [name, [configuration, expected]] of Object.entries(setUps)) {
      const sink = new MemorySink();
      const before = acceptor.sink.lines.length;
      const accepted = () => acceptor.sink.lines.slice(before);
      const tracing = createTracing(parseTraceConfig(configuration), {
        host: 'h',
        thread: '7',
        stdout: sink,
      });
      tracing.tracer(own)({ n: 1 });
      const forwarded = tracing.source.takeObjects(10).length;
      await until(() => accepted().length >= expected.accepted);
      await tracing.close();
      assert.deepEqual({ lines: sink.lines.length, forwarded, accepted: accepted().length }, expected, name);
      if (expected.accepted > 0)
        assert.match(
          accepted()[0]!,
          /"data":\{"kind":"Own","n":1\}.*"host":"h".*"node-0.cardano.node.My.Own"/,
        );
    }
    await acceptor.tracing.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('files with rotation are a configuration', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'slotbench-rotation-'));
  try {
    const s = setup({
      rotation: { rpLogLimitBytes: 200, rpMaxAgeHours: 24, rpKeepFilesNum: 2 },
      setupScribes: [{ scKind: 'FileSK', scName: join(folder, 'node.json') }],
      defaultScribes: [['FileSK', join(folder, 'node.json')]],
    });
    const trace = s.tracing.tracer(own);
    for (let n = 0; n < 5; n++) {
      trace({ n });
      await new Promise((resolve) => setImmediate(resolve));
      s.clock.advance(1000);
    }
    await s.tracing.close();
    const names = readdirSync(folder).sort();
    assert.equal(names.length, 4, `${names}`);
    assert.match(readFileSync(join(folder, names[0]!), 'utf8'), /"n":0\}.*\n.*"n":1\}.*\n$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what a full switchboard drops is told for each and counted', async () => {
  const burst = setup();
  const trace = burst.tracing.tracer(own);
  for (let n = 0; n < 3000; n++) trace({ n });
  assert.equal((await lines(burst)).length, 2048);
  assert.equal(
    burst.complaints.filter((text) => text === "Error: Switchboard's queue full, dropping log items!").length,
    952,
  );
  assert.equal(burst.tracing.losses().linesLost, 952);
});

test('the end of a chain of combinators: what they noted goes before what is declared', async () => {
  const s = setup({ minSeverity: 'Warning' });
  const context = { prefix: [], inner: [] };
  s.tracing.trace(own).emit({ n: 1 }, context);
  s.tracing.trace(own).emit({ n: 2 }, { ...context, severity: 'Error' });
  s.tracing.trace(serverBusy).emit(true, { ...context, severity: 'Error' }); // its switch is off
  const told = (await lines(s)).map((line) => JSON.parse(line));
  assert.deepEqual(
    told.map(({ data, sev }) => [data.n, sev]),
    [[2, 'Error']],
  );
});

test('the program’s own back ends get what passes', async () => {
  const clock = new FakeClock(1_800_000_000, 5);
  const taken: unknown[] = [];
  const tracing = createTracing(parseTraceConfig({ ...oldTracing, minSeverity: 'Info', TraceForge: false }), {
    host: 'h',
    thread: '7',
    clock,
    stdout: new MemorySink(),
    outlets: [
      {
        open:
          (message) =>
          (payload, { severity, detail, seconds, nanoseconds }) =>
            taken.push([message.namespace, payload, severity, detail, seconds, nanoseconds]),
      },
    ],
  });
  tracing.tracer(own)({ n: 1 });
  tracing.tracer(leader)(4);
  await tracing.close();
  assert.deepEqual(taken, [['My.Own', { n: 1 }, 'Info', 'DNormal', 1_800_000_000, 5]]);
});

test('a new configuration takes effect with a new start', async () => {
  const s = setup();
  const same = parseTraceConfig(oldTracing);
  assert.deepEqual(s.tracing.configure(same), []);
  assert.deepEqual(s.tracing.configure(parseTraceConfig({ ...oldTracing, minSeverity: 'Error' })), [
    'legacy',
  ]);
  await s.tracing.close();
});

test('a message that throws costs itself only', async () => {
  const s = setup();
  const broken = s.tracing.tracer(
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
  s.tracing.tracer(own)({ n: 2 });
  assert.equal(s.tracing.losses().renderErrors, 1);
  assert.equal((await lines(s)).length, 1);
  assert.deepEqual(s.complaints, ['Error rendering trace message A.Broken: Error: no data']);
});

const faults: [string, Record<string, unknown>, RegExp][] = [
  ['a missing key', { defaultScribes: undefined }, /^defaultScribes: expected this key/],
  ['a switch that is no switch', { TraceForge: 'yes' }, /^TraceForge: expected true or false, got "yes"$/],
  [
    'a severity in mapSeverity',
    { options: { mapSeverity: { a: 'Loud' } } },
    /^options\.mapSeverity\.a: .*got "Loud"/,
  ],
  [
    'a back end that is not here',
    { setupBackends: ['AggregationBK'] },
    /^setupBackends: .*got "AggregationBK"$/,
  ],
  [
    'a back end of one logger',
    { options: { mapBackends: { a: ['LogBufferBK'] } } },
    /mapBackends\.a: .*LogBufferBK/,
  ],
  [
    'two formats under one name',
    { setupScribes: ['ScText', 'ScJson'].map((scFormat) => ({ scKind: 'StdoutSK', scName: 's', scFormat })) },
    /^setupScribes: expected one format/,
  ],
  ['the journal', { setupScribes: [{ scKind: 'JournalSK', scName: 'j' }] }, /^setupScribes: .*JournalSK/],
  ['the editor', { hasGUI: 13_790 }, /^hasGUI: expected nothing/],
  ['a verbosity', { TracingVerbosity: 'Loud' }, /^TracingVerbosity: expected one of/],
];
for (const [name, changes, message] of faults)
  test(`configuration fault: ${name}`, () => {
    assert.throws(
      () => parseTraceConfig({ ...oldTracing, ...changes }),
      (error) => error instanceof TraceConfigError && message.test(error.message),
    );
  });

test('what the library passes over in silence is told at the start', async () => {
  const s = setup({ minSeverity: 'Bogus', TraceDNSResolver: true, options: { mapScribes: 3 } });
  assert.deepEqual(s.complaints, [
    'legacy tracing: options.mapScribes is not an object and is ignored',
    'legacy tracing: TraceDNSResolver is no switch of the legacy system, the nearest is TraceDnsResolver',
    'legacy tracing: minSeverity: "Bogus" is no severity and reads as Info',
  ]);
  s.tracing.startForwarding({ kind: 'unix', path: '/nowhere' }, { magic: 42 });
  assert.match(s.complaints.at(-1)!, /traceForwardTo/);
  await s.tracing.close();
});

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(condition(), 'it never happened');
}
