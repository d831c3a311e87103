import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRateLimit } from '../../src/endpoints/rate-limit.ts';

test('so many at once, then so many a second, and no more saved up', () => {
  let nowMs = 0;
  const admit = createRateLimit({ perSecond: 10, nowMs: () => nowMs });
  const passed = (asked: number) => Array.from({ length: asked }, admit).filter(Boolean).length;
  assert.equal(passed(15), 10);
  nowMs += 500;
  assert.equal(passed(15), 5);
  nowMs += 100_000;
  assert.equal(passed(15), 10);
});
