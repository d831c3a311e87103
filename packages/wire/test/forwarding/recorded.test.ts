import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Framer, fromHex, Reader, readValue, toHex } from '@slotbench/cbor';
import { runAcceptor } from '../../src/forwarding/acceptor.ts';
import { runForwarder } from '../../src/forwarding/forwarder.ts';
import type { TraceObject } from '../../src/trace-object/messages.ts';
import {
  type MemorySource,
  memorySource,
  pause,
  record,
  sdu,
  socketPair,
  streamsIn,
  traceObject,
  until,
} from '../loopback.ts';
import { capturedBytes, miscSessions, recordedConnection } from '../vectors.ts';

/** Sessions of the real peers beyond those of captures.test.ts and scripts.test.ts, replayed to ours. */
const MAGIC = 764824073;
const deaf = { magic: MAGIC, onObjects: () => {}, onMetrics: () => {} };
const text = (bytes: Uint8Array | undefined) => toHex(bytes ?? new Uint8Array());

for (const [name, said, heard, count] of [
  ['s4_large', capturedBytes('s4_large', 'I2R'), capturedBytes('s4_large', 'R2I'), 101],
  ['s7_overflow', ...bothDirections('s7_overflow', 0), 117],
] as const)
  test(`${name}: an acceptor takes every object, and asks as often as the real one`, async (t) => {
    const { initiator, responder } = await socketPair(t);
    const answers = record(initiator);
    const objects: TraceObject[] = [];
    const session = runAcceptor(responder, {
      ...deaf,
      side: 'responder',
      metricsRequest: 'updated',
      onObjects: (batch) => void objects.push(...batch.objects()),
    });
    for (let at = 0; at < said.length; at += 30_000) {
      initiator.write(said.subarray(at, at + 30_000));
      await pause(1);
    }
    await session;
    await until('every object', () => objects.length === count);
    assert.ok(objects.every(({ toMachine }) => JSON.parse(toMachine).ns === 'Net.Test'));
    const requests = () => text(streamsIn(answers.bytes()).get(2));
    const wanted = text(streamsIn(heard).get(2));
    await until('the requests', () => requests().length >= wanted.length);
    assert.equal(requests(), wanted);
  });

test('s3_magic_mismatch: our refusal has the real one’s tags, our forwarder understands the real one', async (t) => {
  const [proposal, refusal] = bothDirections('s3_magic_mismatch', 0);
  const asResponder = await socketPair(t);
  const answer = record(asResponder.initiator);
  asResponder.initiator.write(proposal);
  await assert.rejects(runAcceptor(asResponder.responder, { ...deaf, side: 'responder', magic: 42 }), {
    code: 'WIRE_REFUSED',
  });
  await until('the refusal', () => answer.closed);
  const tags = (bytes: Uint8Array) => text(streamsIn(bytes).get(0)).slice(0, 10);
  assert.equal(tags(answer.bytes()), tags(refusal));

  const asInitiator = await socketPair(t);
  asInitiator.responder.resume();
  const forwarding = forward(asInitiator.initiator, 'initiator');
  asInitiator.responder.write(refusal);
  const ended = await forwarding;
  assert.equal(ended.kind === 'error' && (ended.error as { code?: string }).code, 'WIRE_REFUSED');
});

test('s5_brake: Done on one protocol ends the connection, as an end of the peer', async (t) => {
  const [, acceptor] = bothDirections('s5_brake', 1);
  assert.match(toHex(acceptor), /8102$/);
  const { initiator, responder } = await socketPair(t);
  const answers = record(responder);
  const forwarding = forward(initiator, 'initiator');
  responder.write(acceptor);
  assert.deepEqual(await forwarding, { kind: 'eof' });
  await until('the end', () => answers.closed);
  assert.equal(text(streamsIn(answers.bytes()).get(3)), '820380', 'what was asked before is answered');
});

/** The real forwarder listened; `ask` is what the connecting acceptor sent after its proposal. */
const responderSessions: Record<
  string,
  { ask: [protocol: number, hex: string][]; magic?: number; closes: boolean; differs?: { closes: boolean } }
> = {
  'pipelined requests: blocking 1, blocking 1, nonblocking 2': {
    ask: [
      [2, '8301f5820001'],
      [2, '8301f5820001'],
      [2, '8301f4820002'],
    ],
    closes: false,
  },
  'acceptor A blocking 2': { ask: [[2, '8301f5820002']], closes: false },
  'acceptor B blocking 2': { ask: [[2, '8301f5820002']], closes: false },
  'magic mismatch': { ask: [], magic: 42, closes: true },
  'MsgDone then reconnect': { ask: [[2, '8102']], closes: true },
  'after MsgDone on previous connection': { ask: [[2, '8301f5820002']], closes: false },
  // The real one spins on a request for nothing and never answers; ours drops the connection (trap 18).
  'blocking N=0 (spin check; see cpu)': {
    ask: [[2, '8301f5820000']],
    closes: false,
    differs: { closes: true },
  },
};

test('misc-responder: a listening forwarder answers as the real one, one source for all connections', async (t) => {
  const sessions = miscSessions('misc-responder');
  assert.deepEqual(
    sessions.map(({ name }) => name),
    Object.keys(responderSessions),
  );
  const source = memorySource();
  source.add(...Array.from({ length: 12 }, (_, n) => traceObject(n)));
  for (const recorded of sessions) {
    const session = responderSessions[recorded.name]!;
    const seen = await askForwarder(t, source, session);
    const [handshake] = recorded.received.filter(({ num }) => num === 0).map(({ hex }) => hex);
    assert.equal(seen.handshake.slice(0, 10), handshake?.slice(0, 10), recorded.name);
    const theirs = recorded.received.filter(({ num }) => num === 2).map(({ hex }) => hex);
    assert.deepEqual(seen.counts, objectCounts(fromHex(theirs.join(''))), recorded.name);
    assert.equal(seen.closed, session.differs?.closes ?? session.closes, recorded.name);
    assert.equal(recorded.eof_after_ms !== null, session.closes, recorded.name);
  }
});

test('misc-tcp: a silent peer is dropped when the handshake takes too long, in time all is as ever', async (t) => {
  const [silent, stalled, ok] = miscSessions('misc-tcp');
  for (const [session, first] of [
    [silent, ''],
    [stalled, '000000'],
  ] as const) {
    assert.ok(
      session !== undefined && Math.abs((session.eof_after_ms ?? 0) - 10_300) < 200,
      'the limit is 10 s',
    );
    const { initiator, responder } = await socketPair(t, 'tcp');
    const heard = record(initiator);
    initiator.write(fromHex(first));
    const limits = { handshakeMs: 50 }; // 10 s by default; nobody waits for that here
    await assert.rejects(runAcceptor(responder, { ...deaf, side: 'responder', limits }), {
      code: 'WIRE_TIMEOUT',
    });
    await until('the end', () => heard.closed);
  }
  const { initiator, responder } = await socketPair(t, 'tcp');
  const heard = record(initiator);
  initiator.write(sdu(0, false, fromHex('8200a1011a2d964a09')));
  await runAcceptor(responder, { ...deaf, side: 'responder', metricsRequest: 'updated' });
  await until('the first requests', () => streamsIn(heard.bytes()).size === 4);
  for (const { num, hex } of ok?.received ?? []) assert.equal(text(streamsIn(heard.bytes()).get(num)), hex);
});

async function askForwarder(
  t: TestContext,
  source: MemorySource,
  { ask, magic = MAGIC }: { ask: [protocol: number, hex: string][]; magic?: number },
): Promise<{ handshake: string; counts: number[]; closed: boolean }> {
  const { initiator, responder } = await socketPair(t);
  const heard = record(initiator);
  const stop = new AbortController();
  const ended = forward(responder, 'responder', source, stop.signal);
  initiator.write(sdu(0, false, fromHex(`8200a1011a${magic.toString(16).padStart(8, '0')}`)));
  await until('the handshake', () => streamsIn(heard.bytes()).has(0));
  for (const [protocol, hex] of ask) initiator.write(sdu(protocol, false, fromHex(hex)));
  await pause(40);
  const closed = heard.closed;
  stop.abort();
  await ended;
  const streams = streamsIn(heard.bytes());
  return {
    handshake: text(streams.get(0)),
    counts: objectCounts(streams.get(2) ?? new Uint8Array()),
    closed,
  };
}

function forward(
  socket: Socket,
  side: 'initiator' | 'responder',
  source = memorySource(),
  signal = new AbortController().signal,
) {
  return runForwarder(socket, { side, magic: MAGIC, source, signal });
}

/** Objects in each reply of a stream of mini-protocol 2. */
function objectCounts(stream: Uint8Array): number[] {
  return new Framer().push(stream).map((item) => {
    const message = readValue(new Reader(item));
    const list = message.kind === 'array' ? message.items[1] : undefined;
    assert.ok(list?.kind === 'array');
    return list.items.length;
  });
}

/** What the initiator and the responder of a recorded connection sent. */
function bothDirections(name: string, connection: number): [Uint8Array, Uint8Array] {
  const bytes = (direction: 'I>R' | 'R>I') =>
    new Uint8Array(
      Buffer.concat(
        recordedConnection(name, connection, direction).map(({ num, responder_bit, payload }) =>
          sdu(num, responder_bit === 1, fromHex(payload)),
        ),
      ),
    );
  return [bytes('I>R'), bytes('R>I')];
}
