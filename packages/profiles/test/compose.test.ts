import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base } from '../src/base.ts';
import { compose, piece } from '../src/compose.ts';
import { overlay, overlayParameters } from '../src/merge.ts';

test('two pieces that set one value are an error that names both', () => {
  const pieces = [piece('slow', { generator: { tps: 1 } }), piece('swift', { generator: { tps: 99 } })];
  assert.throws(
    () => compose('p', base, pieces),
    /p: generator\.tps: expected one piece to set it, got 'slow' and 'swift'/,
  );
});

test('lists grow in order, the same entry twice is an error', () => {
  const one = piece('one', { analysis: { filters: ['a'] } });
  const two = piece('two', { analysis: { filters: ['b'] } });
  assert.deepEqual(compose('p', base, [one, two]).analysis.filters, ['a', 'b']);
  assert.throws(() => compose('p', base, [one, piece('again', { analysis: { filters: ['a'] } })]), {
    code: 'PROFILE_PIECES',
  });
});

test('pieces leave the base as it is', () => {
  const before = structuredClone(base);
  const spec = compose('p', base, [piece('a', { generator: { tps: 7 }, node: { tracer: false } })]);
  assert.equal(spec.generator.tps, 7);
  assert.equal(spec.generator.tx_fee, base.generator.tx_fee);
  assert.equal(spec.node.tracer, false);
  assert.deepEqual(base, before);
});

const merges: readonly [name: string, under: unknown, over: unknown, plain: unknown, parameters: unknown][] =
  [
    ['scalars', { a: 1, b: 2 }, { b: 3 }, { a: 1, b: 3 }, { a: 1, b: 3 }],
    ['objects', { a: { b: 1, c: 2 } }, { a: { c: 3 } }, { a: { b: 1, c: 3 } }, { a: { b: 1, c: 3 } }],
    ['arrays replace', { a: [1, 2] }, { a: [3] }, { a: [3] }, { a: [3] }],
    ['null replaces', { a: { b: 1 } }, { a: null }, { a: null }, { a: null }],
    ['an empty object wipes parameters only', { a: { b: 1 } }, { a: {} }, { a: { b: 1 } }, { a: {} }],
    [
      'another tag replaces parameters only',
      { a: { tag: 'N', contents: 1 } },
      { a: { tag: 'M' } },
      { a: { tag: 'M', contents: 1 } },
      { a: { tag: 'M' } },
    ],
  ];
for (const [name, under, over, plain, parameters] of merges)
  test(`merge: ${name}`, () => {
    assert.deepEqual(overlay(under, over), plain);
    assert.deepEqual(overlayParameters(under, over), parameters);
  });
