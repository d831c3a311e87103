import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allocateTime, resolveProfile } from '../src/index.ts';

test('the times of a run, in every form that its files have', () => {
  const profile = resolveProfile('quick');
  const offset = profile.derived.genesis_future_offset;
  const timing = allocateTime(profile, Date.parse('2026-05-04T09:08:07.001Z') - offset * 1000);
  // A genesis holds no fraction of a second: up, never down.
  assert.equal(timing.systemStart, '2026-05-04T09:08:08Z');
  assert.equal(timing.start, Date.parse('2026-05-04T09:08:08Z') / 1000);
  assert.equal(timing.start_tag, '2026-05-04-09.08');
  assert.equal(timing.start_human, '2026-05-04 09:08:08 UTC');
  assert.equal(timing.workload_end - timing.start, profile.derived.generator_duration);
  assert.equal(timing.earliest_end, Math.min(timing.workload_end, timing.shutdown_end));
  assert.equal(Date.parse(timing.earliestEndTime) / 1000, timing.earliest_end);
});
