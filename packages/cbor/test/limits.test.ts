import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, itemEnd, type Limits, Reader, readValue } from '../src/index.ts';

const small: Limits = { depth: 8, stringBytes: 10, elements: 4 };
const read = (bytes: Uint8Array, limits?: Limits) => readValue(new Reader(bytes, limits ? { limits } : {}));

for (const [name, byte] of [
  ['arrays', 0x81],
  ['indefinite arrays', 0x9f],
  ['maps', 0xa1],
  ['tags', 0xc1],
] as const)
  test(`a million nested ${name} cost neither stack nor memory`, () => {
    const bytes = new Uint8Array(1_000_000).fill(byte);
    assert.throws(() => itemEnd(bytes), { code: 'CBOR_LIMIT' });
    assert.throws(() => read(bytes), { code: 'CBOR_LIMIT' });
  });

test('the deepest allowed nesting is read', () => {
  const at = (depth: number) => new Uint8Array(depth + 1).fill(0x81, 0, depth);
  assert.equal(itemEnd(at(512)), 513);
  assert.equal(read(at(512)).kind, 'array');
  assert.throws(() => itemEnd(at(513)), { code: 'CBOR_LIMIT' });
  assert.throws(() => read(at(513)), { code: 'CBOR_LIMIT' });
});

for (const [name, hex] of [
  ['a string of 2^64-1 bytes', '5bffffffffffffffff'],
  ['a text of 2^63 bytes', '7b8000000000000000'],
  ['an array of 2^64-1 elements', '9bffffffffffffffff'],
  ['a map of 2^32 entries', 'bb0000000100000000'],
  ['an array of 2^32-1 elements', '9affffffff'],
] as const)
  test(`${name} is over the limit at its head`, () => {
    assert.throws(() => itemEnd(fromHex(hex)), { code: 'CBOR_LIMIT' });
    assert.throws(() => read(fromHex(hex)), { code: 'CBOR_LIMIT' });
  });

for (const [name, within, beyond] of [
  ['string', '4a00000000000000000000', '4b0000000000000000000000'],
  ['text', '6a61616161616161616161', '6b6161616161616161616161'],
  ['chunked string', '5f450000000000450000000000ff', '5f450000000000460000000000 00ff'],
  ['chunked text', '7f656161616161656161616161ff', '7f656161616161666161616161 61ff'],
  ['array', '8400000000', '850000000000'],
  ['indefinite array', '9f00000000ff', '9f0000000000ff'],
  ['map', 'a40000000000000000', 'a500000000000000000000'],
  ['indefinite map', 'bf0000000000000000ff', 'bf00000000000000000000ff'],
] as const)
  test(`${name} at and beyond its limit`, () => {
    read(fromHex(within), small);
    assert.throws(() => read(fromHex(beyond.replaceAll(' ', '')), small), { code: 'CBOR_LIMIT' });
  });

test('errors name the offset, what was expected and what came', () => {
  const reader = new Reader(fromHex('8201f6'));
  reader.expectArray(2);
  reader.uint();
  assert.throws(() => reader.text(), {
    code: 'CBOR_UNEXPECTED',
    offset: 2,
    expected: 'text',
    got: 'null',
    message: 'CBOR_UNEXPECTED at byte 2: expected text, got null',
  });
});

const refused: [what: string, hex: string, read: (r: Reader) => unknown, code: string][] = [
  ['an integer above the asked maximum', '1901 00', (r) => r.uint(255), 'CBOR_RANGE'],
  ['an unsafe integer', '1b0020000000000000', (r) => r.uint(), 'CBOR_RANGE'],
  ['an int64 above 2^63-1', '1b8000000000000000', (r) => r.int64(), 'CBOR_RANGE'],
  ['an int64 below -2^63', '3b8000000000000000', (r) => r.int64(), 'CBOR_RANGE'],
  ['another tag', 'c200', (r) => r.expectTag(1), 'CBOR_UNEXPECTED'],
  ['another constant', '02', (r) => r.expectUint(1), 'CBOR_UNEXPECTED'],
  ['an array of another length', '8100', (r) => r.expectArray(2), 'CBOR_UNEXPECTED'],
  ['an indefinite array', '9fff', (r) => r.definiteArray(), 'CBOR_UNEXPECTED'],
  ['an indefinite map', 'bfff', (r) => r.definiteMap(), 'CBOR_UNEXPECTED'],
  ['a chunked text', '7fff', (r) => r.definiteText(), 'CBOR_UNEXPECTED'],
  ['a definite string', '4100', (r) => r.chunkedBytes(), 'CBOR_UNEXPECTED'],
  ['an integer', '00', (r) => r.bool(), 'CBOR_UNEXPECTED'],
  ['invalid UTF-8', '62c328', (r) => r.text(), 'CBOR_MALFORMED'],
  ['an encoded surrogate', '63eda080', (r) => r.text(), 'CBOR_MALFORMED'],
  ['a cut string', '420 0'.replace(' ', ''), (r) => r.bytes(), 'CBOR_INCOMPLETE'],
  ['more after the item', '0000', (r) => [r.uint(), r.expectEnd()], 'CBOR_TRAILING'],
];
for (const [what, hex, act, code] of refused)
  test(`${what} is refused with ${code}`, () => {
    assert.throws(() => act(new Reader(fromHex(hex.replaceAll(' ', '')))), { code });
  });

test('wider heads than needed are read', () => {
  for (const hex of ['1801', '190001', '1a00000001', '1b0000000000000001'])
    assert.equal(new Reader(fromHex(hex)).uint(), 1);
  assert.equal(new Reader(fromHex('79000161')).text(), 'a');
});
