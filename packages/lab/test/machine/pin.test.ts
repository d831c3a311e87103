import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planCores } from '../../src/index.ts';
import { parseCoreList, pinPrograms } from '../../src/machine/pin.ts';

test('subject, generator and collector have no core in common', () => {
  assert.deepEqual(planCores([0, 1, 2, 3, 6]), { subject: [0, 1, 2], generator: [3], collector: [6] });
  assert.deepEqual(planCores([4, 5, 6]), { subject: [4], generator: [5], collector: [6] });
  assert.throws(() => planCores([0, 1]), { code: 'PIN_IMPOSSIBLE', exit: 'unavailable' });
});

test('programs are started on their cores; the program stays the last word', () => {
  const pinned = pinPrograms(
    { node: ['node', 'n.js'], generator: ['g'], collector: ['c'], acceptor: ['a'], observer: ['o'] },
    planCores([0, 1, 2, 3]),
  );
  assert.deepEqual(pinned.node, ['taskset', '--cpu-list', '0,1', 'node', 'n.js']);
  assert.deepEqual(pinned.generator, ['taskset', '--cpu-list', '2', 'g']);
  assert.deepEqual([pinned.collector[2], pinned.acceptor[2], pinned.observer[2]], ['3', '3', '3']);
});

test('lists of cores as Linux writes them', () => {
  assert.deepEqual(parseCoreList('0-2,7'), [0, 1, 2, 7]);
  assert.deepEqual(parseCoreList('3\n'), [3]);
  assert.deepEqual(parseCoreList(''), []);
});
