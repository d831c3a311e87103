import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, defaultLimits, Framer, fromHex, Reader, readValue, toHex, Writer } from '../src/index.ts';

const of = (hex: string) => new Reader(fromHex(hex));

const taken: [what: string, got: () => unknown, expected: unknown][] = [
  ['the largest safe integer', () => of('1b001fffffffffffff').int(), Number.MAX_SAFE_INTEGER],
  ['the smallest safe integer', () => of('3b001ffffffffffffe').int(), Number.MIN_SAFE_INTEGER],
  ['2^63-1', () => of('1b7fffffffffffffff').int64(), 2n ** 63n - 1n],
  ['-2^63', () => of('3b7fffffffffffffff').int64(), -(2n ** 63n)],
  ['2^64-1', () => of('1bffffffffffffffff').bigint(), 2n ** 64n - 1n],
  ['-2^64', () => of('3bffffffffffffffff').bigint(), -(2n ** 64n)],
  ['simple value 0', () => of('e0').simple(), 0],
  ['simple value 19', () => of('f3').simple(), 19],
  ['simple value 32', () => of('f820').simple(), 32],
  ['simple value 255', () => of('f8ff').simple(), 255],
];
for (const [what, got, expected] of taken) test(`${what} is read`, () => assert.equal(got(), expected));

const refused: [what: string, hex: string, read: (r: Reader) => unknown, code: string][] = [
  ['2^53', '1b0020000000000000', (r) => r.int(), 'CBOR_RANGE'],
  ['-2^53', '3b001fffffffffffff', (r) => r.int(), 'CBOR_RANGE'],
  ['a boolean as simple value', 'f4', (r) => r.simple(), 'CBOR_UNEXPECTED'],
  ['a double as simple value', 'fb0000000000000000', (r) => r.simple(), 'CBOR_UNEXPECTED'],
  ['a break as simple value', 'ff', (r) => r.simple(), 'CBOR_UNEXPECTED'],
  ['the initial byte 0xfc', 'fc', (r) => r.simple(), 'CBOR_MALFORMED'],
  ['the initial byte 0xfe', 'fe', (r) => r.simple(), 'CBOR_MALFORMED'],
  ['simple value 31 in two bytes', 'f81f', (r) => r.simple(), 'CBOR_MALFORMED'],
];
for (const [what, hex, read, code] of refused)
  test(`${what} is refused with ${code}`, () => {
    assert.throws(() => read(of(hex)), { name: 'CborError', code, offset: 0 });
  });

test('decode takes one item and nothing after it, by the limits that it is given', () => {
  const numbers = {
    encode: (w: Writer, values: number[]) => void w.array(values.length),
    decode: (r: Reader) => r.list((inner) => inner.uint()),
  };
  assert.deepEqual(decode(numbers, fromHex('820102')), [1, 2]);
  assert.throws(() => decode(numbers, fromHex('82010200')), { code: 'CBOR_TRAILING', offset: 3 });
  assert.throws(() => decode(numbers, fromHex('820102'), { ...defaultLimits, elements: 1 }), {
    code: 'CBOR_LIMIT',
  });
});

test('the limits that every reader has: 512 levels, 64 MiB a string, 16 Mi elements', () => {
  assert.deepEqual(defaultLimits, { depth: 512, stringBytes: 67_108_864, elements: 16_777_216 });
});

test('a chunk is the caller’s again once what it held was added to', () => {
  const framer = new Framer();
  const first = fromHex('8301');
  framer.add(first);
  framer.add(fromHex('02'));
  first.fill(0xff);
  const second = fromHex('03');
  framer.add(second);
  assert.equal(toHex(framer.pending), '83010203');
  assert.equal(toHex(framer.next()!), '83010203');
  // The next chunk alone is a view again; adding to it must not write into it.
  const third = new Uint8Array([0x82, 0x01, 0x77]).subarray(0, 2);
  framer.add(third);
  framer.add(fromHex('02'));
  assert.equal(third.buffer.byteLength, 3);
  assert.equal(new Uint8Array(third.buffer)[2], 0x77);
  assert.equal(toHex(framer.next()!), '820102');
});

test('a writer counts what a number beyond 32 bits takes', () => {
  const writer = new Writer(1).uint(2 ** 32).uint(2 ** 32 - 1);
  assert.equal(writer.length, 14);
  assert.equal(new Writer(1).text('x'.repeat(31)).length, 33);
});

test('a framer keeps to the limits that it is given, and says where an item is too large', () => {
  const limits = { ...defaultLimits, stringBytes: 2 };
  assert.equal(new Framer({ limits }).push(fromHex('420102')).length, 1);
  assert.throws(() => new Framer({ limits }).push(fromHex('43010203')), { code: 'CBOR_LIMIT' });
  assert.throws(() => new Framer({ maxBytes: 2 }).push(fromHex('420102')), {
    code: 'CBOR_LIMIT',
    message: 'CBOR_LIMIT at byte 0: expected an item of at most 2 bytes, got 3 bytes',
  });
});

test('errors show bytes in hexadecimal, and the first 40 characters of what is none', () => {
  assert.throws(() => of('fc').simple(), { message: /got 0xfc$/ });
  const text = `${'0123456789'.repeat(4)}x`;
  assert.throws(() => fromHex(text), { message: `not hexadecimal: ${text.slice(0, 40)}` });
});

test('keys of a map stand one level deeper than the map, as its values do', () => {
  const limits = { ...defaultLimits, depth: 2 };
  for (const hex of ['a1818000', 'a1008180'])
    assert.equal(readValue(new Reader(fromHex(hex), { limits })).kind, 'map');
  for (const hex of ['a181818000', 'a100818180'])
    assert.throws(() => readValue(new Reader(fromHex(hex), { limits })), { code: 'CBOR_LIMIT' });
});
