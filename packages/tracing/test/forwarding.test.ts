import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TraceObject } from '@slotbench/wire';
import { createTracing, defineMessage, ForwardQueue, parseTraceConfig } from '../src/index.ts';
import { acceptor, magic } from './collecting.ts';
import { MemorySink } from './fakes.ts';

const counted = defineMessage<number>({
  namespace: 'Mempool.AddedTx',
  severity: 'Info',
  forMachine: (n) => ({ kind: 'AddedTx', n }),
  metrics: () => [{ kind: 'counter', name: 'txs' }],
  doc: 'A transaction was added.',
});

function forwarding(queueSize: number, overflow = 'drop-all') {
  const complaints: string[] = [];
  const tracing = createTracing(
    parseTraceConfig({
      TraceOptions: { '': { severity: 'Info', backends: ['Forwarder'] } },
      TraceOptionForwarder: { queueSize, overflow },
      TraceOptionNodeName: 'node-7',
      TraceOptionMetricsPrefix: 'cardano.node.metrics',
    }),
    { stdout: new MemorySink(), complain: (text) => complaints.push(text) },
  );
  return { tracing, complaints };
}

test('an acceptor gets objects, metrics and data points; what is queued at the end arrives', async () => {
  const got: TraceObject[] = [];
  // A slow acceptor: the queue is full when the program ends.
  const collector = await acceptor(async (objects) => {
    await sleep(20);
    got.push(...objects);
  });
  const { tracing, complaints } = forwarding(1000);
  const trace = tracing.tracer(counted);
  trace(0);
  tracing.startForwarding(collector.address, { magic });
  const session = await collector.session;
  const points = await session.askDataPoints(['NodeInfo', 'Nope']);
  assert.equal(JSON.parse(points.get('NodeInfo')!).niName, 'node-7');
  assert.equal(points.get('Nope'), undefined);
  for (let n = 1; n < 500; n++) trace(n);
  while (collector.metrics.at(-1)?.[0]?.value.value !== 500n) await sleep(5);
  assert.equal(collector.metrics.at(-1)![0]!.name, 'cardano.node.metrics.txs_counter');
  await tracing.close();
  assert.deepEqual(
    got.map(({ toMachine }) => JSON.parse(toMachine).data.n),
    Array.from({ length: 500 }, (_, n) => n),
  );
  assert.equal(tracing.losses().forwarderDropped, 0);
  assert.deepEqual(complaints, []);
  await collector.close();
});

test('what was under way when a connection broke is sent again, in its order', () => {
  const queue = new ForwardQueue(10, () => {});
  const objects = [1, 2, 3, 4].map(
    (n): TraceObject => ({
      toHuman: undefined,
      toMachine: `{"n":${n}}`,
      toNamespace: ['Test'],
      toSeverity: 1,
      toDetails: 1,
      toTimestamp: { seconds: n, picoseconds: 0 },
      toHostname: 'h',
      toThreadId: '1',
    }),
  );
  for (const object of objects.slice(0, 3)) queue.put(object);
  assert.equal(queue.take(2).length, 2);
  queue.put(objects[3]!);
  queue.giveBack();
  queue.giveBack();
  assert.deepEqual(queue.take(10), objects);
  queue.take(1); // asks again: it has them
  queue.giveBack();
  assert.equal(queue.length, 0);
  assert.equal(queue.dropped, 0);
});

test('an acceptor that does not fetch in time: the rest is counted and told', async () => {
  const { promise: stuck, resolve: release } = Promise.withResolvers<void>();
  const { promise: holds, resolve: take } = Promise.withResolvers<void>();
  const collector = await acceptor(() => {
    take();
    return stuck;
  });
  const { tracing, complaints } = forwarding(1000);
  const trace = tracing.tracer(counted);
  trace(0);
  tracing.startForwarding(collector.address, { magic });
  await holds;
  for (let n = 1; n <= 7; n++) trace(n);
  const begin = performance.now();
  await tracing.close();
  const tookMs = performance.now() - begin;
  assert.ok(tookMs > 1900 && tookMs < 4000, `${tookMs} ms`);
  assert.equal(tracing.losses().forwarderDropped, 7);
  assert.match(
    complaints.join(),
    /^No collector fetched the last trace objects. Dropped 7 messages from \S+ to \S+$/,
  );
  release();
  await collector.close();
});

test('an address that cannot be used is told, not thrown', async () => {
  const { tracing, complaints } = forwarding(10);
  tracing.startForwarding({ kind: 'unix', path: `/tmp/${'x'.repeat(200)}` }, { magic });
  await tracing.close();
  assert.match(complaints.join(), /trace forwarding: .*107 bytes/);
});

test('a full queue that blocks holds up the program, and nothing is lost', async () => {
  const got: number[] = [];
  const collector = await acceptor((objects) => {
    for (const { toMachine } of objects) got.push(JSON.parse(toMachine).data.n);
  });
  const { tracing, complaints } = forwarding(50, 'block');
  const trace = tracing.tracer(counted);
  tracing.startForwarding(collector.address, { magic });
  // The acceptor is in this thread: the program may be held up only while another one reads. So the burst is no longer than
  // what fits the queue and the thread's own store.
  for (let n = 0; n < 240; n++) trace(n);
  const session = await collector.session;
  const points = await session.askDataPoints(['NodeInfo']);
  assert.equal(JSON.parse(points.get('NodeInfo')!).niName, 'node-7');
  await tracing.close();
  assert.deepEqual(
    got,
    Array.from({ length: 240 }, (_, n) => n),
  );
  assert.equal(tracing.losses().forwarderDropped, 0);
  assert.deepEqual(complaints, []);
  await collector.close();
});

test('drop-oldest keeps the newest and counts the others', async () => {
  const { tracing, complaints } = forwarding(4, 'drop-oldest');
  const trace = tracing.tracer(counted);
  for (let n = 0; n < 10; n++) trace(n);
  const left = tracing.source.takeObjects(9).map(({ toMachine }) => JSON.parse(toMachine).data);
  // The notice of the first loss took a place.
  assert.deepEqual(
    left.map(({ n }) => n),
    [6, 7, 8, 9],
  );
  assert.equal(tracing.losses().forwarderDropped, 7);
  assert.match(complaints.join(), /^TraceObject queue overflowed. Dropped 1 messages from/);
  await tracing.close();
});
