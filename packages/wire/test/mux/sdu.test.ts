import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex, Writer } from '@slotbench/cbor';
import { WireError } from '../../src/errors.ts';
import { EgressQueue } from '../../src/mux/egress.ts';
import { SDU_PAYLOAD_BYTES, SduReader, writeSduHeader } from '../../src/mux/sdu.ts';
import { capturedBytes, capturedStreams } from '../vectors.ts';

test('headers are those of a live session', () => {
  const header = new Uint8Array(8);
  writeSduHeader(header, 0, { timestamp: 0x6dad2ff9, protocol: 0, fromResponder: true, length: 8 });
  assert.equal(toHex(header), '6dad2ff980000008');
  writeSduHeader(header, 0, { timestamp: 2 ** 32 + 1, protocol: 2, fromResponder: false, length: 575 });
  assert.equal(toHex(header), '000000010002023f', 'the clock wraps at 32 bits');
});

/** Joins what a reader gives, by protocol and direction. */
function streamsOf(chunks: Iterable<Uint8Array>): Map<string, string> {
  const streams = new Map<string, Writer>();
  const reader = new SduReader();
  let current = new Writer();
  const sink = {
    header(protocol: number, fromResponder: boolean) {
      const name = `${protocol}${fromResponder ? 'R' : 'I'}`;
      current = streams.get(name) ?? new Writer();
      streams.set(name, current);
    },
    payload: (piece: Uint8Array) => void current.raw(piece),
  };
  for (const chunk of chunks) reader.push(chunk, sink);
  assert.equal(reader.midway, false, 'the stream ends with an SDU');
  return new Map([...streams].map(([name, stream]) => [name, toHex(stream.finish())]));
}

for (const [capture, direction, arrow, letter] of [
  ['s1_initiator', 'I2R', 'I>R', 'I'],
  ['s1_initiator', 'R2I', 'R>I', 'R'],
  ['s2_responder', 'I2R', 'I>R', 'I'],
  ['s2_responder', 'R2I', 'R>I', 'R'],
] as const)
  test(`capture ${capture} ${direction}: the same streams, whole, byte by byte and in odd chunks`, () => {
    const bytes = capturedBytes(capture, direction);
    const expected = new Map(
      [...capturedStreams(capture, arrow)].map(([number, stream]) => [`${number}${letter}`, toHex(stream)]),
    );
    assert.deepEqual(streamsOf([bytes]), expected);
    for (const size of [1, 3, 7, 8, 9, 4096]) {
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      assert.deepEqual(streamsOf(chunks), expected, `chunks of ${size}`);
    }
  });

test('an empty SDU is refused', () => {
  const reader = new SduReader();
  const sink = { header: () => assert.fail('no header is told'), payload: () => {} };
  assert.throws(
    () => reader.push(fromHex('0000000000020000'), sink),
    (error) => error instanceof WireError && error.code === 'WIRE_SDU',
  );
});

/** Payload lengths and protocols of a batch, in order. */
function sdusOf(batch: Uint8Array): [protocol: number, length: number][] {
  const sdus: [number, number][] = [];
  for (let at = 0; at < batch.length; ) {
    const length = (batch[at + 6]! << 8) | batch[at + 7]!;
    sdus.push([((batch[at + 4]! << 8) | batch[at + 5]!) & 0x7fff, length]);
    at += 8 + length;
  }
  return sdus;
}

test('a long message is cut at 12288 bytes and lets others in between', () => {
  const queue = new EgressQueue({ fromResponder: false });
  queue.push(2, new Uint8Array(3 * SDU_PAYLOAD_BYTES + 5));
  queue.push(1, new Uint8Array(10));
  queue.push(3, new Uint8Array(SDU_PAYLOAD_BYTES + 1));
  assert.deepEqual(sdusOf(queue.nextBatch(0) ?? new Uint8Array()), [
    [2, 12288],
    [1, 10],
    [3, 12288],
    [2, 12288],
    [3, 1],
    [2, 12288],
    [2, 5],
  ]);
  assert.equal(queue.nextBatch(0), undefined);
});

test('several messages of one protocol share an SDU', () => {
  const queue = new EgressQueue({ fromResponder: true });
  for (const hex of ['82008102', '8101']) queue.push(1, fromHex(hex));
  assert.equal(toHex(queue.nextBatch(5) ?? new Uint8Array()), '0000000580010006820081028101');
});

test('a batch holds at most 131072 bytes and 100 SDUs; nothing is lost or reordered', () => {
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48271) % 0x7fffffff;
    return seed % below;
  };
  for (let round = 0; round < 40; round++) {
    const queue = new EgressQueue({ fromResponder: false });
    const sent = new Map<string, Writer>();
    for (let i = 0; i < 300; i++) {
      const protocol = 1 + random(4);
      const message = new Uint8Array(1 + random(round % 2 === 0 ? 40 : 4000)).map(() => random(256));
      queue.push(protocol, message);
      const name = `${protocol}I`;
      sent.set(name, (sent.get(name) ?? new Writer()).raw(message));
    }
    if (round % 3 === 0) queue.push(9, new Uint8Array(400_000));
    const batches: Uint8Array[] = [];
    for (let batch = queue.nextBatch(0); batch !== undefined; batch = queue.nextBatch(0)) {
      assert.ok(batch.length > 0 && batch.length <= 131072, `${batch.length} bytes`);
      assert.ok(sdusOf(batch).length <= 100);
      batches.push(batch);
    }
    const streams = streamsOf(batches);
    if (round % 3 === 0) assert.equal(streams.get('9I')?.length, 800_000);
    streams.delete('9I');
    assert.deepEqual(
      [...streams].sort(),
      [...sent].map(([name, stream]) => [name, toHex(stream.finish())]).sort(),
      `seed 1, round ${round}`,
    );
    assert.equal(queue.bytes, 0);
  }
});
