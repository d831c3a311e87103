import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode as decodeWithOracle, encode as encodeWithOracle } from 'cbor2';
import { type CborValue, Reader, readValue, Writer } from '../src/index.ts';
import { randomFrom, randomText, writeRandomItem } from './random.ts';

test('cbor2 reads the same values from 2000 random items', () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const writer = new Writer();
    writeRandomItem(writer, randomFrom(seed));
    const bytes = writer.finish();
    const reader = new Reader(bytes);
    const ours = plain(readValue(reader));
    reader.expectEnd();
    assert.deepEqual(ours, decodeWithOracle(bytes), `seed ${seed}`);
  }
});

test('values that cbor2 wrote are read, 1000 random texts, integers and floats', () => {
  const random = randomFrom(7);
  for (let i = 0; i < 1000; i++) {
    const value = [
      randomText(random),
      random(0x7fffffff) - 0x3fffffff,
      (random(1000) + 1) / 7,
      { a: random(300), b: [randomText(random, 400)] },
      -(2n ** 63n) - BigInt(random(1000)),
    ];
    const reader = new Reader(new Uint8Array(encodeWithOracle(value)));
    assert.deepEqual(plain(readValue(reader)), value, `round ${i}`);
    reader.expectEnd();
  }
});

/** cbor2's view: safe integers as numbers, maps of texts as objects. */
function plain(value: CborValue): unknown {
  switch (value.kind) {
    case 'int':
      return BigInt(Number(value.value)) === value.value && Number.isSafeInteger(Number(value.value))
        ? Number(value.value)
        : value.value;
    case 'bytes':
      return new Uint8Array(value.value);
    case 'array':
      return value.items.map(plain);
    case 'map':
      return Object.fromEntries(value.entries.map(([k, v]) => [plain(k), plain(v)]));
    case 'null':
      return null;
    case 'text':
    case 'bool':
    case 'float':
      return value.value;
    default:
      throw new Error(`not written by these tests: ${value.kind}`);
  }
}
