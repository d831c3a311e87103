import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CborError, type Codec, decode, fromHex } from '@slotbench/cbor';
import { dataPointProtocol } from '../src/data-point/state.ts';
import { ekgProtocol } from '../src/ekg/state.ts';
import { WireError } from '../src/errors.ts';
import { handshakeCodec } from '../src/handshake/codec.ts';
import type { HandshakeMessage } from '../src/handshake/messages.ts';
import type { TraceObjectBatch, TraceObjectMessage } from '../src/trace-object/messages.ts';
import { createReplyReader } from '../src/trace-object/reply-reader.ts';
import { traceObjectBatchProtocol, traceObjectProtocol } from '../src/trace-object/state.ts';
import { verdicts } from './vectors.ts';

const replyBytes = 1 << 20;
const traceObject = traceObjectProtocol({ layout: 'current', replyBytes });
const legacy = traceObjectProtocol({ layout: 'legacy', replyBytes });
const either = traceObjectProtocol({ layout: 'either', replyBytes });
const batches = traceObjectBatchProtocol({ replyBytes });
const ekg = ekgProtocol({ requestBytes: replyBytes, replyBytes });
const dataPoint = dataPointProtocol({ requestBytes: replyBytes, replyBytes });

/** A decoder of the reference is one of a protocol state: ours decodes, then steps. */
const readers: Record<string, (bytes: Uint8Array) => unknown> = {
  'TO/Idle': inState(traceObject, 'Idle'),
  'TO/BusyBlocking': inState(traceObject, 'BusyBlocking'),
  'TO/BusyNonBlocking': inState(traceObject, 'BusyNonBlocking'),
  'TO/BusyBlockingLegacy': inState(legacy, 'BusyBlocking'),
  'DP/Idle': inState(dataPoint, 'Idle'),
  'DP/Busy': inState(dataPoint, 'Busy'),
  'EKG/Idle': inState(ekg, 'Idle'),
  'EKG/IdleOld': refusingUpdates(inState(ekg, 'Idle')),
  'EKG/Busy': inState(ekg, 'Busy'),
  'HS/Propose': handshakeIn((message) => message.kind === 'ProposeVersions'),
  'HS/Confirm': handshakeIn(() => true),
};

for (const { decoder, case: name, hex, accepted } of verdicts()) {
  test(`${decoder}: ${name}: ${accepted ? 'accepted' : 'rejected'}`, () => {
    const read = readers[decoder];
    assert.ok(read, 'the decoder is known here');
    if (accepted) read(fromHex(hex));
    else assert.throws(() => read(fromHex(hex)), isRefusal);
  });
}

/** What an acceptor runs: both layouts, nothing else beside; by the codec, in one piece, and cut anywhere. */
for (const { decoder, case: name, hex, accepted } of verdicts()) {
  if (!decoder.startsWith('TO/Busy')) continue;
  const layoutOnly = name === 'legacy layout fed to current decoder' || name.includes('(legacy layout)');
  const fed = name === 'current layout fed to legacy decoder';
  test(`either layout: ${decoder}: ${name}`, () => {
    const state = decoder === 'TO/BusyNonBlocking' ? 'BusyNonBlocking' : 'BusyBlocking';
    const bytes = fromHex(hex);
    const ways: (() => unknown)[] = [() => inState(either, state)(bytes), () => readReply(state, [bytes])];
    for (let cut = 1; cut < bytes.length; cut++)
      ways.push(() => readReply(state, [bytes.subarray(0, cut), bytes.subarray(cut)]));
    ways.push(() =>
      readReply(
        state,
        Array.from(bytes, (byte) => Uint8Array.of(byte)),
      ),
    );
    for (const read of ways)
      if (accepted || layoutOnly || fed) read();
      else assert.throws(read, isRefusal);
  });
}

const times: [hex: string, seconds: number, picoseconds: number][] = [
  ['c11a6a620000', 1784807424, 0],
  ['c120', -1, 0],
  ['c1fb41da98800039eb85', 1784807424, 904999971389],
  ['c1f93c00', 1, 0],
  ['c1fbbff4000000000000', -2, 750_000_000_000],
  ['c07818323032362d30372d32335431323a33343a35362e3738395a', 1784810096, 789_000_000_000],
  ['c07819323032362d30372d32335431323a33343a35362b30303a3030', 1784810096, 0],
  ['d903e8a2011a6a6200002b1b000001d1a94a2000', 1784807426, 0],
];
for (const [hex, seconds, picoseconds] of times)
  test(`time ${hex} is ${seconds} s and ${picoseconds} ps`, () => {
    const object = `82039f8900816568656c6c6f627b7d9f684e65742e54657374ff81018101${hex}666e6f64652d31623432ff`;
    const message = decode(traceObject.codec, fromHex(object));
    assert.ok(message.kind === 'Reply');
    assert.deepEqual(message.objects[0]?.toTimestamp, { seconds, picoseconds });
  });

function inState<M extends { kind: string }, S extends string>(
  protocol: { codec: Codec<M>; step(state: S, message: M): S },
  state: S,
): (bytes: Uint8Array) => unknown {
  return (bytes) => protocol.step(state, decode(protocol.codec, bytes));
}

/** One message, whole, out of pieces that come one after the other; what is missing or left over is refused. */
function readReply(
  state: 'BusyBlocking' | 'BusyNonBlocking',
  pieces: readonly Uint8Array[],
): TraceObjectMessage<TraceObjectBatch> {
  const reader = createReplyReader();
  let message: TraceObjectMessage<TraceObjectBatch> | undefined;
  for (const piece of pieces) {
    reader.add(piece);
    message ??= reader.next(() => {});
  }
  if (message === undefined || reader.pendingBytes > 0)
    throw new WireError({ code: 'WIRE_DECODE', got: 'more or less than a message' });
  batches.step(state, message);
  return message;
}

/** ekg-forward before 0.9 knew no GetUpdatedMetrics; only the old decoder differs, so it is modelled here. */
function refusingUpdates(read: (bytes: Uint8Array) => unknown): (bytes: Uint8Array) => unknown {
  return (bytes) => {
    const message = decode(ekg.codec, bytes);
    if (message.kind === 'Request' && message.request.kind === 'updated')
      throw new WireError({ code: 'WIRE_DECODE' });
    return read(bytes);
  };
}

function handshakeIn(allowed: (message: HandshakeMessage) => boolean): (bytes: Uint8Array) => unknown {
  return (bytes) => assert.ok(allowed(decode(handshakeCodec([1, 2]), bytes)));
}

function isRefusal(error: unknown): boolean {
  return error instanceof CborError || error instanceof WireError;
}
