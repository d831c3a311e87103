import { encode, fromHex } from '@slotbench/cbor';
import { dataPointCodec } from '../../src/data-point/codec.ts';
import { ekgCodec } from '../../src/ekg/codec.ts';
import { traceObjectCodec } from '../../src/trace-object/codec.ts';
import { sdu, traceObject } from '../loopback.ts';
import type { Random } from '../random.ts';

const [EKG, TRACE_OBJECT, DATA_POINT] = [1, 2, 3];

interface Step {
  readonly protocol: number;
  readonly message: Uint8Array;
}

/** What a good forwarder sends on a connection with an acceptor that asks for everything. */
function forwarderSteps(random: Random): Step[] {
  const objects = traceObjectCodec(random.below(4) === 0 ? 'legacy' : 'current');
  const steps: Step[] = [];
  for (let left = random.below(6); left > 0; left--)
    switch (random.below(4)) {
      case 0:
        steps.push({
          protocol: EKG,
          message: encode(ekgCodec, {
            kind: 'Response',
            metrics: [
              { name: 'Mem.resident_int', value: { kind: 'gauge', value: -1n } },
              { name: 'a_counter', value: { kind: 'counter', value: 2n ** 62n } },
              { name: 'b', value: { kind: 'label', value: '{x="é"} 1' } },
            ],
          }),
        });
        break;
      case 1: {
        const value = new TextEncoder().encode('{"niName":"node-1"}');
        const points =
          random.below(2) === 0
            ? []
            : [
                { name: 'NodeInfo', value },
                { name: 'Nope', value: undefined },
              ];
        steps.push({ protocol: DATA_POINT, message: encode(dataPointCodec, { kind: 'Reply', points }) });
        break;
      }
      default: {
        const count = 1 + random.below(4);
        const list = Array.from({ length: count }, (_, n) => traceObject(n, random.below(200)));
        steps.push({ protocol: TRACE_OBJECT, message: encode(objects, { kind: 'Reply', objects: list }) });
      }
    }
  return steps;
}

/** What a good acceptor sends. */
function acceptorSteps(random: Random): Step[] {
  const kinds: Step[] = [
    { protocol: EKG, message: encode(ekgCodec, { kind: 'Request', request: { kind: 'all' } }) },
    { protocol: EKG, message: encode(ekgCodec, { kind: 'Request', request: { kind: 'updated' } }) },
    {
      protocol: EKG,
      message: encode(ekgCodec, { kind: 'Request', request: { kind: 'some', names: ['a', 'b'] } }),
    },
    { protocol: TRACE_OBJECT, message: fromHex('8301f582001864') },
    { protocol: TRACE_OBJECT, message: fromHex('8301f4820002') },
    { protocol: TRACE_OBJECT, message: fromHex('8102') },
    { protocol: DATA_POINT, message: encode(dataPointCodec, { kind: 'Request', names: [] }) },
    {
      protocol: DATA_POINT,
      message: encode(dataPointCodec, { kind: 'Request', names: ['NodeInfo', 'Nope'] }),
    },
  ];
  return Array.from({ length: random.below(6) }, () => kinds[random.below(kinds.length)]!);
}

/**
 * Chunks of a hostile connection: a good conversation with faults at every level, of messages (bytes, order, number),
 * of SDUs (length, number, direction, cuts) and of the stream (cuts, an end anywhere).
 */
export function hostileChunks(
  random: Random,
  peer: { role: 'forwarder' | 'acceptor'; side: 'initiator' | 'responder' },
): Uint8Array[] {
  const handshake = fromHex(peer.side === 'initiator' ? '8200a101182a' : '830101182a');
  const steps: Step[] = [
    { protocol: 0, message: random.below(12) === 0 ? random.mutated(handshake) : handshake },
    ...(peer.role === 'forwarder' ? forwarderSteps(random) : acceptorSteps(random)),
  ];
  if (random.below(6) === 0) steps.push(steps[random.below(steps.length)]!);
  if (random.below(12) === 0) steps.reverse();
  if (random.below(12) === 0)
    steps.push(...(peer.role === 'forwarder' ? acceptorSteps : forwarderSteps)(random));
  const sdus: Uint8Array[] = [];
  for (const { protocol, message } of steps) {
    const bytes = protocol !== 0 && random.below(3) === 0 ? random.mutated(message) : message;
    const size = protocol !== 0 && random.below(4) === 0 ? 1 + random.below(60) : 12288;
    for (let at = 0; at < bytes.length; at += size)
      sdus.push(sdu(protocol, peer.side === 'responder', bytes.subarray(at, at + size)));
  }
  for (const one of sdus) if (random.below(60) === 0) breakHeader(one, random);
  let stream: Uint8Array = new Uint8Array(Buffer.concat(sdus));
  if (random.below(20) === 0) stream = random.mutated(stream);
  if (random.below(8) === 0) stream = stream.subarray(0, random.below(stream.length + 1));
  const chunks: Uint8Array[] = [];
  const most = [20, 200, 2000, 1 << 16][random.below(4)]!;
  for (let at = 0; at < stream.length; ) {
    const end = at + 1 + random.below(most);
    chunks.push(stream.subarray(at, end));
    at = end;
  }
  return chunks;
}

/** Another number, direction or length. */
function breakHeader(bytes: Uint8Array, random: Random): void {
  const at = 4 + random.below(4);
  bytes[at] = random.below(2) === 0 ? random.below(256) : bytes[at]! ^ (1 << random.below(8));
}
