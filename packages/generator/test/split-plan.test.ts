import assert from 'node:assert/strict';
import { test } from 'node:test';
import { divide, inputValue, placeOf, planSplit } from '../src/split-plan.ts';

const feeOf = (outputs: number) => 100n + BigInt(outputs);

const shapes: [count: number, fanOut: number, levels: number[]][] = [
  [1, 5, [1]],
  [5, 5, [1]],
  [6, 5, [1, 2]],
  [25, 5, [1, 5]],
  [26, 5, [1, 2, 6]],
  [3000, 200, [1, 15]],
];

for (const [count, fanOut, levels] of shapes)
  test(`${count} outputs, at most ${fanOut} a transaction: levels of ${levels.join(', ')}`, () => {
    const plan = planSplit({ count, value: 7n, fanOut, feeOf });
    assert.deepEqual(
      plan.levels.map((level) => level.transactions.length),
      levels,
    );
    const leaves = plan.levels.at(-1)!.transactions;
    assert.deepEqual(
      leaves.flatMap((tx) => tx.outputs),
      Array(count).fill(7n),
    );
    const sizes = leaves.map((tx) => tx.outputs.length);
    assert(Math.max(...sizes) - Math.min(...sizes) <= 1, `uneven: ${sizes}`);
    // What each level pays is what the next needs, fees included.
    let needs: bigint[] = [plan.rootValue];
    for (const { transactions } of plan.levels) {
      assert.deepEqual(
        transactions.map(({ outputs, fee }) => outputs.reduce((sum, value) => sum + value, fee)),
        needs,
      );
      for (const { outputs, fee } of transactions) assert.equal(fee, feeOf(outputs.length));
      needs = transactions.flatMap((tx) => tx.outputs);
    }
    // placeOf finds every output where the plan put it.
    for (let index = 0, part = 0, output = 0; index < count; index++) {
      assert.deepEqual(placeOf({ index, count, parts: leaves.length }), { part, output });
      if (++output === sizes[part]) [part, output] = [part + 1, 0];
    }
  });

test('input values cover outputs and fee; division loses nothing', () => {
  const value = inputValue({ minUtxoValue: 10_000_000n, outputs: 2, inputs: 2, fee: 1_000_000n });
  assert.equal(value, 10_500_001n);
  const outputs = divide(2n * value - 1_000_000n, 2);
  assert.deepEqual(outputs, [10_000_001n, 10_000_001n]);
  assert.deepEqual(divide(11n, 3), [5n, 3n, 3n]);
});
