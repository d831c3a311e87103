import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureMachine } from '../../src/index.ts';

test('a short measurement of this machine has work, timers and shares in their ranges', async () => {
  const report = await measureMachine({ seconds: 0.3, now: () => new Date('2026-05-04T10:00:00Z') });
  assert.equal(report.measuredAt, '2026-05-04T10:00:00.000Z');
  assert.ok(report.seconds >= 0.3);
  assert.ok(
    report.work.samples >= 3 && report.work.samples === report.timers.samples,
    `${report.work.samples}`,
  );
  assert.ok(report.work.medianMs > 0.5 && report.work.medianMs < 200, `${report.work.medianMs}`);
  for (const share of [report.stealShare, report.otherLoadShare])
    assert.ok(share === null || (share >= 0 && share <= 1));
});

test('a measurement ends with its signal', async () => {
  const stop = new AbortController();
  stop.abort(new Error('enough'));
  await assert.rejects(measureMachine({ seconds: 5, signal: stop.signal, now: () => new Date() }), /enough/);
});
