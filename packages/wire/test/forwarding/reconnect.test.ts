import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectSocket } from '../../src/connect.ts';
import type { Metric, MetricValue } from '../../src/ekg/messages.ts';
import { answer } from '../../src/ekg/peer.ts';
import { type AcceptorSession, runAcceptor } from '../../src/forwarding/acceptor.ts';
import {
  connectForwarder,
  type ForwarderState,
  listenForwarder,
  reconnectDelay,
} from '../../src/forwarding/reconnect.ts';
import { listenUnixOrTcp } from '../../src/listen.ts';
import type { TraceObject } from '../../src/trace-object/messages.ts';
import { memorySource, temporaryAddress, traceObject, until } from '../loopback.ts';

test('waits double from one second to the cap', () => {
  const waits: number[] = [];
  for (let wait = 0; waits.length < 9; waits.push(wait)) wait = reconnectDelay(wait, 45);
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 45, 45, 45]);
});

test('a forwarder connects again after its acceptor went away, and ends by its signal', async (t) => {
  const address = temporaryAddress(t, 'unix');
  const source = memorySource();
  const stop = new AbortController();
  const states: ForwarderState[] = [];
  const running = connectForwarder(address, {
    magic: 42,
    source,
    signal: stop.signal,
    maxReconnectDelaySeconds: 0.02,
    onState: (state) => void states.push(state),
  });
  await until('a failed attempt', () => states.some(({ kind }) => kind === 'waiting'));

  const got: TraceObject[] = [];
  const sessions: AcceptorSession[] = [];
  const listener = await listenUnixOrTcp(address, async (socket) => {
    sessions.push(
      await runAcceptor(socket, {
        side: 'responder',
        magic: 42,
        onObjects: (batch) => void got.push(...batch.objects()),
        onMetrics: () => {},
      }),
    );
  });
  t.after(() => listener.close());
  await until('the first session', () => sessions.length === 1);
  source.add(traceObject(1));
  await until('the first object', () => got.length === 1);
  // A clean end, which stops the reference for good.
  sessions[0]?.close();
  await until('the second session', () => sessions.length === 2);
  source.add(traceObject(2));
  await until('the second object', () => got.length === 2);
  stop.abort();
  await running;
  assert.deepEqual(got, [traceObject(1), traceObject(2)]);
  assert.deepEqual(states[0], { kind: 'connecting' });
  assert.deepEqual(states.at(-1), { kind: 'stopped' });
  const failure = states.find(({ kind }) => kind === 'waiting');
  assert.ok(failure?.kind === 'waiting' && failure.reason.kind === 'error');
  assert.match(failure.reason.error.message, /WIRE_SOCKET.*no connection to/);
});

test('an unusable address is said at once', async () => {
  const options = { magic: 42, source: memorySource(), signal: new AbortController().signal };
  await assert.rejects(connectForwarder({ kind: 'unix', path: `/tmp/${'x'.repeat(120)}` }, options), {
    code: 'WIRE_ADDRESS',
  });
});

test('acceptors that connect to one forwarder share its objects, each goes to one', async (t) => {
  const source = memorySource();
  const forwarder = await listenForwarder(temporaryAddress(t, 'tcp'), { magic: 42, source });
  t.after(() => forwarder.close());
  const got: TraceObject[][] = [[], []];
  const sessions = await Promise.all(
    got.map(async (mine) =>
      runAcceptor(await connectSocket(forwarder.address), {
        side: 'initiator',
        magic: 42,
        requestCount: 5,
        onObjects: (batch) => void mine.push(...batch.objects()),
        onMetrics: () => {},
      }),
    ),
  );
  source.add(...Array.from({ length: 40 }, (_, n) => traceObject(n)));
  await until('all objects', () => got.flat().length === 40);
  assert.deepEqual(new Set(got.flat().map(({ toMachine }) => toMachine)).size, 40);
  await forwarder.close();
  for (const session of sessions) assert.deepEqual(await session.ended, { kind: 'eof' });
});

test('a metrics answer holds all, the named, or what changed since it was last told', () => {
  const metric = (name: string, value: bigint): Metric => ({ name, value: { kind: 'gauge', value } });
  const known = new Map<string, MetricValue>();
  const names = (metrics: Metric[]) => metrics.map(({ name }) => name).join();
  const first = [metric('a', 1n), metric('b', 1n)];
  assert.equal(names(answer({ kind: 'some', names: ['b', 'unknown'] }, first, known)), 'b');
  assert.equal(names(answer({ kind: 'updated' }, first, known)), 'a', 'b was told before');
  assert.equal(names(answer({ kind: 'updated' }, first, known)), '');
  const second = [metric('a', 2n), metric('b', 1n), metric('c', 1n)];
  assert.equal(names(answer({ kind: 'updated' }, second, known)), 'a,c');
  assert.equal(names(answer({ kind: 'all' }, second, known)), 'a,b,c');
  const counted: Metric[] = [{ name: 'a', value: { kind: 'counter', value: 2n } }];
  assert.equal(names(answer({ kind: 'updated' }, counted, known)), 'a', 'another kind is a change');
});
