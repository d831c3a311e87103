import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { test } from 'node:test';
import { createTracing, defineMessage, parseTraceConfig } from '../../src/index.ts';
import { MetricStore } from '../../src/metrics/store.ts';
import { Admission } from '../../src/prometheus/admission.ts';
import { exposedName, renderExposition } from '../../src/prometheus/exposition.ts';
import { MemorySink } from '../fakes.ts';
import { golden, needsGolden } from '../golden.ts';
import { type RecordedStore, updateOf, whole } from '../metrics/recorded.ts';

test('the text of the recorded stores, with and without suffixes, with help', needsGolden, () => {
  const { cases } = golden<{ cases: RecordedStore[] }>('metrics.json');
  const stores = whole(cases);
  assert.ok(stores.length >= 15);
  for (const { name, prefix, messages, help, blocksSorted, blocksNoSuffixSorted } of stores) {
    const store = new MetricStore(prefix ?? '', { compat: true });
    for (const metric of messages.flat()) store.update(updateOf(metric));
    // The first key that is a part of the name, as cardano-tracer looks help up.
    const find = (internal: string): string | undefined => help.find(([key]) => internal.includes(key))?.[1];
    const text = (noSuffix: boolean) => renderExposition(store.metrics(), { noSuffix, help: find });
    // M12 has a help text of two lines: here it stays one comment.
    if (name === 'M12') assert.match(text(false), /# HELP a_int line one\\nline two\na_int 1\n/);
    else {
      assert.deepEqual(blocks(text(false)), blocksSorted, name);
      assert.deepEqual(blocks(text(true)), blocksNoSuffixSorted, name);
    }
  }
});

/** The order of metrics is no contract: value lines with the comments before them, sorted. */
function blocks(text: string): string[] {
  assert.ok(text.endsWith('# EOF\n'));
  return (
    text
      .slice(0, -'# EOF\n'.length)
      .match(/(?:# .*\n)*[^#\n].*\n/g)
      ?.sort() ?? []
  );
}

test('names as Prometheus allows them', needsGolden, () => {
  const { externalNames } = golden<{ externalNames: { in: string; out: string }[] }>('metrics.json');
  assert.ok(externalNames.length > 0);
  for (const vector of externalNames) assert.equal(exposedName(vector.in), vector.out);
});

interface RecordedRequest {
  name: string;
  request: string | string[];
  response: string | string[];
  connection: 'open' | 'closed';
}

/** Requests that the recording abridges; the number of bytes stands in the text. */
function unabridged(request: string): string {
  const bytes = /… \((\d+) bytes\)$/.exec(request)?.[1];
  if (bytes === undefined) return request;
  const head = request.slice(0, request.indexOf('aaaa'));
  return `${head}${'a'.repeat(Number(bytes) - head.length - 4)}\r\n\r\n`;
}

async function freePort(): Promise<number> {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  await once(free.close(), 'close');
  return port;
}

async function serving(backend: string, limits: object) {
  const sink = new MemorySink();
  const port = await freePort();
  const tracing = createTracing(
    parseTraceConfig({
      TraceOptions: { '': { severity: 'Info', backends: ['Stdout MachineFormat', `${backend} ${port}`] } },
      TracePrometheusSimpleRun: { connPerSecond: 500, ...limits },
      TraceOptionMetricsPrefix: 'p',
    }),
    { stdout: sink },
  );
  const both = defineMessage<void>({
    namespace: 'A.B',
    severity: 'Debug',
    forMachine: () => ({}),
    metrics: () => [
      { kind: 'counter', name: 'c', add: 2 },
      { kind: 'int', name: 'g', value: 1 },
    ],
    doc: '',
  });
  tracing.tracer(both)();
  for (let left = 200; left > 0 && !sink.text.includes('Start'); left--)
    await new Promise((resolve) => setTimeout(resolve, 5));
  return { port, tracing, sink };
}

/** What comes back, and whether the connection is still open a moment later. */
async function ask(port: number, requests: readonly string[]) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let closed = false;
  socket.on('close', () => {
    closed = true;
  });
  const responses: string[] = [];
  for (const request of requests) {
    const { promise, resolve } = Promise.withResolvers<string>();
    socket.once('data', (data) => resolve(String(data)));
    socket.once('close', () => resolve(''));
    socket.write(request);
    responses.push((await promise).replace(/^Date: .*GMT\r$/m, 'Date: <date>\r'));
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
  const connection = closed ? 'closed' : 'open';
  socket.destroy();
  return { responses, connection };
}

test('41 raw requests to the real server get the recorded answers', needsGolden, async () => {
  const { requests } = golden<{ requests: RecordedRequest[] }>('prometheus-http.json');
  assert.equal(requests.length, 41);
  const plain = await serving('PrometheusSimple', {});
  const bare = await serving('PrometheusSimple nosuffix', {});
  for (const { name, request, response, connection } of requests) {
    const { port } = name.includes('nosuffix') ? bare : plain;
    const got = await ask(port, [request].flat().map(unabridged));
    assert.deepEqual(got, { responses: [response].flat(), connection }, name);
  }
  await plain.tracing.close();
  await bare.tracing.close();
});

test('the recorded limits: eight connections of one host, five are answered; an idle one is closed', async () => {
  const { port, tracing } = await serving('PrometheusSimple', { connTimeout: 0.2, connCountPerHost: 5 });
  const sockets = Array.from({ length: 8 }, () => connect(port, '127.0.0.1'));
  const outcomes = await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<string>((resolve) => {
          socket.on('data', (data) => resolve(String(data).slice(0, 12)));
          socket.on('close', () => resolve('closed'));
          socket.on('error', () => {});
          socket.write('GET /metrics HTTP/1.1\r\n\r\n');
        }),
    ),
  );
  assert.deepEqual(outcomes.sort(), [...Array(5).fill('HTTP/1.1 200'), ...Array(3).fill('closed')]);
  for (const socket of sockets) if (!socket.closed) await once(socket, 'close');
  await tracing.close();
});

test('the endpoint tells the help that the declarations give, and follows the configuration', async () => {
  const port = await freePort();
  const other = await freePort();
  const counted = defineMessage<number>({
    namespace: 'A.B',
    severity: 'Debug',
    forMachine: () => ({}),
    metrics: (value) => [{ kind: 'int', name: `peers.${value}`, value }],
    metricHelp: { 'peers.*': 'Peers of one kind.' },
    doc: '',
  });
  const config = (at: number) =>
    parseTraceConfig({
      TraceOptions: { '': { backends: [`PrometheusSimple ${at}`] } },
      TraceOptionMetricsPrefix: 'x',
    });
  const tracing = createTracing(config(port), { messages: [counted] });
  tracing.tracer(counted)(3);
  const body = async (at: number): Promise<string> => (await fetch(`http://127.0.0.1:${at}/metrics`)).text();
  const page =
    '# TYPE x_peers_3_int gauge\n# HELP x_peers_3_int Peers of one kind.\nx_peers_3_int 3\n# EOF\n';
  await until(port);
  assert.equal(await body(port), page);
  tracing.configure(config(other));
  await until(other);
  assert.equal(await body(other), page);
  await assert.rejects(body(port));
  await tracing.close();
});

/** Waits for somebody to listen. */
async function until(port: number): Promise<void> {
  for (let left = 200; left > 0; left--) {
    const socket = connect(port, '127.0.0.1');
    const listens = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (listens) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('connections are taken up to the limits', () => {
  const limits = { idleSeconds: 1, connections: 4, connectionsPerHost: 2, connectionsPerSecond: 3 };
  const admission = new Admission(limits, 0);
  assert.deepEqual(
    ['a', 'a', 'a', 'b', 'b'].map((host) => admission.enter(host, 0)),
    [true, true, false, true, false], // two of a host; three at once by the rate
  );
  assert.equal(admission.enter('b', 400), true);
  assert.equal(admission.enter('c', 2000), false); // four in all
  admission.leave('a');
  assert.equal(admission.enter('a', 2000), true);
});

test('the endpoint serves the metrics, says where, and ends', async () => {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  await once(free.close(), 'close');
  const sink = new MemorySink();
  const backends = ['Stdout MachineFormat', `PrometheusSimple nosuffix ${port}`];
  const tracing = createTracing(
    parseTraceConfig({
      TraceOptions: { '': { severity: 'Info', backends } },
      TracePrometheusSimpleRun: { connCountPerHost: 1 },
    }),
    { stdout: sink },
  );
  const message = defineMessage<number>({
    namespace: 'A.B',
    severity: 'Debug',
    forMachine: () => ({}),
    metrics: (value) => [{ kind: 'int', name: 'x', value }],
    doc: '',
  });
  tracing.tracer(message)(5);
  const first = connect(port, '127.0.0.1');
  await once(first, 'connect');
  first.write('GET /metrics HTTP/1.1\r\n\r\n');
  const [text] = await once(first, 'data');
  assert.match(String(text), /^HTTP\/1.1 200 OK\r\n[\s\S]*\r\n\r\n# TYPE x gauge\nx 5\n# EOF\n$/);
  const second = connect(port, '127.0.0.1');
  await once(second.resume(), 'close');
  first.write(`GET /metrics HTTP/1.1\r\nX: ${'a'.repeat(3000)}\r\n\r\n`);
  await once(first, 'close');
  await tracing.close();
  assert.match(
    sink.lines[0]!,
    /"ns":"NodeState.PrometheusSimple.Start","data":\{"kind":"PrometheusSimpleStart","port":\d+\}/,
  );
  const refused = connect(port, '127.0.0.1');
  await assert.rejects(once(refused, 'connect'), { code: 'ECONNREFUSED' });
});

test('a port that is taken is told and does no harm', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const sink = new MemorySink();
  const tracing = createTracing(
    parseTraceConfig({
      TraceOptions: {
        '': { severity: 'Info', backends: ['Stdout MachineFormat', `PrometheusSimple ${port}`] },
      },
    }),
    { stdout: sink },
  );
  while (sink.lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.match(sink.lines[0]!, /"kind":"TracePrometheusSimpleStop","message":"listen EADDRINUSE/);
  await tracing.close();
  await once(taken.close(), 'close');
});
