import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '@slotbench/cbor';
import { connectSocket } from '../../src/connect.ts';
import type { Metric } from '../../src/ekg/messages.ts';
import { type AcceptorOptions, runAcceptor } from '../../src/forwarding/acceptor.ts';
import { runForwarder } from '../../src/forwarding/forwarder.ts';
import { listenUnixOrTcp } from '../../src/listen.ts';
import type { Side } from '../../src/mux/mux.ts';
import type { TraceObject } from '../../src/trace-object/messages.ts';
import { serveObjects } from '../../src/trace-object/peer.ts';
import {
  memorySource,
  pause,
  record,
  sdu,
  socketPair,
  streamsIn,
  temporaryAddress,
  traceObject,
  until,
} from '../loopback.ts';

const MAGIC = 42;
const other = { initiator: 'responder', responder: 'initiator' } as const;
const deaf = { onObjects: () => {}, onMetrics: () => {} };

for (const kind of ['unix', 'tcp'] as const)
  for (const forwarderSide of ['initiator', 'responder'] satisfies Side[])
    test(`objects, metrics and data points cross ${kind}, forwarder as ${forwarderSide}`, async (t) => {
      const sockets = await socketPair(t, kind);
      const metrics: Metric[] = [
        { name: 'Mem.resident_int', value: { kind: 'gauge', value: -(2n ** 63n) } },
        { name: 'Forge.forged_counter', value: { kind: 'counter', value: 2n ** 53n + 1n } },
        { name: 'build', value: { kind: 'label', value: '{version="é"} 1' } },
      ];
      const source = memorySource({
        metrics: () => metrics,
        dataPoint: (name) => (name === 'NodeInfo' ? '{"niName":"nöde"}' : undefined),
      });
      // The second object alone is larger than an SDU, all of them larger than a socket chunk.
      const sent = Array.from({ length: 250 }, (_, n) => traceObject(n, n === 1 ? 40_000 : 900));
      source.add(...sent);
      const forwarding = runForwarder(sockets[forwarderSide], {
        side: forwarderSide,
        magic: MAGIC,
        source,
        signal: new AbortController().signal,
      });
      const got: TraceObject[] = [];
      const replies: number[] = [];
      const told: Metric[][] = [];
      const side = other[forwarderSide];
      const session = await runAcceptor(sockets[side], {
        side,
        magic: MAGIC,
        metricsPeriodMs: 1,
        onObjects(batch) {
          got.push(...batch.objects());
          replies.push(batch.length);
        },
        onMetrics: (some) => void told.push(some),
      });
      await until('every object arrives', () => got.length === sent.length);
      assert.deepEqual(got, sent);
      assert.deepEqual(replies, [100, 100, 50], 'at most 100 a reply, by default');
      assert.deepEqual(
        await session.askDataPoints(['NodeInfo', 'Nope', 'NodeInfo']),
        new Map([
          ['NodeInfo', '{"niName":"nöde"}'],
          ['Nope', undefined],
        ]),
      );
      source.add(traceObject(999));
      await until('a waiting forwarder wakes', () => got.length === sent.length + 1);
      await until('metrics are asked for again', () => told.length >= 2);
      assert.deepEqual(told[0], metrics);
      session.close();
      assert.deepEqual(await session.ended, { kind: 'closed' });
      assert.deepEqual(await forwarding, { kind: 'eof' });
    });

test('the forwarder ends by its signal, and what it sent before arrives', async (t) => {
  const { initiator, responder } = await socketPair(t);
  const stop = new AbortController();
  const source = memorySource();
  source.add(traceObject(1));
  const forwarding = runForwarder(initiator, {
    side: 'initiator',
    magic: MAGIC,
    source,
    signal: stop.signal,
  });
  const got: TraceObject[] = [];
  const session = await runAcceptor(responder, {
    ...deaf,
    side: 'responder',
    magic: MAGIC,
    async onObjects(batch) {
      // Slow handling: the connection ends meanwhile, and the object still counts.
      await pause(30);
      got.push(...batch.objects());
    },
  });
  await until('the object was taken', () => source.queued === 0);
  stop.abort();
  assert.deepEqual(await forwarding, { kind: 'closed' });
  assert.deepEqual(await session.ended, { kind: 'eof' });
  assert.deepEqual(got, [traceObject(1)]);
});

test('the acceptor does not ask again before the objects were handled', async (t) => {
  const { initiator, responder } = await socketPair(t);
  const source = memorySource();
  source.add(...Array.from({ length: 10 }, (_, n) => traceObject(n)));
  void runForwarder(initiator, {
    side: 'initiator',
    magic: MAGIC,
    source,
    signal: new AbortController().signal,
  });
  let release: () => void = () => {};
  const session = await runAcceptor(responder, {
    ...deaf,
    side: 'responder',
    magic: MAGIC,
    requestCount: 4,
    onObjects: () =>
      new Promise((resolve) => {
        release = resolve;
      }),
  });
  await until('the first four', () => source.queued === 6);
  await pause(20);
  assert.equal(source.queued, 6, 'slow handling reaches the queue');
  release();
  await until('the next four', () => source.queued === 2);
  session.close();
  release();
  await session.ended;
});

test('an error in the handler ends the session and is its reason', async (t) => {
  const { initiator, responder } = await socketPair(t);
  const source = memorySource();
  source.add(traceObject(1));
  const forwarding = runForwarder(initiator, {
    side: 'initiator',
    magic: MAGIC,
    source,
    signal: new AbortController().signal,
  });
  const full = new Error('disk full');
  const session = await runAcceptor(responder, {
    ...deaf,
    side: 'responder',
    magic: MAGIC,
    onObjects: () => Promise.reject(full),
  });
  assert.deepEqual(await session.ended, { kind: 'error', error: full });
  assert.deepEqual(await forwarding, { kind: 'eof' });
});

test('another magic is refused: both sides say so', async (t) => {
  const { initiator, responder } = await socketPair(t);
  const forwarding = runForwarder(initiator, {
    side: 'initiator',
    magic: 1,
    source: memorySource(),
    signal: new AbortController().signal,
  });
  await assert.rejects(runAcceptor(responder, { ...deaf, side: 'responder', magic: 2 }), {
    code: 'WIRE_REFUSED',
  });
  const reason = await forwarding;
  assert.ok(reason.kind === 'error');
  assert.match(reason.error.message, /WIRE_REFUSED.*Refused of version 1.*2.*\/=.*1/);
});

/** A forwarder written by hand, after its handshake. */
async function scripted(t: Parameters<typeof socketPair>[0], options: Partial<AcceptorOptions> = {}) {
  const { initiator, responder } = await socketPair(t);
  const heard = record(initiator);
  initiator.write(sdu(0, false, fromHex('8200a101182a')));
  const session = await runAcceptor(responder, { ...deaf, side: 'responder', magic: MAGIC, ...options });
  const reply = (protocol: number, hex: string) => void initiator.write(sdu(protocol, false, fromHex(hex)));
  const asked = (protocol: number) => {
    const bytes = streamsIn(heard.bytes()).get(protocol);
    return bytes === undefined ? '' : toHex(bytes);
  };
  return { session, reply, asked, initiator };
}

test('a data point that comes too late is not taken for the answer to the next question', async (t) => {
  const { session, reply, asked } = await scripted(t, { limits: { dataPointMs: 40 } });
  await until('the empty question', () => asked(3) === '820180');
  const first = session.askDataPoints(['A']);
  reply(3, '820380');
  assert.deepEqual(await first, new Map([['A', undefined]]), 'no answer within the limit: no value');
  const second = session.askDataPoints(['B']);
  reply(3, '82039f82614181 5f427b7dff ff'.replaceAll(' ', ''));
  await until('the second question', () => asked(3).endsWith('82019f6142ff'));
  reply(3, '82039f82614281 5f4131ff ff'.replaceAll(' ', ''));
  assert.deepEqual(await second, new Map([['B', '1']]));
  session.close();
});

test('a question that expired before its turn is never asked', async (t) => {
  const { session, reply, asked } = await scripted(t, { limits: { dataPointMs: 30 } });
  assert.deepEqual(await session.askDataPoints(['A']), new Map([['A', undefined]]));
  const second = session.askDataPoints(['B']);
  reply(3, '820380');
  await until('the second question', () => asked(3) === '82018082019f6142ff');
  reply(3, '82039f826142815f4131ffff');
  assert.deepEqual(await second, new Map([['B', '1']]));
  session.close();
});

test('a blocking request for nothing has no legal answer and ends the connection', async (t) => {
  const { initiator, responder } = await socketPair(t);
  const source = memorySource();
  source.add(traceObject(1));
  const signal = new AbortController().signal;
  const forwarding = runForwarder(initiator, { side: 'initiator', magic: MAGIC, source, signal });
  responder.write(sdu(0, true, fromHex('830101182a')));
  responder.write(sdu(2, true, fromHex('8301f5820000')));
  const reason = await forwarding;
  assert.ok(reason.kind === 'error');
  assert.match(reason.error.message, /WIRE_ILLEGAL_MESSAGE.*trace-object.*Request/);
  assert.equal(source.queued, 1);
});

test('objects stay queued when their connection has ended', async (t) => {
  const { initiator, responder } = await socketPair(t);
  const source = memorySource();
  const signal = new AbortController().signal;
  const forwarding = runForwarder(initiator, { side: 'initiator', magic: MAGIC, source, signal });
  const session = await runAcceptor(responder, { ...deaf, side: 'responder', magic: MAGIC });
  await pause(20);
  session.close();
  await forwarding;
  source.add(traceObject(1));
  await pause(20);
  assert.equal(source.queued, 1, 'the waiting request is forgotten');

  const request = { kind: 'Request', blocking: false, count: 5 } as const;
  const peer = { state: 'Idle', receive: async () => request, send: () => Promise.reject(new Error('sent')) };
  await serveObjects(peer, source, AbortSignal.abort());
  assert.equal(source.queued, 1, 'a request that was read after the end takes nothing');
});

test('questions that were asked at once go out one by one', async (t) => {
  const { session, reply, asked } = await scripted(t);
  const answers = Promise.all([session.askDataPoints(['A']), session.askDataPoints(['B'])]);
  await pause(10);
  assert.equal(asked(3), '820180');
  reply(3, '820380');
  await until('the first', () => asked(3) === '82018082019f6141ff');
  reply(3, '82039f82614180ff');
  await until('the second', () => asked(3) === '82018082019f6141ff82019f6142ff');
  reply(3, '82039f826142815f4131ffff');
  assert.deepEqual(await answers, [new Map([['A', undefined]]), new Map([['B', '1']])]);
  session.close();
  await assert.rejects(session.askDataPoints(['C']), { code: 'WIRE_ENDED' });
});

test('the acceptor closes its socket without a Done on any protocol', async (t) => {
  const { session, asked } = await scripted(t, { metricsRequest: 'updated' });
  await until('all first requests', () => [1, 2, 3].every((protocol) => asked(protocol) !== ''));
  session.close();
  await session.ended;
  await pause(20);
  assert.deepEqual([1, 2, 3].map(asked), ['82008102', '8301f582001864', '820180']);
});

test('a reply over the limit ends the connection, not the memory', async (t) => {
  const { session, initiator } = await scripted(t, { limits: { replyBytes: 100_000 } });
  initiator.on('error', () => {});
  initiator.write(sdu(2, false, fromHex('82039f8900816568656c6c6f7a00100000')));
  for (let i = 0; i < 20; i++) initiator.write(sdu(2, false, new Uint8Array(10_000).fill(0x61)));
  const reason = await session.ended;
  assert.ok(reason.kind === 'error');
  assert.match(reason.error.message, /WIRE_(TOO_LARGE|INGRESS_OVERRUN).*trace-object/);
});

test('hostile bytes end one connection; the listener serves the others on', async (t) => {
  const address = temporaryAddress(t, 'unix');
  const got: TraceObject[] = [];
  let refused = 0;
  const listener = await listenUnixOrTcp(address, (socket) => {
    runAcceptor(socket, {
      ...deaf,
      side: 'responder',
      magic: MAGIC,
      onObjects: (batch) => void got.push(...batch.objects()),
    }).catch(() => refused++);
  });
  t.after(() => listener.close());
  const stop = new AbortController();
  const source = memorySource();
  const forwarding = runForwarder(await connectSocket(address), {
    side: 'initiator',
    magic: MAGIC,
    source,
    signal: stop.signal,
  });
  const greeting = toHex(sdu(0, false, fromHex('8200a101182a')));
  const attacks = [
    '0000000000000000',
    'ffffffffffffffffffffffff',
    `${greeting}${'00'.repeat(64)}`,
    `${greeting}${toHex(sdu(2, false, fromHex('ff')))}`,
    `${greeting}${toHex(sdu(2, false, fromHex('9f'.repeat(2000))))}`,
    `${greeting}${toHex(sdu(1, false, fromHex('82019b7fffffffffffffff')))}`,
    'GET / HTTP/1.1\r\n\r\n'
      .split('')
      .map((c) => c.charCodeAt(0).toString(16).padStart(2, '0'))
      .join(''),
  ];
  for (const hex of attacks) {
    const attacker = await connectSocket(address);
    const heard = record(attacker);
    attacker.write(fromHex(hex));
    if (hex.startsWith('474554')) attacker.end();
    await until(`the attacker is dropped: ${hex.slice(0, 40)}`, () => heard.closed);
    attacker.destroy();
  }
  assert.ok(refused >= 2);
  source.add(traceObject(1));
  await until('the good forwarder is served', () => got.length === 1);
  stop.abort();
  await forwarding;
});
