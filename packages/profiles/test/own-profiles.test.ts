import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownProfiles, profileNames, resolveProfile, words } from '../src/index.ts';
import { summariseProfile } from '../src/listing.ts';

const read = (value: unknown) => ownProfiles(value, 'slotbench.profiles.ts', profileNames());

test('a list of words is a profile', () => {
  const own = read({
    mine: [words.hosts(3), words.topology('torus'), words.compressed, words.voltaire, [words.tps(7)]],
  });
  const profile = resolveProfile('mine', { own });
  assert.deepEqual([profile.name, profile.composition.n_hosts, profile.generator.tps], ['mine', 3, 7]);
  assert.deepEqual(profile.overlay, {});
  assert.equal(summariseProfile('mine', resolveProfile('mine', { own })).hosts, '3 torus');
});

test('a profile made from another adds pieces and lays its overlay over', () => {
  const own = read({
    slow: { from: 'quick', desc: 'slower', pieces: [words.dreps(2)], overlay: { generator: { tps: 5 } } },
    slower: { from: 'slow', overlay: { generator: { tps: 1 } } },
  });
  const profile = resolveProfile('slower', { own, overlay: { generator: { add_tx_size: 0 } } });
  assert.deepEqual(
    [profile.name, profile.desc, profile.genesis.dreps, profile.generator.tps, profile.generator.add_tx_size],
    ['slower', 'slower', 2, 1, 0],
  );
  assert.deepEqual(profile.overlay, { desc: 'slower', generator: { tps: 1, add_tx_size: 0 } });
  assert.equal(profile.composition.n_hosts, resolveProfile('quick').composition.n_hosts);
});

test('two words that set the same value are both named, with the file', () => {
  const own = read({ mine: { from: 'quick', pieces: [words.tps(3)] } });
  assert.throws(() => resolveProfile('mine', { own }), {
    code: 'PROFILE_PIECES',
    exit: 'badData',
    message:
      "slotbench.profiles.ts: mine: generator.tps: expected one piece to set it, got '50 tps' and '3 tps'",
  });
});

test('a value out of range is told with the file and the profile', () => {
  const own = read({ mine: { from: 'quick', overlay: { genesis: { active_slots_coeff: 1.5 } } } });
  assert.throws(() => resolveProfile('mine', { own }), {
    message: /^slotbench\.profiles\.ts: mine: genesis\.active_slots_coeff: expected at most 1, got 1\.5/,
  });
});

const faults: readonly [name: string, value: unknown, says: RegExp][] = [
  ['a list', [], /expected an object from name to profile, got a list/],
  ['a built-in name', { quick: [] }, /quick: expected a name of your own, got that of a built-in profile/],
  ['a bad name', { 'a b': [] }, /a b: expected a name of letters, digits, dots and dashes/],
  ['an unknown key', { a: { form: 'quick' } }, /a\.form: expected one of from, got 'form'/],
  ['an unknown origin', { a: { from: 'quik' } }, /a\.from: expected a known profile such as quick/],
  ['a circle', { a: { from: 'b' }, b: { from: 'a' } }, /a\.from: expected another profile, got a circle/],
  [
    'a word without its arguments',
    { a: [words.hosts] },
    /a\[0\]: expected a piece.*got a word without its arguments/,
  ],
  ['a number', { a: 5 }, /a: expected a list of pieces, or an object.*got 5/],
  ['an overlay that is none', { a: { overlay: 'x' } }, /a\.overlay: expected an object, got "x"/],
];
for (const [name, value, says] of faults)
  test(`${name} is refused`, () => {
    assert.throws(() => read(value), { code: 'PROFILE_INVALID', message: says });
  });

test('an unknown name suggests own profiles too', () => {
  assert.throws(() => resolveProfile('mien', { own: read({ mine: [] }) }), /closest: mine/);
});
