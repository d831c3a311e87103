import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Conditions, describeBetween, forbiddenDifferences } from '@slotbench/analysis';

const conditions: Conditions = {
  profile: 'quick',
  profileContent: {},
  genesis: {},
  software: {},
  node: 'embedded',
  backend: 'local',
  machine: 'here',
};
const run = (tag: string, observed: boolean) => ({
  tag,
  startedAt: '2026-11-24T00:00:00Z',
  complete: true,
  evidence: [],
  conditions: observed ? { ...conditions, observer: 'present' } : conditions,
  blocks: 10,
  values: {},
  events: {},
});

test('runs with and without an outside observer are not compared', () => {
  const [base, target] = [[run('a', false)], [run('b', true)]];
  const differences = forbiddenDifferences(base, target);
  assert.deepEqual(
    differences.map((difference) => describeBetween(difference, base, target)),
    ['observer: not given in the base; present in the target'],
  );
  assert.deepEqual(forbiddenDifferences([run('a', true)], target), []);
  assert.deepEqual(forbiddenDifferences(base, [run('b', false)]), []);
});
