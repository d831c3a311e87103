import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delayLine } from '../../src/mux/delay-line.ts';

const DELAY_MS = 15;

test('chunks arrive in order, whole, and no sooner than the delay', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const arrived: { chunk: Uint8Array; atMs: number }[] = [];
  const line = delayLine((chunk) => {
    arrived.push({ chunk, atMs: performance.now() });
    if (arrived.length === 3) resolve();
  }, DELAY_MS);
  const buffer = new Uint8Array(1);
  const sentMs: number[] = [];
  for (const byte of [1, 2, 3]) {
    // One memory for all of them, as the socket has it.
    buffer[0] = byte;
    line.push(buffer);
    sentMs.push(performance.now());
    if (byte === 2) await new Promise((next) => setTimeout(next, 4));
  }
  await promise;
  assert.deepEqual(
    arrived.map(({ chunk }) => [...chunk]),
    [[1], [2], [3]],
  );
  for (const [i, { atMs }] of arrived.entries()) assert.ok(atMs - sentMs[i]! > DELAY_MS - 1);
});

test('nothing arrives after stop', async () => {
  let arrived = 0;
  const line = delayLine(() => arrived++, 1);
  line.push(new Uint8Array(1));
  line.stop();
  await new Promise((next) => setTimeout(next, 10));
  assert.equal(arrived, 0);
});
