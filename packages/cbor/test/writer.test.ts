import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode, fromHex, Reader, toHex, Writer } from '../src/index.ts';

const heads: [value: number | bigint, hex: string][] = [
  [0, '00'],
  [23, '17'],
  [24, '1818'],
  [255, '18ff'],
  [256, '190100'],
  [65535, '19ffff'],
  [65536, '1a00010000'],
  [2 ** 32 - 1, '1affffffff'],
  [2 ** 32, '1b0000000100000000'],
  [Number.MAX_SAFE_INTEGER, '1b001fffffffffffff'],
  [0n, '00'],
  [2n ** 32n - 1n, '1affffffff'],
  [2n ** 32n, '1b0000000100000000'],
  [2n ** 64n - 1n, '1bffffffffffffffff'],
];
for (const [value, hex] of heads)
  test(`${typeof value} ${value} and its negative counterpart have the shortest head`, () => {
    assert.equal(toHex(new Writer().uint(value).finish()), hex);
    const negative = fromHex(hex);
    negative[0]! |= 0x20;
    const counterpart = typeof value === 'bigint' ? -1n - value : -1 - value;
    if (typeof counterpart === 'bigint' || Number.isSafeInteger(counterpart + 1))
      assert.equal(toHex(new Writer().int(counterpart).finish()), toHex(negative));
  });

for (const value of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -1n, 2n ** 64n])
  test(`${typeof value} ${value} is no unsigned integer`, () => {
    assert.throws(() => new Writer().uint(value), RangeError);
  });

/** The head of a text is written before its encoded length is known; every width must come out right. */
for (const unit of ['a', 'ü', '水', '😀', 'aü水😀'])
  test(`texts of ${unit} around every change of width`, () => {
    const edges = [0, 23, 24, 31, 32, 33, 255, 256, 65535, 65536];
    for (const bytes of edges.flatMap((edge) => [edge, Math.floor(edge / 2), Math.floor(edge / 3)]))
      for (const extra of [-1, 0, 1, 2]) {
        const text = unit.repeat(Math.max(0, Math.floor(bytes / Buffer.byteLength(unit)) + extra));
        const utf8 = Buffer.from(text);
        const head = new Writer().uint(utf8.length).finish();
        head[0]! |= 0x60;
        const written = new Writer(1).text(text).finish();
        assert.equal(toHex(written), toHex(head) + utf8.toString('hex'), `${text.length} units`);
        const reader = new Reader(written);
        assert.equal(reader.text(), text);
        reader.expectEnd();
      }
  });

test('a lone surrogate becomes the replacement character, never invalid UTF-8', () => {
  for (const text of ['\ud800', `${'x'.repeat(40)}\udc00`])
    assert.equal(new Reader(new Writer().text(text).finish()).text(), text.toWellFormed());
});

test('a writer grows, resets and keeps what it gave out', () => {
  const writer = new Writer(1);
  const first = writer.array(2).text('x'.repeat(1000)).bytes(new Uint8Array(5000)).finish();
  assert.equal(writer.length, first.length);
  const copy = toHex(first);
  writer.reset().raw(fromHex('8101'));
  assert.equal(toHex(writer.finish()), '8101');
  assert.equal(toHex(first), copy);
});

test('indefinite forms are written as told', () => {
  const writer = new Writer();
  writer.beginArray().uint(1).end().beginMap().text('a').bool(true).end();
  writer.beginBytes().bytes(fromHex('0102')).end();
  assert.equal(toHex(writer.finish()), '9f01ffbf6161f5ff5f420102ff');
});

test('a codec is a pair', () => {
  const pair = {
    encode: (w: Writer, n: number) => void w.tag(5).uint(n),
    decode: (r: Reader) => {
      r.expectTag(5);
      return r.uint();
    },
  };
  assert.equal(toHex(encode(pair, 500)), 'c51901f4');
});

test('hexadecimal that is none is refused', () => {
  for (const text of ['0', 'zz', '00 ', '0x00']) assert.throws(() => fromHex(text), RangeError);
  assert.equal(toHex(fromHex('00ff10')), '00ff10');
});
