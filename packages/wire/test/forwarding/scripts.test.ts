import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { Framer, fromHex, Reader, readValue, toHex } from '@slotbench/cbor';
import { runAcceptor } from '../../src/forwarding/acceptor.ts';
import { runForwarder } from '../../src/forwarding/forwarder.ts';
import { SduReader } from '../../src/mux/sdu.ts';
import { memorySource, pause, record, socketPair, traceObject } from '../loopback.ts';
import { acceptorScripts, forwarderScripts, type ScriptedSession, written } from '../vectors.ts';

/**
 * Plays the scripted sessions that were recorded against the real Haskell peers to ours, and compares what
 * comes back and whether the connection is dropped.
 */
const MAGIC = 764824073;
/** Recorded sleeps are shortened to this; none of the scripts depends on their length. */
const SLEEP_MS = 30;
/** After the last write: our side answers and closes far faster. */
const SETTLE_MS = 60;

for (const script of acceptorScripts())
  test(`acceptor: ${script.name}`, async (t) => {
    const { initiator, responder } = await socketPair(t);
    const session = runAcceptor(responder, {
      side: 'responder',
      magic: MAGIC,
      metricsRequest: 'updated',
      onObjects: () => {},
      onMetrics: () => {},
    });
    session.catch(() => {});
    const got = await play(script, initiator);
    // Ours reads the object layout of cardano-node 8.0.0 too, so it goes on asking.
    const readsMore = script.name === 'legacy 8.0.0 TraceObject';
    const expected = streamsOf(script.received);
    if (readsMore) expected.set(2, `${expected.get(2)}8301f582001864`);
    assert.deepEqual(withoutRefusalText(got.streams), withoutRefusalText(expected));
    assert.equal(got.closed, !readsMore && script.eof_after_ms !== null, 'drops the connection');
    if (!got.closed) (await Promise.race([session, pause(0)]))?.close();
  });

for (const script of forwarderScripts()) {
  // Dropped by the SDU timer of 30 s, which test/mux/mux.test.ts covers with a short one.
  if (script.name === 'mini-protocol SDU header then stall 32 s') continue;
  test(`forwarder: ${script.name}`, async (t) => {
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
    const got = await play(script, responder);
    assert.deepEqual(shapes(got.streams), shapes(streamsOf(script.received)));
    assert.equal(got.closed, script.eof_after_ms !== null, 'drops the connection');
    stop.abort();
    await ended;
  });
}

/** Writes the script, then gives the streams that came back, by protocol. */
async function play(
  script: ScriptedSession,
  raw: Socket,
): Promise<{ streams: Map<number, string>; closed: boolean }> {
  const heard = record(raw);
  for (const step of script.sent) {
    if (step.startsWith('sleep')) await pause(Math.min(SLEEP_MS, Number(/\d+/.exec(step))));
    else if (raw.writable) raw.write(written(step));
  }
  await pause(SETTLE_MS);
  const sdus: { num: number; hex: string }[] = [];
  let num = -1;
  new SduReader().push(heard.bytes(), {
    header(protocol) {
      num = protocol;
    },
    payload: (piece) => void sdus.push({ num, hex: toHex(piece) }),
  });
  return { streams: streamsOf(sdus), closed: heard.closed };
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
