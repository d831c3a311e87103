import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '@slotbench/cbor';
import type { Metric } from '../../src/ekg/messages.ts';
import { type AcceptorOptions, runAcceptor } from '../../src/forwarding/acceptor.ts';
import { runForwarder } from '../../src/forwarding/forwarder.ts';
import type { TraceObject } from '../../src/trace-object/messages.ts';
import { memorySource, record, sdu, socketPair, streamsIn, traceObject, until } from '../loopback.ts';

/** What differs between versions of the peers (§8), and which metrics are asked for. */
const MAGIC = 42;

test('a forwarder writes the layout of 8.0.0 on demand, and our acceptor reads it', async (t) => {
  for (const objectLayout of ['legacy', 'current'] as const) {
    const { initiator, responder } = await socketPair(t);
    const source = memorySource();
    source.add(traceObject(1), traceObject(2));
    const signal = new AbortController().signal;
    const ended = runForwarder(initiator, { side: 'initiator', magic: MAGIC, source, signal, objectLayout });
    const bytes = record(responder);
    const objects: TraceObject[] = [];
    const session = await runAcceptor(responder, {
      side: 'responder',
      magic: MAGIC,
      onObjects: (batch) => void objects.push(...batch.objects()),
      onMetrics: () => {},
    });
    await until('the objects', () => objects.length === 2);
    assert.deepEqual(objects, [traceObject(1), traceObject(2)]);
    // Behind toHuman (Nothing: 80) of the first object: Maybe text (81 78 ..), or text (78 ..).
    const reply = toHex(streamsIn(bytes.bytes()).get(2)!);
    assert.match(reply, objectLayout === 'legacy' ? /^82039f8900808178/ : /^82039f89008078/);
    session.close();
    await ended;
  }
});

test('only the metrics of some names', async (t) => {
  const told = await metricsTold(t, { metricsRequest: { names: ['b', 'unknown', 'c'] } });
  assert.deepEqual(told, ['b', 'c']);
});

test('all metrics', async (t) => {
  assert.deepEqual(await metricsTold(t, {}), ['a', 'b', 'c']);
});

test('updates are asked for until a forwarder hangs up on that, then everything', async (t) => {
  const metricsRequest = { updatedRefused: false };
  const firstRequest = async (drop: 'at once' | 'after an answer'): Promise<string> => {
    const { initiator, responder } = await socketPair(t);
    const heard = record(initiator);
    initiator.write(sdu(0, false, fromHex('8200a101182a')));
    const session = await runAcceptor(responder, {
      side: 'responder',
      magic: MAGIC,
      metricsRequest,
      metricsPeriodMs: 1,
      onObjects: () => {},
      onMetrics: () => {},
    });
    const requests = () => toHex(streamsIn(heard.bytes()).get(1) ?? new Uint8Array());
    await until('a request', () => requests().length >= 8);
    if (drop === 'after an answer') {
      initiator.write(sdu(1, false, fromHex('8201820080')));
      await until('the next request', () => requests().length >= 16);
    }
    initiator.end();
    await session.ended;
    return requests().slice(0, 8);
  };
  assert.equal(await firstRequest('after an answer'), '82008102');
  assert.equal(await firstRequest('at once'), '82008102', 'an end later on means nothing');
  assert.equal(await firstRequest('at once'), '82008100');
  assert.equal(metricsRequest.updatedRefused, true);
});

async function metricsTold(
  t: Parameters<typeof socketPair>[0],
  options: Partial<AcceptorOptions>,
): Promise<string[]> {
  const { initiator, responder } = await socketPair(t);
  const metrics: Metric[] = ['a', 'b', 'c'].map((name) => ({ name, value: { kind: 'gauge', value: 1n } }));
  const signal = new AbortController().signal;
  const source = memorySource({ metrics: () => metrics });
  const ended = runForwarder(initiator, { side: 'initiator', magic: MAGIC, source, signal });
  const told: Metric[][] = [];
  const session = await runAcceptor(responder, {
    side: 'responder',
    magic: MAGIC,
    onObjects: () => {},
    onMetrics: (some) => void told.push(some),
    ...options,
  });
  await until('metrics', () => told.length > 0);
  session.close();
  await ended;
  return told[0]!.map(({ name }) => name);
}
