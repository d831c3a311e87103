import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Conditions, describeDifference, differencesOf } from '../../src/index.ts';
import { CONDITIONS, MEANS, run } from './sample-runs.ts';

const other = (change: Partial<Conditions>) => run('b', MEANS, { conditions: { ...CONDITIONS, ...change } });
const cases: { name: string; change: Partial<Conditions>; says: string[] }[] = [
  { name: 'nothing', change: {}, says: [] },
  { name: 'the profile', change: { profile: 'ci' }, says: ['profile: quick in a; ci in b'] },
  {
    name: 'a parameter of the profile',
    change: { profileContent: { ...CONDITIONS.profileContent, 'generator.tps': '80' } },
    says: ['profile generator.tps: 50 in a; 80 in b'],
  },
  {
    name: 'the genesis',
    change: { genesis: {} },
    says: ['genesis shelley.slotLength: 0.2 in a; not given in b'],
  },
  {
    name: 'software and node',
    change: { software: { 'slotbench-node': '0.2.0 (def)' }, node: 'amaru' },
    says: ['software slotbench-node: 0.1.0 (abc) in a; 0.2.0 (def) in b', 'node: embedded in a; amaru in b'],
  },
  {
    name: 'the machine',
    change: { machine: 'four cores' },
    says: ['machine: two cores in a; four cores in b'],
  },
  { name: 'the backend', change: { backend: null }, says: ['backend: local in a; not given in b'] },
];
for (const { name, change, says } of cases)
  test(`runs that differ in ${name}`, () => {
    assert.deepEqual(differencesOf([run('a', MEANS), other(change)]).map(describeDifference), says);
  });

test('only the aspects that are asked for; many runs are told short', () => {
  const members = ['a', 'c', 'd', 'e'].map((tag) => run(tag, MEANS));
  assert.deepEqual(differencesOf([...members, other({ node: 'amaru' })], ['profile']), []);
  assert.deepEqual(differencesOf([...members, other({ node: 'amaru' })], ['node']).map(describeDifference), [
    'node: embedded in a, c and 2 more; amaru in b',
  ]);
});
