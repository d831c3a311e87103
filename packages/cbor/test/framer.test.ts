import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Framer, fromHex, itemEnd, toHex, Writer } from '../src/index.ts';
import { randomFrom, writeRandomItem } from './random.ts';

function randomItems(seed: number): Uint8Array[] {
  const random = randomFrom(seed);
  return Array.from({ length: 1 + random(6) }, () => {
    const writer = new Writer();
    writeRandomItem(writer, random, 3);
    return writer.finish();
  });
}

test('a stream cut anywhere gives the same items', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const items = randomItems(seed);
    const stream = Buffer.concat(items);
    const random = randomFrom(seed + 1000);
    const largest = 1 + random(seed % 3 === 0 ? 3 : 200);
    const framer = new Framer();
    const got: string[] = [];
    const kept: Uint8Array[] = [];
    for (let at = 0; at < stream.length; ) {
      const end = Math.min(stream.length, at + 1 + random(largest));
      // A chunk of its own, so that an item that was given out would show a later overwrite.
      for (const item of framer.push(Uint8Array.from(stream.subarray(at, end)))) {
        kept.push(item);
        got.push(toHex(item));
      }
      at = end;
    }
    assert.deepEqual(got, items.map(toHex), `seed ${seed}`);
    assert.deepEqual(kept.map(toHex), got, `seed ${seed}: items stay as they were given`);
    assert.equal(framer.pendingBytes, 0);
  }
});

test('every single cut of a stream gives the same items', () => {
  const stream = fromHex(
    '82039f8200816568656c6c6fff5f4101ff1bffffffffffffffffa16161f5d903e8a2011a6a620a702b0080',
  );
  const items = new Framer().push(stream).map(toHex);
  assert.equal(items.length, 6);
  for (let cut = 1; cut < stream.length; cut++) {
    const framer = new Framer();
    const got = [...framer.push(stream.subarray(0, cut)), ...framer.push(stream.subarray(cut))];
    assert.deepEqual(got.map(toHex), items, `cut at ${cut}`);
  }
});

test('whole items before bad bytes are given out', () => {
  const framer = new Framer();
  framer.add(fromHex('8101ff'));
  assert.equal(toHex(framer.next() ?? new Uint8Array()), '8101');
  assert.throws(() => framer.next(), { code: 'CBOR_MALFORMED' });
});

test('an item over the limit is refused, whole or not, and smaller ones are not', () => {
  assert.equal(new Framer({ maxBytes: 5 }).push(fromHex('440102030481018101')).length, 3);
  assert.throws(() => new Framer({ maxBytes: 5 }).push(fromHex('450102030405')), { code: 'CBOR_LIMIT' });
  const framer = new Framer({ maxBytes: 5 });
  assert.deepEqual(framer.push(fromHex('5a00100000')), []);
  assert.throws(() => framer.push(fromHex('00')), { code: 'CBOR_LIMIT' });
});

test('a chunk that the caller reuses does not change what is pending', () => {
  const framer = new Framer();
  const chunk = Buffer.from('8201', 'hex');
  framer.push(chunk);
  framer.push(Buffer.from('82', 'hex'));
  chunk.fill(0);
  assert.deepEqual(framer.push(Buffer.from('0203', 'hex')).map(toHex), ['8201820203']);
});

test('a long item in small pieces is walked once: work grows with its length', () => {
  const writer = new Writer();
  writer.beginArray();
  for (let i = 0; i < 20_000; i++) writer.text(`element number ${i}`);
  const bytes = writer.end().finish();
  const framer = new Framer();
  const startMs = performance.now();
  let items: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 10) items = framer.push(bytes.subarray(at, at + 10));
  assert.equal(items.length, 1);
  assert.equal(itemEnd(bytes), bytes.length);
  // 40,000 pieces; a walk from the start at each would take minutes.
  assert.ok(performance.now() - startMs < 5000);
});
