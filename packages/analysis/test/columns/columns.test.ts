import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBytes, toBytes } from '../../src/columns/column-file.ts';

const CASES: [name: string, value: unknown][] = [
  ['nothing', null],
  ['undefined', undefined],
  ['numbers that JSON loses', [Number.NaN, -0, Infinity, -Infinity]],
  ['numbers that JSON loses, in fields', { a: Number.NaN, b: -0, c: Infinity, d: undefined }],
  ['an empty record', {}],
  ['empty lists', { a: [], b: [[]], c: new Map() }],
  ['a column of each type', [new Float64Array([0, -0, Number.NaN]), new Uint8Array(3), new Int32Array([-1])]],
  ['columns of no length', { a: new Float64Array(0), b: new Uint32Array(0), c: new Uint8Array([7]) }],
  ['numbers, some missing', [1, undefined, 3, -0, 5e-324, Number.MAX_VALUE]],
  ['numbers and NaN', [1, 2, 3, Number.NaN, undefined]],
  ['texts, some missing', ['a', undefined, 'a', '', '\ud800', 'é\0"']],
  ['mixed', [1, 'a', null, true, undefined, { x: 1 }]],
  ['flags', Array.from({ length: 9 }, (_, i) => i % 2 === 0)],
  ['records', Array.from({ length: 7 }, (_, i) => ({ at: i / 3, name: `n${i % 2}`, deep: { x: [i] } }))],
  [
    'records, some fields missing',
    Array.from({ length: 9 }, (_, i) => ({
      at: i % 2 === 0 ? i : undefined,
      of: i % 3 === 0 ? { x: i } : undefined,
    })),
  ],
  ['missing records', [{ a: 1 }, undefined, { a: 2 }, undefined, { a: 3 }]],
  ['a map of records', new Map(['x', 'y', 'x-y', '__proto__', ''].map((key, i) => [key, { key, i }]))],
  ['a map of few', new Map([['constructor', 1]])],
  ['maps in records', Array.from({ length: 5 }, (_, i) => ({ m: new Map([[`${i}`, i]]) }))],
];

for (const [name, value] of CASES) {
  test(`${name} comes back as it was`, () => {
    assert.deepEqual(fromBytes(toBytes(value), new Map()), value);
    assert.deepEqual(fromBytes(toBytes({ value }), new Map()), { value });
  });
}

test('a column of bytes that lie anywhere', () => {
  const bytes = toBytes({ a: new Float64Array([1, 2]), b: new Uint8Array([3]) });
  for (let offset = 0; offset < 9; offset++) {
    const moved = new Uint8Array(bytes.length + offset);
    moved.set(bytes, offset);
    assert.deepEqual(fromBytes(moved.subarray(offset), new Map()), {
      a: new Float64Array([1, 2]),
      b: new Uint8Array([3]),
    });
  }
});

test('texts of several values become one string', () => {
  const shared = new Map<string, string>();
  const bytes = toBytes(['some', 'text', 'and', 'more']);
  fromBytes(bytes, shared);
  assert.deepEqual([...shared.keys()], ['some', 'text', 'and', 'more']);
});

test('what is no plain data is a mistake', () => {
  class Thing {}
  for (const value of [() => 1, new Thing(), new Set([1]), new Map([[1, 1]]), { $: 1 }, Symbol('s'), 1n])
    assert.throws(() => toBytes({ value }), /plain data|no texts|cannot be called/);
});

test('bytes that are changed, cut or longer are no value', () => {
  const bytes = toBytes({ a: new Float64Array([1, 2, 3]), b: ['x', 'y', 'z', 'x'], c: { d: [1, 2, 3, 4] } });
  for (let i = 0; i < bytes.length; i++) {
    const changed = bytes.slice();
    changed[i]! ^= 1 << (i % 8);
    assert.equal(fromBytes(changed, new Map()), undefined, `byte ${i} changed`);
    assert.equal(fromBytes(bytes.subarray(0, i), new Map()), undefined, `cut at ${i}`);
  }
  assert.equal(fromBytes(Buffer.concat([bytes, Buffer.alloc(8)]), new Map()), undefined);
});
