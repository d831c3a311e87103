import assert from 'node:assert/strict';
import test from 'node:test';
import { Chain } from '../../src/chain/chain.ts';
import { followRollback, newFollower, nextInstruction } from '../../src/chain/follower.ts';

const push = (chain: Chain, ...hashes: string[]): void => {
  for (const hash of hashes) {
    const blockNo = chain.tipBlockNo + 1;
    chain.push({ hash, blockNo, slot: blockNo * 10, place: { offset: 0, length: 0 } });
  }
};

/** Every instruction until the reader knows the whole chain. */
function drain(follower: ReturnType<typeof newFollower>, chain: Chain): string[] {
  const told: string[] = [];
  for (;;) {
    const next = nextInstruction(follower, chain);
    if (next === undefined) return told;
    told.push(next.kind === 'rollForward' ? `+${next.link.hash}` : `-> ${next.to?.hash ?? 'genesis'}`);
  }
}

test('a new reader goes back to the genesis and then reads everything', () => {
  const chain = new Chain();
  const follower = newFollower();
  assert.deepEqual(drain(follower, chain), ['-> genesis']);
  push(chain, 'a', 'b');
  assert.deepEqual(drain(follower, chain), ['+a', '+b']);
});

test('after a switch to a fork a reader goes back exactly as far as it has to', () => {
  const chain = new Chain();
  push(chain, 'a', 'b', 'c');
  const readers = [-1, 0, 1, 2].map((position) => {
    const follower = newFollower(position);
    follower.rollBack = false;
    return follower;
  });
  chain.rollBackTo(0);
  push(chain, 'd', 'e', 'f');
  for (const follower of readers) followRollback(follower, 0);
  assert.deepEqual(
    readers.map((follower) => drain(follower, chain)),
    [
      ['+a', '+d', '+e', '+f'],
      ['+d', '+e', '+f'],
      ['-> a', '+d', '+e', '+f'],
      ['-> a', '+d', '+e', '+f'],
    ],
  );
});

test('two switches before a reader looks: one order to go back, to the deeper point', () => {
  const chain = new Chain();
  push(chain, 'a', 'b', 'c');
  const follower = newFollower(2);
  follower.rollBack = false;
  chain.rollBackTo(1);
  followRollback(follower, 1);
  push(chain, 'd', 'e');
  chain.rollBackTo(0);
  followRollback(follower, 0);
  push(chain, 'f');
  assert.deepEqual(drain(follower, chain), ['-> a', '+f']);
});

test('points to find an intersection: dense at the tip, ever wider down to the start', () => {
  const chain = new Chain();
  assert.deepEqual(chain.intersectionPoints(), [undefined]);
  push(chain, ...Array.from({ length: 30 }, (_, i) => `h${i}`));
  assert.deepEqual(
    chain.intersectionPoints().map((point) => point?.blockNo),
    [29, 28, 26, 22, 14, undefined],
  );
});

test('a chain that goes on from an anchor counts on from it and points to it', () => {
  const origin = { hash: 'o', slot: 70, blockNo: 7 };
  const chain = new Chain(origin);
  assert.deepEqual([chain.tip, chain.head, chain.tipBlockNo], [undefined, origin, 7]);
  assert.deepEqual([chain.numberOf('o'), chain.numberOf(undefined)], [7, undefined]);
  assert.deepEqual(drain(newFollower(7), chain), ['-> o']);
  const place = { offset: 0, length: 0 };
  chain.push({ hash: 'a', slot: 80, blockNo: 8, place });
  assert.throws(() => chain.push({ hash: 'b', slot: 90, blockNo: 8, place }), /cannot follow block 8/);
  assert.deepEqual(
    chain.intersectionPoints().map((point) => point?.hash),
    ['a', 'o'],
  );
  chain.rollBackTo(7);
  assert.equal(chain.tip, undefined);
});

test('density is blocks over slots of the last blocks', () => {
  const chain = new Chain();
  push(chain, 'a');
  assert.equal(chain.density(5), 0);
  push(chain, 'b', 'c');
  assert.equal(chain.density(5), 0.1);
});
