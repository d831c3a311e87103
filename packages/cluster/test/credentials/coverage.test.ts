import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverage, inWords, type Span } from '../../src/credentials/coverage.ts';

const hour = 3_600_000;
const token = (maxMs: number | null): Span => ({
  what: 'Vault token (login)',
  maxMs,
  replaceable: false,
  setBy: 'log in again',
});
const lease = (maxMs: number | null, replaceable = true): Span => ({
  what: 'Nomad token (nomad/creds/perf)',
  maxMs,
  replaceable,
  setBy: 'max_ttl of nomad/config/lease',
});

test('a run of 20 hours and a token of 8 are told apart in words', () => {
  const { shortfalls, notes } = coverage({
    token: token(8 * hour),
    leases: [lease(null)],
    plannedMs: 20 * hour,
  });
  assert.deepEqual(shortfalls, [
    'the Vault token (login) can be kept for 8 h at most and the run is planned for 20 h: it would end 12 h too early; with it ends the Nomad token (nomad/creds/perf); log in again',
  ]);
  assert.deepEqual(notes, []);
});

test('a lease that can be replaced is a note, another one a shortfall', () => {
  const o = { token: token(null), plannedMs: 20 * hour };
  assert.deepEqual(coverage({ ...o, leases: [lease(8 * hour)] }), {
    shortfalls: [],
    notes: [
      'the Nomad token (nomad/creds/perf) lives 8 h at most and will be replaced by another one before it ends',
    ],
  });
  assert.match(
    coverage({ ...o, leases: [lease(8 * hour, false)] }).shortfalls[0]!,
    /end 12 h too early; max_ttl/,
  );
});

test('a run may last longer than planned', () => {
  const exact = coverage({ token: token(20 * hour), leases: [], plannedMs: 20 * hour });
  assert.match(exact.shortfalls[0]!, /leaves less than the 10 min that it may take longer/);
  assert.deepEqual(coverage({ token: token(20.2 * hour), leases: [], plannedMs: 20 * hour }).shortfalls, []);
});

test('durations are said as people say them', () => {
  const words = [1, 90_000, 45 * 60_000, 20 * hour + 3 * 60_000, 100 * hour].map(inWords);
  assert.deepEqual(words, ['0 s', '90 s', '45 min', '20 h 3 min', '4 days']);
});
