import assert from 'node:assert/strict';
import { test } from 'node:test';
import { issued, type Lease, type LeaseEvent, nextAttemptMs, step } from '../../src/credentials/lease.ts';

const fresh = issued({ atMs: 0, ttlMs: 60_000, renewable: true })!;
const renewed = (atMs: number, grantedMs: number, renewable = true): LeaseEvent => ({
  kind: 'renewed',
  atMs,
  grantedMs,
  renewable,
});

test('a lease is renewed after two thirds of its time, earlier by the jitter', () => {
  assert.equal(nextAttemptMs(fresh, 0), 40_000);
  assert.equal(nextAttemptMs(fresh, 0.5), 38_000);
  const next = step(fresh, renewed(40_000, 60_000));
  assert.deepEqual(next, {
    kind: 'live',
    term: { fromMs: 40_000, endsMs: 100_000, ttlMs: 60_000 },
    failures: 0,
  });
  assert.equal(nextAttemptMs(next, 0), 80_000);
});

const ways: readonly (readonly [name: string, events: readonly LeaseEvent[], kind: Lease['kind']])[] = [
  ['granted all of it', [renewed(1, 60_000)], 'live'],
  ['granted a second less, by rounding', [renewed(1, 59_000)], 'live'],
  ['cut by the longest life', [renewed(1, 30_000)], 'ending'],
  ['told that it was the last time', [renewed(1, 60_000, false)], 'ending'],
  ['granted nothing', [renewed(1, 0)], 'lost'],
  ['refused', [{ kind: 'refused', atMs: 1, problem: 'lease not found' }], 'lost'],
  ['not reached once', [{ kind: 'unreachable', atMs: 1, problem: 'x' }], 'live'],
  ['not reached until it ended', [{ kind: 'unreachable', atMs: 60_000, problem: 'x' }], 'lost'],
  [
    'renewed after it was not reached',
    [{ kind: 'unreachable', atMs: 1, problem: 'x' }, renewed(2, 60_000)],
    'live',
  ],
  ['renewed after it was lost', [renewed(1, 0), renewed(2, 60_000)], 'lost'],
];
for (const [name, events, kind] of ways)
  test(`a lease ${name} is ${kind}`, () => assert.equal(events.reduce(step, fresh).kind, kind));

test('without an answer it is tried more than three times before it ends, and no later', () => {
  for (const ttlMs of [3000, 60_000, 3_600_000]) {
    let lease: Lease = issued({ atMs: 0, ttlMs, renewable: true })!;
    const tries: number[] = [];
    for (;;) {
      const atMs = nextAttemptMs(lease, 0.99);
      if (atMs === undefined) break;
      tries.push(atMs);
      lease = step(lease, { kind: 'unreachable', atMs, problem: 'away' });
    }
    assert.ok(tries.filter((ms) => ms < ttlMs).length > 3, `${tries} of ${ttlMs}`);
    assert.ok(tries.length < 1000);
    for (const [i, ms] of tries.entries()) assert.ok(i === 0 || ms > tries[i - 1]!);
  }
});

test('what never ends needs nothing; what cannot be renewed is replaced', () => {
  assert.equal(issued({ atMs: 0, ttlMs: 0, renewable: true }), undefined);
  assert.equal(issued({ atMs: 0, ttlMs: 900_000, renewable: false })!.kind, 'ending');
});
