import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Codec, decode, encode, Writer } from '@slotbench/cbor';
import { batchCodec, milliseconds } from '../src/trace-object/batch.ts';
import { traceObjectCodec, writeTraceObject } from '../src/trace-object/codec.ts';
import type { TraceObject, TraceObjectBatch, TraceObjectMessage } from '../src/trace-object/messages.ts';
import { createReplyReader } from '../src/trace-object/reply-reader.ts';
import { traceObject } from './loopback.ts';
import { createRandom } from './random.ts';

const codec = traceObjectCodec('either');
const encodeReply = (objects: TraceObject[], of: Codec<TraceObjectMessage> = codec) =>
  encode(of, { kind: 'Reply', objects });

interface Read {
  readonly lines: string;
  readonly objects: TraceObject[];
  readonly batch: TraceObjectBatch;
}

/** Every reply that the pieces hold. */
function readAll(pieces: readonly Uint8Array[]): Read[] {
  const reader = createReplyReader();
  const replies: Read[] = [];
  for (const piece of pieces) {
    reader.add(piece);
    for (let message = reader.next(() => {}); message !== undefined; message = reader.next(() => {})) {
      assert.ok(message.kind === 'Reply');
      const batch = message.objects;
      replies.push({ lines: Buffer.from(batch.machineLines).toString(), objects: batch.objects(), batch });
      if (reader.pendingBytes === 0) break;
    }
  }
  assert.equal(reader.pendingBytes, 0);
  return replies;
}

const plainLines = (objects: readonly TraceObject[]) =>
  objects.map(({ toMachine }) => `${toMachine.replaceAll('\n', ' ')}\n`).join('');

test('lines, count, time and objects of a reply, cut at every byte', () => {
  const objects = [
    traceObject(1),
    { ...traceObject(2), toMachine: 'é\u{1f600}', toNamespace: [] },
    traceObject(3),
  ];
  const bytes = encodeReply(objects);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const [reply, ...more] = readAll([bytes.slice(0, cut), bytes.slice(cut)].filter((p) => p.length > 0));
    assert.equal(more.length, 0);
    assert.equal(reply?.lines, plainLines(objects), `cut at ${cut}`);
    assert.equal(reply.batch.length, 3);
    assert.equal(reply.batch.lastMs, (1784810096 + 3) * 1000 + 789);
    assert.deepEqual(reply.objects, objects);
    assert.equal(reply.batch.objects(), reply.objects, 'decoded once');
  }
});

test('a text stays one line: its line feeds are spaces; nothing else is touched', () => {
  const texts = [
    '{\n "a": 1\n}',
    '\n',
    '',
    '\r\n',
    'a\u2028b\u0000c',
    'x'.repeat(300),
    `${'y'.repeat(299)}\n`,
  ];
  const objects = texts.map((toMachine, n) => ({ ...traceObject(n), toMachine }));
  for (const size of [1e9, 64, 3]) {
    const bytes = encodeReply(objects);
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.slice(at, at + size));
    const [reply] = readAll(pieces);
    assert.equal(
      reply?.lines,
      `{  "a": 1 }\n \n\n\r \na\u2028b\u0000c\n${'x'.repeat(300)}\n${'y'.repeat(299)} \n`,
    );
    assert.equal(reply.objects[0]?.toMachine, texts[0], 'as it came, in the object');
  }
});

test('a batch lives until the next reply is asked for; what was decoded lives on', () => {
  const reader = createReplyReader();
  const read = () => {
    reader.add(encodeReply([traceObject(1)]));
    const message = reader.next(() => {});
    assert.ok(message?.kind === 'Reply');
    return message.objects;
  };
  const [first, second] = [read(), read()];
  assert.throws(() => first.objects(), /after onObjects was done with it/);
  const objects = second.objects();
  reader.next(() => {});
  assert.deepEqual(second.objects(), objects);
});

test('several replies in one piece and one reply in many pieces; both layouts, any length', () => {
  const random = createRandom(3);
  for (let round = 0; round < 60; round++) {
    const layout = round % 3 === 0 ? 'legacy' : 'current';
    const sent = Array.from({ length: 1 + random.below(4) }, () =>
      Array.from({ length: 1 + random.below(random.below(8) === 0 ? 400 : 12) }, (_, n) =>
        traceObject(n, [0, 10, 250, 900, 70_000][random.below(random.below(20) === 0 ? 5 : 4)]),
      ),
    );
    const all = new Writer();
    for (const objects of sent) all.raw(encodeReply(objects, traceObjectCodec(layout)));
    const bytes = all.finish();
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; ) {
      const size = 1 + random.below([40, 3000, 12288, 65536][random.below(4)]!);
      pieces.push(bytes.slice(at, at + size));
      at += size;
    }
    const replies = readAll(pieces);
    assert.deepEqual(
      replies.map(({ lines }) => lines),
      sent.map(plainLines),
    );
    assert.deepEqual(
      replies.map(({ objects }) => objects),
      sent,
    );
  }
});

test('the walk accepts exactly what the codec accepts, and makes the same of it: 20,000 mutations', () => {
  const random = createRandom(11);
  const seeds = [
    encodeReply([traceObject(0), traceObject(1)]),
    encodeReply([traceObject(2)], traceObjectCodec('legacy')),
    encodeReply([{ ...traceObject(3), toNamespace: ['Net', 'Mux'], toHostname: 'é', toMachine: 'a\nb' }]),
    encode<null>(
      { encode: (w) => void w.array(2).uint(3).array(1).raw(oneObject()), decode: () => null },
      null,
    ),
  ];
  let accepted = 0;
  for (let n = 0; n < 20_000; n++) {
    const bytes = random.mutated(seeds[random.below(seeds.length)]!);
    const plain = outcome(() => decode(batchCodec, bytes));
    const cut = random.below(bytes.length + 1);
    const walked = outcome(() => {
      const reader = createReplyReader();
      reader.add(bytes.subarray(0, cut));
      let message = reader.pendingBytes > 0 ? reader.next(() => {}) : undefined;
      if (cut < bytes.length) reader.add(bytes.subarray(cut));
      message ??= reader.next(() => {});
      if (message === undefined || reader.pendingBytes > 0) throw new Error('not one message');
      return message;
    });
    assert.deepEqual(walked, plain, `case ${n}: ${Buffer.from(bytes).toString('hex')}, cut at ${cut}`);
    if (plain !== 'refused') accepted++;
  }
  assert.ok(accepted > 2_000 && accepted < 18_000, `${accepted} accepted`);
});

test('the size limit holds for a reply that is whole and for one that is not', () => {
  const bytes = encodeReply([traceObject(1, 3000), traceObject(2, 3000)]);
  for (const length of [bytes.length, bytes.length - 1]) {
    const reader = createReplyReader();
    reader.add(bytes.subarray(0, length));
    assert.throws(
      () =>
        reader.next((size) => {
          if (size > 6000) throw new RangeError(String(size));
        }),
      { message: String(length) },
    );
  }
});

function oneObject(): Uint8Array {
  const w = new Writer();
  writeTraceObject(w, traceObject(5), 'current');
  return w.finish();
}

function outcome(read: () => TraceObjectMessage<TraceObjectBatch>): unknown {
  let message: TraceObjectMessage<TraceObjectBatch>;
  try {
    message = read();
  } catch {
    return 'refused';
  }
  if (message.kind !== 'Reply') return message;
  const { length, machineLines, lastMs } = message.objects;
  return { length, lines: Buffer.from(machineLines).toString(), lastMs, objects: message.objects.objects() };
}

test('a time in whole milliseconds, the rest cut off; 0 for a batch without objects', () => {
  assert.equal(milliseconds({ seconds: 1, picoseconds: 4_999_999_999 }), 1004);
  assert.equal(milliseconds({ seconds: 1, picoseconds: 5_000_000_000 }), 1005);
  assert.equal(milliseconds({ seconds: 1, picoseconds: 999_999_999_999 }), 1999);
  const empty = decode(batchCodec, encodeReply([]));
  assert.ok(empty.kind === 'Reply');
  assert.deepEqual([empty.objects.length, empty.objects.lastMs], [0, 0]);
});
