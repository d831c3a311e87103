import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeMachineReport } from '../../src/index.ts';
import { judgeMachine, type MachineSamples } from '../../src/machine/report.ts';

const tenSeconds = { total: 0, busy: 0, steal: 0 };
/** Ten seconds of four cores: 4000 ticks, of which the measurement used 500 (5 s of one core). */
const QUIET: MachineSamples = {
  measuredAt: '2026-05-04T10:00:00.000Z',
  seconds: 10,
  cores: 4,
  workMs: Array.from({ length: 500 }, (_, i) => 5 + (i % 10) * 0.01),
  lateMs: Array.from({ length: 500 }, (_, i) => 0.1 + (i % 10) * 0.05),
  ownCpuMs: 5000,
  ticks: { before: tenSeconds, after: { total: 4000, busy: 540, steal: 0 } },
  megahertz: [2400, 2400, 2410, 2390],
};

test('a quiet machine: its own load is not taken for that of others', () => {
  const report = judgeMachine(QUIET);
  assert.deepEqual([report.verdict, report.reasons], ['quiet', []]);
  assert.equal(report.otherLoadShare, 0.01);
  assert.equal(report.stealShare, 0);
  assert.ok(Math.abs(report.work.medianMs - 5.05) < 0.011);
});

const noisy: readonly (readonly [string, Partial<MachineSamples>, RegExp])[] = [
  [
    'steal',
    { ticks: { before: tenSeconds, after: { total: 4000, busy: 620, steal: 80 } } },
    /hypervisor took 2\.0 %/,
  ],
  [
    'other load',
    { ticks: { before: tenSeconds, after: { total: 4000, busy: 900, steal: 0 } } },
    /other programs used 10\.0 %/,
  ],
  [
    'late timers',
    { lateMs: [...QUIET.lateMs.slice(10), ...new Array<number>(10).fill(20)] },
    /20\.0 ms late/,
  ],
  [
    'uneven work',
    { workMs: [...QUIET.workMs.slice(50), ...new Array<number>(50).fill(6)] },
    /18\.8 % longer/,
  ],
  ['a moving clock', { megahertz: [1200, 3600] }, /between 1200 and 3600 MHz/],
];
for (const [name, change, says] of noisy)
  test(`a noisy machine says why: ${name}`, () => {
    const report = judgeMachine({ ...QUIET, ...change });
    assert.equal(report.verdict, 'noisy');
    assert.match(report.reasons.join('\n'), says);
    assert.equal(report.reasons.length, 1);
  });

test('without /proc it judges by work and timers, and says what it does not know', () => {
  const report = judgeMachine({ ...QUIET, ticks: null, megahertz: [] });
  assert.equal(report.verdict, 'quiet');
  assert.match(describeMachineReport(report).join('\n'), /steal unknown, other load unknown, clock unknown/);
});
