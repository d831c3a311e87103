import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '../command.ts';
import { CliError } from '../errors.ts';
import { readOwnProfiles } from '../profile-argument.ts';

export const profilesNew: Command = {
  name: 'new',
  summary: 'Start profiles of your own in this folder',
  description:
    'Writes slotbench.profiles.ts with one profile. Every command in this folder then knows the profiles of that file by name.',
  arguments: [{ name: 'name', help: 'name of the profile' }],
  options: {
    from: { type: 'text', value: 'PROFILE', help: 'what it is made from (default: composed of words)' },
  },
  examples: [['slotbench profiles new mine --from quick', 'a variant of quick']],
  async run(values, io) {
    const { ownProfiles, profileNames } = await import('@slotbench/profiles');
    const own = await readOwnProfiles(io.cwd);
    const name = String(values.name);
    const from = values.from === undefined ? undefined : String(values.from);
    const entry = from === undefined ? composed(name) : derived(name, from);
    // The same checks as on reading: the name, and whether `from` exists.
    ownProfiles({ [name]: from === undefined ? [] : { from } }, `profile ${name}`, [
      ...profileNames(),
      ...(own?.profiles.keys() ?? []),
    ]);
    if (own !== undefined)
      throw new CliError({
        exit: 'cannotCreate',
        message: `${own.place} is there already; add to it:\n${entry}`,
      });
    await writeFile(join(io.cwd, 'slotbench.profiles.ts'), head + entry + foot, { flag: 'wx' });
    io.print('slotbench.profiles.ts');
    io.print(`try: slotbench profiles show ${name}`);
    return 'ok';
  },
};

const head = `/**
 * Profiles of your own. A profile is a list of words, of which no two may set the same value; or it is made \`from\` another
 * one, with further \`pieces\`, and with an \`overlay\` for what shall differ from it.
 */
import type { ProfileWords } from '@slotbench/profiles';

export default (words: ProfileWords) => ({
`;
const foot = '});\n';

function composed(name: string): string {
  return `  '${name}': [
    words.description('what this profile asks'),
    words.hosts(3),
    words.topology('torus'),
    words.timescale({ epochLength: 600, k: 10, slotSeconds: 0.2, f: 0.2 }),
    words.voltaire64k,
    words.futureOffset(-35),
    words.tps(20),
    words.untilBlock(50),
  ],
`;
}

function derived(name: string, from: string): string {
  return `  '${name}': {
    from: '${from}',
    desc: 'what differs from ${from}',
    overlay: { generator: { tps: 20 } },
  },
`;
}
