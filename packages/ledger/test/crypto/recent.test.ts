import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remember } from '../../src/crypto/recent.ts';

test('computes once for the same bytes, and again only after being pushed out', () => {
  const computed: number[] = [];
  const recent = remember(4, (bytes) => {
    computed.push(bytes[0]!);
    return { value: bytes[0]! };
  });
  const first = recent(Uint8Array.of(1));
  assert.equal(recent(Uint8Array.of(1)), first);
  recent(Uint8Array.of(2));
  recent(Uint8Array.of(3));
  assert.equal(recent(Uint8Array.of(1)), first, 'still in the older half');
  assert.deepEqual(computed, [1, 2, 3]);
  for (let i = 10; i < 20; i++) recent(Uint8Array.of(i));
  assert.notEqual(recent(Uint8Array.of(1)), first);
  assert.equal(computed.at(-1), 1);
});

test('a key is its content: changing the bytes later does not change what is remembered', () => {
  const recent = remember(4, (bytes) => bytes[0]!);
  const bytes = Uint8Array.of(7);
  recent(bytes);
  bytes[0] = 8;
  assert.equal(recent(bytes), 8);
  assert.equal(recent(Uint8Array.of(7)), 7);
});
