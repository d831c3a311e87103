import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KeeperEvent, type Kept, keepLeases } from '../../src/credentials/keeper.ts';
import { issued, type Lease, type LeaseEvent } from '../../src/credentials/lease.ts';

/** Runs a keeper on a clock that jumps from one waiting to the next until `untilMs`. */
async function kept(
  lease: Lease,
  o: {
    readonly untilMs: number;
    readonly renew: (atMs: number, ttlMs: number) => Omit<LeaseEvent, 'atMs'>;
    readonly replace?: (
      atMs: number,
    ) => ReturnType<NonNullable<Kept['replace']>> extends Promise<infer R> ? R : never;
  },
): Promise<string[]> {
  let nowMs = 0;
  const log: string[] = [];
  const over = Promise.withResolvers<void>();
  const { replace } = o;
  const keeper = keepLeases(
    [
      {
        what: 'key',
        lease,
        renew: async (ttlMs) => ({ ...o.renew(nowMs, ttlMs), atMs: nowMs }) as LeaseEvent,
        ...(replace === undefined ? {} : { replace: async () => replace(nowMs) }),
        changed: async () => {},
      },
    ],
    {
      now: () => nowMs,
      random: () => 0,
      sleep: async (ms, signal) => {
        nowMs += ms;
        if (nowMs < o.untilMs) return;
        over.resolve();
        await new Promise<void>((done) => signal.addEventListener('abort', () => done()));
      },
      tell: ({ kind, words }: KeeperEvent) => {
        log.push(`${Math.round(nowMs / 1000)} ${words}`);
        if (kind === 'lost') over.resolve();
      },
    },
  );
  await over.promise;
  await keeper.stop();
  return log;
}

const minute = issued({ atMs: 0, ttlMs: 60_000, renewable: true })!;

test('renewed again and again until it reaches its longest life, then replaced', async () => {
  const log = await kept(minute, {
    untilMs: 200_000,
    renew: (atMs) => ({ kind: 'renewed', grantedMs: Math.min(60_000, 120_000 - atMs), renewable: true }),
    replace: (atMs) => issued({ atMs, ttlMs: 60_000, renewable: true })!,
  });
  assert.deepEqual(log.slice(0, 3), [
    '40 the key is renewed and ends in 60 s',
    '80 the key is renewed and ends in 40 s',
    '107 the key is replaced by another one',
  ]);
  assert.match(log[3]!, /^147 the key /);
});

test('without another one its end is told before and when it comes', async () => {
  const log = await kept(issued({ atMs: 0, ttlMs: 60_000, renewable: false })!, {
    untilMs: 100_000,
    renew: () => assert.fail('it cannot be renewed'),
  });
  assert.deepEqual(log, [
    '40 the key ends in 20 s and cannot be renewed any longer',
    '60 the key has ended: it reached the longest life that Vault allows',
  ]);
});

test('a server that is away for a while costs nothing', async () => {
  const log = await kept(minute, {
    untilMs: 61_000,
    renew: (atMs) =>
      atMs < 45_000
        ? { kind: 'unreachable', problem: 'away' }
        : { kind: 'renewed', grantedMs: 60_000, renewable: true },
  });
  assert.match(log[0]!, /^40 the key could not be renewed \(away\); it ends in 20 s and is tried again$/);
  assert.match(log.at(-1)!, /^4[5-9] the key is renewed/);
});

test('one that somebody revoked is replaced; if that fails until its end it is lost', async () => {
  const renew = () => ({ kind: 'refused' as const, problem: 'lease not found' });
  const replaced = await kept(minute, {
    untilMs: 60_000,
    renew,
    replace: (atMs) => issued({ atMs, ttlMs: 60_000, renewable: true })!,
  });
  assert.deepEqual(replaced, ['40 the key is replaced by another one']);
  const lost = await kept(minute, {
    untilMs: 1e9,
    renew,
    replace: () => ({ kind: 'failed', problem: 'permission denied' }),
  });
  assert.match(lost[0]!, /^40 the key could not be replaced \(permission denied\) and is tried again/);
  assert.match(lost.at(-1)!, /is lost and no other one can be had: permission denied$/);
  assert.ok(lost.length > 3 && lost.length < 30, String(lost.length));
  assert.deepEqual(await kept(minute, { untilMs: 1e9, renew }), ['40 the key is lost: lease not found']);
});
