import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Framer } from '@slotbench/cbor';
import { decode as decodeWithOracle, type Tag } from 'cbor2';
import type { Metric } from '../../src/ekg/messages.ts';
import { runAcceptor } from '../../src/forwarding/acceptor.ts';
import { runForwarder } from '../../src/forwarding/forwarder.ts';
import type { TraceObject } from '../../src/trace-object/messages.ts';
import { memorySource, pause, record, socketPair, streamsIn, until } from '../loopback.ts';
import { capturedBytes, capturedStreams } from '../vectors.ts';

/** Plays one side of a live session between Haskell peers to ours; cbor2 says what its messages mean. */
for (const [capture, side, sent, arrow] of [
  ['s1_initiator', 'responder', 'I2R', 'I>R'],
  ['s2_responder', 'initiator', 'R2I', 'R>I'],
] as const)
  test(`${capture}: an acceptor understands what the real forwarder said`, async (t) => {
    const sockets = await socketPair(t);
    const raw = side === 'responder' ? sockets.initiator : sockets.responder;
    raw.resume();
    const objects: TraceObject[] = [];
    const metrics: Metric[][] = [];
    const accepting = runAcceptor(sockets[side], {
      side,
      magic: 764824073,
      metricsPeriodMs: 1,
      onObjects: (batch) => void objects.push(...batch.objects()),
      onMetrics: (some) => void metrics.push(some),
    });
    const bytes = capturedBytes(capture, sent);
    for (let at = 0; at < bytes.length; at += 1000) {
      raw.write(bytes.subarray(at, at + 1000));
      await pause(1);
    }
    const session = await accepting;
    const points = await session.askDataPoints(['NodeInfo', 'Nope', 'Big']);
    const expected = messagesOf(capturedStreams(capture, arrow));
    await until('every metrics reply was read', () => metrics.length === expected.metrics.length);
    raw.end();
    assert.deepEqual(await session.ended, { kind: 'eof' });

    assert.ok(expected.objects.length >= 3);
    assert.deepEqual(
      objects.map((object) => object.toMachine),
      expected.objects.map((fields) => fields[2]),
    );
    assert.deepEqual(
      objects.map((object) => object.toHuman),
      expected.objects.map((fields) => fields[1][0]),
    );
    assert.deepEqual(
      objects.map(({ toTimestamp }) => toTimestamp),
      expected.objects.map((fields) => {
        const time = fields[6].contents as Map<number, number | bigint>;
        return { seconds: Number(time.get(1)), picoseconds: Number(time.get(-12)) };
      }),
    );
    assert.deepEqual(
      metrics.map((some) => some.map(({ name, value }) => [name, value.value])),
      expected.metrics.map((some) =>
        some.map(([name, [kind, value]]) => [name, kind === 2 ? value : BigInt(value)]),
      ),
    );
    const names = expected.points.map(([name]) => name);
    assert.deepEqual(names, ['NodeInfo', 'Nope', 'Big']);
    for (const [name, value] of expected.points)
      assert.equal(points.get(name), value[0] && new TextDecoder().decode(value[0]), name);
  });

for (const [capture, side, sent] of [
  ['s1_initiator', 'initiator', 'R2I'],
  ['s2_responder', 'responder', 'I2R'],
] as const)
  test(`${capture}: a forwarder answers all that the real acceptor asked`, async (t) => {
    const sockets = await socketPair(t);
    const raw = side === 'responder' ? sockets.initiator : sockets.responder;
    const heard = record(raw);
    const source = memorySource({ dataPoint: (name) => (name === 'Nope' ? undefined : `{"${name}":1}`) });
    const stop = new AbortController();
    const ended = runForwarder(sockets[side], { side, magic: 764824073, source, signal: stop.signal });
    const bytes = capturedBytes(capture, sent);
    for (let at = 0; at < bytes.length; at += 7) raw.write(bytes.subarray(at, at + 7));
    const answers = () => new Framer().push(streamsIn(heard.bytes()).get(3) ?? new Uint8Array());
    await until('both questions are answered', () => answers().length === 2);
    const json = (name: string) => [name, [new TextEncoder().encode(`{"${name}":1}`)]];
    assert.deepEqual(
      answers().map((item) => decodeWithOracle(item)),
      [
        [3, []],
        [3, [json('NodeInfo'), ['Nope', []], json('Big')]],
      ],
    );
    stop.abort();
    assert.deepEqual(await ended, { kind: 'closed' });
  });

type ObjectFields = [0, string[], string, string[], number[], number[], Tag, string, string];

function messagesOf(streams: Map<number, Uint8Array>): {
  objects: ObjectFields[];
  metrics: [string, [number, never]][][];
  points: [string, Uint8Array[]][];
} {
  const messages = (number: number): never[][] =>
    new Framer().push(streams.get(number) ?? new Uint8Array()).map((item) => decodeWithOracle<never[]>(item));
  return {
    objects: messages(2).flatMap(([, objects]) => objects ?? []),
    metrics: messages(1).map(([, response]) => response?.[1] ?? []),
    points: messages(3).flatMap(([, points]) => points ?? []),
  };
}
