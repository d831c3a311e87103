import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { Framer, fromHex, Reader, readValue, toHex } from '@slotbench/cbor';
import { runAcceptor } from '../../src/forwarding/acceptor.ts';
import { runForwarder } from '../../src/forwarding/forwarder.ts';
import { memorySource, pause, record, socketPair, streamsIn, traceObject, until } from '../loopback.ts';
import { acceptorScripts, forwarderScripts, type ScriptedSession, written } from '../vectors.ts';

/**
 * Plays the scripted sessions that were recorded against the real Haskell peers to ours, and compares what
 * comes back and whether the connection is dropped.
 */
const MAGIC = 764824073;
/** Recorded sleeps are shortened to this; none of the scripts depends on their length. */
const SLEEP_MS = 30;
/** Time in which something may come that should not. */
const SILENCE_MS = 20;

test('acceptor', { concurrency: 8 }, async (t) => {
  await Promise.all(acceptorScripts().map((script) => t.test(script.name, (t) => playToAcceptor(t, script))));
});

test('forwarder', { concurrency: 8 }, async (t) => {
  const scripts = forwarderScripts()
    // Dropped by the SDU timer of 30 s, which test/mux/mux.test.ts covers with a short one.
    .filter(({ name }) => name !== 'mini-protocol SDU header then stall 32 s');
  assert.equal(scripts.length, 27);
  await Promise.all(scripts.map((script) => t.test(script.name, (t) => playToForwarder(t, script))));
});

async function playToAcceptor(t: TestContext, script: ScriptedSession): Promise<void> {
  const { initiator, responder } = await socketPair(t);
  const session = runAcceptor(responder, {
    side: 'responder',
    magic: MAGIC,
    metricsRequest: 'updated',
    onObjects: () => {},
    onMetrics: () => {},
  });
  session.catch(() => {});
  // Ours reads the object layout of cardano-node 8.0.0 too, so it goes on asking.
  const readsMore = script.name === 'legacy 8.0.0 TraceObject';
  const expected = streamsOf(script.received);
  if (readsMore) expected.set(2, `${expected.get(2)}8301f582001864`);
  await play(script, initiator, {
    streams: withoutRefusalText(expected),
    closed: !readsMore && script.eof_after_ms !== null,
    view: withoutRefusalText,
  });
}

async function playToForwarder(t: TestContext, script: ScriptedSession): Promise<void> {
  const { initiator, responder } = await socketPair(t);
  const stop = new AbortController();
  const source = memorySource({
    metrics: () => [
      { name: 'cardano_build_info', value: { kind: 'label', value: '{version="11.0.1"} 1' } },
      { name: 'Mem.resident_int', value: { kind: 'gauge', value: 103792641n } },
      { name: 'Forge.forged_counter', value: { kind: 'counter', value: 7n } },
    ],
    dataPoint: (name) => (name === 'NodeInfo' ? '{"niName":"node-1"}' : undefined),
  });
  source.add(...Array.from({ length: 20 }, (_, n) => traceObject(n)));
  const ended = runForwarder(initiator, { side: 'initiator', magic: MAGIC, source, signal: stop.signal });
  await play(script, responder, {
    streams: shapes(streamsOf(script.received)),
    closed: script.eof_after_ms !== null,
    view: shapes,
  });
  stop.abort();
  await ended;
}

/** Writes the script, then compares what came back, by protocol, and whether the connection was dropped. */
async function play(
  script: ScriptedSession,
  raw: Socket,
  expected: { streams: unknown; closed: boolean; view(streams: Map<number, string>): unknown },
): Promise<void> {
  const heard = record(raw);
  const seen = () => ({ streams: expected.view(hexOf(streamsIn(heard.bytes()))), closed: heard.closed });
  const wanted = { streams: expected.streams, closed: expected.closed };
  for (const step of script.sent) {
    if (step.startsWith('sleep')) await pause(Math.min(SLEEP_MS, Number(/\d+/.exec(step))));
    else if (raw.writable) raw.write(written(step));
  }
  await until('the recorded answers', () => isDeepStrictEqual(seen(), wanted)).catch(() => {});
  await pause(SILENCE_MS);
  assert.deepEqual(seen(), wanted);
}

function hexOf(streams: Map<number, Uint8Array>): Map<number, string> {
  return new Map([...streams].map(([num, bytes]) => [num, toHex(bytes)]));
}

function streamsOf(sdus: readonly { num: number; hex: string }[]): Map<number, string> {
  const streams = new Map<number, string>();
  for (const { num, hex } of sdus) streams.set(num, (streams.get(num) ?? '') + hex);
  return streams;
}

/** The words of a refusal are free; its tags are not. */
function withoutRefusalText(streams: Map<number, string>): Map<number, unknown> {
  return new Map(
    [...streams]
      .map(([num, hex]): [number, unknown] => [
        num,
        num === 0 ? hex.replace(/^(8202830[12]01).*/, '$1') : hex,
      ])
      .sort(([a], [b]) => a - b),
  );
}

/** Messages reduced to what does not depend on the source: key, number and names of entries, presence of values. */
function shapes(streams: Map<number, string>): Map<number, unknown> {
  return new Map(
    [...streams]
      .map(([num, hex]): [number, unknown] => [
        num,
        new Framer().push(fromHex(hex)).map((item) => (num === 0 ? toHex(item) : shapeOf(num, item))),
      ])
      .sort(([a], [b]) => a - b),
  );
}

function shapeOf(num: number, item: Uint8Array): unknown {
  const message = readValue(new Reader(item));
  assert.ok(message.kind === 'array');
  const [key, body] = message.items;
  assert.ok(key?.kind === 'int' && body?.kind === 'array');
  const list = num === 1 ? body.items[1] : body;
  assert.ok(list?.kind === 'array');
  const entries = list.items.map((entry) => {
    assert.ok(entry.kind === 'array');
    if (num === 2) return 'object';
    const [name, value] = entry.items;
    assert.ok(name?.kind === 'text' && value?.kind === 'array');
    return [name.value, value.items.length];
  });
  return { key: key.value, indefinite: list.indefinite, entries };
}
