import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { pause } from '../src/pause.ts';

test('a pause ends by itself or with its signal, and leaves no listener', async () => {
  const stop = new AbortController();
  await pause(1, stop.signal);
  const long = pause(60_000, stop.signal);
  assert.equal(getEventListeners(stop.signal, 'abort').length, 1);
  stop.abort();
  await long;
  assert.equal(getEventListeners(stop.signal, 'abort').length, 0);
  await pause(60_000, stop.signal);
});
