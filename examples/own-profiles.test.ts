import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownProfiles, profileNames, resolveProfile, words } from '@slotbench/profiles';
import profiles from './slotbench.profiles.ts';

test('the example of own profiles resolves, its series in steps', () => {
  const own = ownProfiles(profiles(words), 'slotbench.profiles.ts', profileNames());
  const sizes = [...own.profiles.keys()].map((name) => {
    const { genesis } = resolveProfile(name, { own });
    return [name, genesis.shelley.protocolParams.maxBlockBodySize];
  });
  assert.deepEqual(sizes, [
    ['three-in-a-line', 90_112],
    ['steps-1', 16_384],
    ['steps-2', 32_768],
    ['steps-3', 65_536],
    ['steps-4', 90_112],
  ]);
});
