import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { profileOf, readOwnProfiles } from '../src/profile-argument.ts';
import { commands } from '../src/table.ts';

/** A folder with these files, gone after the test. */
async function inFolder(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'slotbench-profiles-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('profiles of a TypeScript file get the words', () =>
  inFolder(
    {
      'slotbench.profiles.ts': `export default (words: { tps(n: number): object; hosts(n: number): object }) =>
        ({ mine: [words.hosts(2), words.tps(3)] });`,
    },
    async (cwd) => {
      const profile = await profileOf('mine', { scale: 'tps=1' }, { cwd });
      assert.deepEqual([profile.composition.n_hosts, profile.generator.tps], [2, 1]);
    },
  ));

test('profiles of a JSON file are made from others', () =>
  inFolder(
    { 'slotbench.profiles.json': '{"mine": {"from": "quick", "overlay": {"generator": {"tps": 4}}}}' },
    async (cwd) => assert.equal((await profileOf('mine', {}, { cwd })).generator.tps, 4),
  ));

for (const [name, files, says] of [
  ['bad JSON', { 'slotbench.profiles.json': '{' }, /^slotbench\.profiles\.json: .*JSON/],
  [
    'no default export',
    { 'slotbench.profiles.ts': 'export const a = 1;' },
    /expected a default export, got none/,
  ],
  ['a file that throws', { 'slotbench.profiles.ts': 'throw new Error("oops");' }, /profiles\.ts: oops/],
  [
    'two files',
    { 'slotbench.profiles.ts': '', 'slotbench.profiles.json': '{}' },
    /expected one of them, got both/,
  ],
] as const)
  test(`own profiles: ${name} is told with the file`, () =>
    inFolder(files, (folder) => assert.rejects(readOwnProfiles(folder), { exit: 'badData', message: says })));

const group = commands.find((each) => each.name === 'profiles');
const profilesNew =
  group !== undefined && 'commands' in group && group.commands.find((c) => c.name === 'new');
for (const from of [undefined, 'ci-test'])
  test(`the starting point ${from === undefined ? 'of words' : `from ${from}`} is a profile`, () =>
    inFolder({}, async (cwd) => {
      assert.ok(profilesNew);
      const io = { cwd, print: () => {} } as unknown as Parameters<typeof profilesNew.run>[1];
      await profilesNew.run({ name: 'mine', from }, io);
      assert.equal((await profileOf('mine', {}, { cwd })).generator.tps, 20);
      await assert.rejects(profilesNew.run({ name: 'other' }, io), {
        message: /is there already; add to it/,
      });
      await assert.rejects(profilesNew.run({ name: 'mine' }, io), { message: /a name of your own/ });
    }));
