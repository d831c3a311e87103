import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CborValue, fromHex, itemEnd, Reader, readValue, toHex, Writer } from '../src/index.ts';

/** RFC 8949, Appendix A: encoded item and its meaning. Integers as bigint, maps as lists of entries. */
const t = (tag: number, value: unknown) => ({ tag, value });
const m = (...entries: [unknown, unknown][]) => ({ map: entries });
const s = (simple: number) => ({ simple });
const b = (hex: string) => fromHex(hex);
const upTo25 = Array.from({ length: 25 }, (_, i) => BigInt(i + 1));

const definite: [hex: string, value: unknown][] = [
  ['00', 0n],
  ['01', 1n],
  ['0a', 10n],
  ['17', 23n],
  ['1818', 24n],
  ['1819', 25n],
  ['1864', 100n],
  ['1903e8', 1000n],
  ['1a000f4240', 1000000n],
  ['1b000000e8d4a51000', 1000000000000n],
  ['1bffffffffffffffff', 18446744073709551615n],
  ['c249010000000000000000', t(2, b('010000000000000000'))],
  ['3bffffffffffffffff', -18446744073709551616n],
  ['c349010000000000000000', t(3, b('010000000000000000'))],
  ['20', -1n],
  ['29', -10n],
  ['3863', -100n],
  ['3903e7', -1000n],
  ['fb3ff199999999999a', 1.1],
  ['fb7e37e43c8800759c', 1.0e300],
  ['fbc010666666666666', -4.1],
  ['f4', false],
  ['f5', true],
  ['f6', null],
  ['f7', undefined],
  ['c074323031332d30332d32315432303a30343a30305a', t(0, '2013-03-21T20:04:00Z')],
  ['c11a514b67b0', t(1, 1363896240n)],
  ['c1fb41d452d9ec200000', t(1, 1363896240.5)],
  ['d74401020304', t(23, b('01020304'))],
  ['d818456449455446', t(24, b('6449455446'))],
  ['d82076687474703a2f2f7777772e6578616d706c652e636f6d', t(32, 'http://www.example.com')],
  ['40', b('')],
  ['4401020304', b('01020304')],
  ['60', ''],
  ['6161', 'a'],
  ['6449455446', 'IETF'],
  ['62225c', '"\\'],
  ['62c3bc', 'ü'],
  ['63e6b0b4', '水'],
  ['64f0908591', '𐅑'],
  ['80', []],
  ['83010203', [1n, 2n, 3n]],
  ['8301820203820405', [1n, [2n, 3n], [4n, 5n]]],
  ['98190102030405060708090a0b0c0d0e0f101112131415161718181819', upTo25],
  ['a0', m()],
  ['a201020304', m([1n, 2n], [3n, 4n])],
  ['a26161016162820203', m(['a', 1n], ['b', [2n, 3n]])],
  ['826161a161626163', ['a', m(['b', 'c'])]],
  [
    'a56161614161626142616361436164614461656145',
    m(['a', 'A'], ['b', 'B'], ['c', 'C'], ['d', 'D'], ['e', 'E']),
  ],
];

/** Read, but never written in this form: the writer has 64-bit floats, and no simple values. */
const readOnly: [hex: string, value: unknown][] = [
  ['f90000', 0],
  ['f98000', -0],
  ['f93c00', 1],
  ['f93e00', 1.5],
  ['f97bff', 65504],
  ['fa47c35000', 100000],
  ['fa7f7fffff', 3.4028234663852886e38],
  ['f90001', 2 ** -24],
  ['f90400', 0.00006103515625],
  ['f9c400', -4],
  ['f97c00', Number.POSITIVE_INFINITY],
  ['f97e00', Number.NaN],
  ['f9fc00', Number.NEGATIVE_INFINITY],
  ['fa7f800000', Number.POSITIVE_INFINITY],
  ['fa7fc00000', Number.NaN],
  ['faff800000', Number.NEGATIVE_INFINITY],
  ['fb7ff0000000000000', Number.POSITIVE_INFINITY],
  ['fb7ff8000000000000', Number.NaN],
  ['fbfff0000000000000', Number.NEGATIVE_INFINITY],
  ['f0', s(16)],
  ['f8ff', s(255)],
];

const indefinite: [hex: string, value: unknown][] = [
  ['5f42010243030405ff', b('0102030405')],
  ['7f657374726561646d696e67ff', 'streaming'],
  ['9fff', []],
  ['9f018202039f0405ffff', [1n, [2n, 3n], [4n, 5n]]],
  ['9f01820203820405ff', [1n, [2n, 3n], [4n, 5n]]],
  ['83018202039f0405ff', [1n, [2n, 3n], [4n, 5n]]],
  ['83019f0203ff820405', [1n, [2n, 3n], [4n, 5n]]],
  ['9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff', upTo25],
  ['bf61610161629f0203ffff', m(['a', 1n], ['b', [2n, 3n]])],
  ['826161bf61626163ff', ['a', m(['b', 'c'])]],
  ['bf6346756ef563416d7421ff', m(['Fun', true], ['Amt', -2n])],
];

for (const [hex, value] of [...definite, ...readOnly, ...indefinite])
  test(`${hex} reads, skips and ends`, () => {
    const bytes = fromHex(hex);
    const reader = new Reader(bytes);
    const read = readValue(reader);
    reader.expectEnd();
    assert.deepEqual(meaning(read), value);
    assert.deepEqual([read.start, read.end], [0, bytes.length]);
    assert.equal(itemEnd(bytes), bytes.length);
    assert.equal(toHex(new Reader(bytes).skip()), hex);
    for (let cut = 0; cut < bytes.length; cut++) {
      assert.equal(itemEnd(bytes.subarray(0, cut)), undefined, `cut at ${cut}`);
      assert.throws(() => readValue(new Reader(bytes.subarray(0, cut))), { code: 'CBOR_INCOMPLETE' });
    }
  });

for (const [hex, value] of definite)
  test(`${hex} is written`, () => {
    const writer = new Writer(1);
    write(writer, value);
    assert.equal(toHex(writer.finish()), hex);
  });

/** RFC 8949, Appendix F: not well-formed (a selection of every kind). */
const malformed = [
  '1c',
  '1d',
  '1e',
  '3c',
  '5c',
  '7d',
  '9e',
  'bc',
  'dd',
  'fc',
  'fd',
  'fe', // reserved additional information
  'f800',
  'f801',
  'f818',
  'f81f', // simple values that have a shorter form
  '5f00ff',
  '5f21ff',
  '5f6100ff',
  '5f80ff',
  '5fa0ff',
  '5fc000ff',
  '5fe0ff',
  '7f4100ff', // wrong chunks
  '5f5f4100ffff',
  '7f7f6100ffff', // chunks of chunks
  'ff',
  '81ff',
  '8200ff',
  'a1ff',
  'a100ff',
  'a20000ff',
  '9f81ff',
  '9f829f819f9fffffffff', // stray breaks
  'bf00ff',
  'bf000000ff', // maps with an odd number of items
  '1f',
  '3f',
  'df', // indefinite length where there is none
];
for (const hex of malformed)
  test(`${hex} is malformed`, () => {
    for (const read of [() => itemEnd(fromHex(hex)), () => readValue(new Reader(fromHex(hex)))])
      assert.throws(read, (error: { code: string }) => /CBOR_(MALFORMED|UNEXPECTED)/.test(error.code));
  });

function meaning(value: CborValue): unknown {
  switch (value.kind) {
    case 'array':
      return value.items.map(meaning);
    case 'map':
      return m(...value.entries.map(([k, v]): [unknown, unknown] => [meaning(k), meaning(v)]));
    case 'tag':
      return t(value.tag, meaning(value.value));
    case 'null':
      return null;
    case 'undefined':
      return undefined;
    case 'simple':
      return s(value.value);
    default:
      return value.value;
  }
}

function write(w: Writer, value: unknown): void {
  if (value === null) w.null();
  else if (value === undefined) w.undefined();
  else if (typeof value === 'bigint') w.int(value);
  else if (typeof value === 'number') w.float64(value);
  else if (typeof value === 'boolean') w.bool(value);
  else if (typeof value === 'string') w.text(value);
  else if (value instanceof Uint8Array) w.bytes(value);
  else if (Array.isArray(value)) {
    w.array(value.length);
    for (const item of value) write(w, item);
  } else if (typeof value === 'object' && 'map' in value) {
    const entries = value.map as [unknown, unknown][];
    w.map(entries.length);
    for (const item of entries.flat()) write(w, item);
  } else {
    const { tag, value: inner } = value as { tag: number; value: unknown };
    write(w.tag(tag), inner);
  }
}
