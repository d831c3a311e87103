import assert from 'node:assert/strict';
import { test } from 'node:test';
import { profileNames, resolveProfile } from '../src/index.ts';
import { type ProfileSummary, summariseProfile } from '../src/listing.ts';

const summaries: readonly Omit<ProfileSummary, 'description'>[] = [
  { name: 'quick', hosts: '4 torus', ledger: 'empty', load: '50 tps', until: 'block 25' },
  { name: 'default', hosts: '6 uni-circle', ledger: 'empty', load: '12 tps', until: '3 epochs' },
  { name: 'dish', hosts: '3 uni-circle', ledger: '30M/0', load: '139 tps', until: 'slot 2400' },
  { name: 'ci-test-dense10', hosts: '1x10 uni-circle', ledger: 'empty', load: '15 tps', until: 'block 8' },
  { name: 'idle', hosts: '6 uni-circle', ledger: 'empty', load: 'idle', until: '3 epochs' },
  {
    name: 'plutus-drep1k-nomadperf',
    hosts: '52 torus-dense +x',
    ledger: '4M/1M/1k',
    load: '0.85 tps Loop',
    until: 'slot 72000',
  },
];

for (const { name, ...summary } of summaries)
  test(`${name} in a line`, () => {
    assert.deepEqual(summariseProfile(name), {
      name,
      description: resolveProfile(name).desc ?? '',
      ...summary,
    });
  });

test('every profile has a summary', () => {
  for (const name of profileNames()) assert.equal(summariseProfile(name).name, name);
});
