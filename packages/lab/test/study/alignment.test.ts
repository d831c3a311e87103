import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alignMessages, type SideMessages } from '../../src/study/alignment.ts';

const side = (
  counts: Readonly<Record<string, number>>,
  exposure: Partial<SideMessages['exposure']> = {},
): SideMessages => ({
  counts: new Map(Object.entries(counts)),
  exposure: { runs: 5, blocks: 125, transactions: 6000, seconds: 200, ...exposure },
});
const usual = { AddedTx: 24_000, StartLeadershipCheck: 4000, ForgedBlock: 125, NodeStartup: 20 };

test('more of what comes with blocks, transactions or time is explained by more of these', () => {
  const cases: readonly [string, SideMessages][] = [
    ['the same', side(usual)],
    ['twice the blocks', side({ ...usual, ForgedBlock: 250 }, { blocks: 250 })],
    ['half the transactions', side({ ...usual, AddedTx: 12_000 }, { transactions: 3000 })],
    ['longer', side({ ...usual, StartLeadershipCheck: 6000 }, { seconds: 300 })],
    ['chance', side({ ...usual, ForgedBlock: 150, NodeStartup: 28 })],
  ];
  for (const [what, other] of cases)
    assert.deepEqual(
      alignMessages(side(usual), other),
      { differing: [], unexplained: 0, aligned: true },
      what,
    );
});

test('a message that one side alone tells, or tells twice, is named, the most lines first', () => {
  const other = side({ ...usual, AddedTx: 48_000, ServerRead: 3000 });
  for (const [a, b] of [
    [side(usual), other],
    [other, side(usual)],
  ] as const) {
    const { differing, unexplained, aligned } = alignMessages(a, b);
    assert.deepEqual([differing, aligned], [['AddedTx', 'ServerRead'], false]);
    assert.ok(unexplained > 0.5);
  }
});

test('differences of up to a hundredth of the lines are named and do not refuse', () => {
  const { differing, unexplained, aligned } = alignMessages(side(usual), side({ ...usual, Elided: 200 }));
  assert.deepEqual([differing, aligned], [['Elided'], true]);
  assert.ok(Math.abs(unexplained - 200 / 28_145) < 1e-12);
  assert.equal(alignMessages(side(usual), side({ ...usual, Elided: 300 })).aligned, false);
});

test('a side without any message agrees with none that has some', () => {
  assert.equal(alignMessages(side({}), side(usual)).aligned, false);
  assert.equal(alignMessages(side({}), side({})).aligned, true);
});
