import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { test } from 'node:test';
import { createTracing, defineMessage, parseTraceConfig } from '../../src/index.ts';
import { MetricStore } from '../../src/metrics/store.ts';
import { Admission } from '../../src/prometheus/admission.ts';
import { answer } from '../../src/prometheus/answer.ts';
import { exposedName, renderExposition } from '../../src/prometheus/exposition.ts';
import { MemorySink } from '../fakes.ts';
import { golden, needsGolden } from '../golden.ts';
import { type RecordedStore, updateOf, whole } from '../metrics/recorded.ts';

test('the text of the recorded stores, with and without suffixes', needsGolden, () => {
  const { cases } = golden<{ cases: RecordedStore[] }>('metrics.json');
  const withoutHelp = whole(cases).filter(({ help }) => help.length === 0);
  assert.ok(withoutHelp.length > 0);
  for (const { name, prefix, messages, blocksSorted, blocksNoSuffixSorted } of withoutHelp) {
    const store = new MetricStore(prefix ?? '');
    for (const metric of messages.flat()) store.update(updateOf(metric));
    assert.deepEqual(blocks(renderExposition(store.metrics(), { noSuffix: false })), blocksSorted, name);
    assert.deepEqual(
      blocks(renderExposition(store.metrics(), { noSuffix: true })),
      blocksNoSuffixSorted,
      name,
    );
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

test('recorded requests get the recorded answers', needsGolden, () => {
  const { requests } = golden<{ requests: { name: string; request: string; response: string | null }[] }>(
    'prometheus-http.json',
  );
  const answered = requests.filter(
    (r) =>
      typeof r.response === 'string' &&
      r.response !== '' &&
      !r.request.includes('…') &&
      !r.name.includes('nosuffix'),
  );
  assert.ok(answered.length >= 30);
  const page = '# TYPE p_c_counter counter\np_c_counter 2\n# TYPE p_g_int gauge\np_g_int 1\n# EOF\n';
  for (const { name, request, response } of answered)
    assert.equal(
      answer(request, () => page, new Date()).replace(/^Date: .*GMT\r$/m, 'Date: <date>\r'),
      response,
      name,
    );
});

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
