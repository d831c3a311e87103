import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFollowedChain } from '../src/followed-chain.ts';

const block = (n: number) => ({ slot: 10 * n, blockNo: n, hash: `h${n}`, txIds: [`t${n}`] });

test('a rollback gives the undone blocks, newest first', () => {
  const chain = createFollowedChain(10);
  for (let n = 0; n < 5; n++) chain.forward(block(n));
  assert.deepEqual(
    chain.backward({ kind: 'block', slot: 20, hash: 'h2' }).map((b) => b.blockNo),
    [4, 3],
  );
  assert.equal(chain.tip!.blockNo, 2);
  assert.deepEqual(chain.backward({ kind: 'block', slot: 20, hash: 'h2' }), []);
  assert.deepEqual(
    chain.backward({ kind: 'origin' }).map((b) => b.blockNo),
    [2, 1, 0],
  );
  assert.equal(chain.tip, undefined);
});

test('points lead from the tip to the origin, dense near the tip, and the memory is bounded', () => {
  const chain = createFollowedChain(50);
  assert.deepEqual(chain.points(), [{ kind: 'origin' }]);
  for (let n = 0; n < 1_000; n++) chain.forward(block(n));
  const slots = chain.points().map((point) => (point.kind === 'origin' ? -1 : point.slot / 10));
  assert.deepEqual(slots.slice(0, 10), [999, 998, 997, 996, 995, 994, 993, 992, 991, 990]);
  assert.equal(slots.at(-1), -1);
  assert(slots.some((n) => n >= 0 && n <= 999 - 45) && slots.length < 30, `${slots}`);
  assert(
    chain.backward({ kind: 'block', slot: 9_490, hash: 'h949' }).length === 50,
    'k blocks can be undone',
  );
});
