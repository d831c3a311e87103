import type { Command } from '../command.ts';
import { CliError } from '../errors.ts';
import { readOverlay } from '../overlay.ts';
import { JSON_OPTION } from '../places.ts';
import { table } from '../table-text.ts';

export const profilesList: Command = {
  name: 'list',
  summary: 'List the profiles by family',
  arguments: [{ name: 'family', help: 'only the profiles of this family', optional: true }],
  description:
    'Hosts and the graph between them (+x: an explorer), UTxO entries/delegations/DReps at genesis, load, end.',
  options: { json: JSON_OPTION },
  async run(values, io) {
    const { profileFamilies, summariseProfile } = await import('@slotbench/profiles');
    const families =
      values.family === undefined ? profileFamilies : [await familyNamed(String(values.family))];
    const listed = families.map(({ name: family, about, profiles }) => ({
      family,
      about,
      profiles: Object.keys(profiles).map(summariseProfile),
    }));
    if (values.json) {
      io.print(
        JSON.stringify(
          listed.flatMap(({ family, profiles }) => profiles.map((profile) => ({ ...profile, family }))),
        ),
      );
      return 'ok';
    }
    for (const [i, { family, about, profiles }] of listed.entries()) {
      if (i > 0) io.print('');
      io.print(`${family}: ${about}`);
      for (const line of table(profiles.map((p) => [`  ${p.name}`, p.hosts, p.ledger, p.load, p.until])))
        io.print(line);
    }
    return 'ok';
  },
};

async function familyNamed(name: string) {
  const { nearestNames, profileFamilies } = await import('@slotbench/profiles');
  const family = profileFamilies.find((each) => each.name === name);
  if (family !== undefined) return family;
  const names = profileFamilies.map((each) => each.name);
  const nearest = nearestNames(name, names);
  throw new CliError({
    exit: 'usage',
    message: `there is no family '${name}' (closest: ${nearest.join(', ') || 'none'}; all: ${names.join(', ')})`,
  });
}

export const profilesShow: Command = {
  name: 'show',
  summary: 'Show what a profile fixes',
  arguments: [{ name: 'profile', help: 'name of a profile', optional: true }],
  options: {
    overlay: { type: 'text', value: 'FILE', help: 'JSON that is laid over the profile' },
    all: { type: 'flag', help: 'every profile; with --json one object from name to profile' },
    json: { type: 'flag', help: 'print the whole realised profile as JSON' },
  },
  async run(values, io) {
    const { describeProfile, profileNames, resolveProfile } = await import('@slotbench/profiles');
    if ((values.profile === undefined) !== (values.all === true))
      throw new CliError({ exit: 'usage', message: 'profiles show: give one profile, or --all' });
    const file = values.overlay === undefined ? undefined : String(values.overlay);
    const overlay =
      file === undefined ? {} : { overlay: await readOverlay(file, io.cwd), overlayPlace: `overlay ${file}` };
    const names = values.all ? profileNames() : [String(values.profile)];
    const profiles = names.map((name) => resolveProfile(name, overlay));
    if (values.json) {
      const shown = values.all
        ? Object.fromEntries(profiles.map((profile) => [profile.name, profile]))
        : profiles[0];
      io.print(JSON.stringify(shown, undefined, 2));
    } else io.print(profiles.map((profile) => describeProfile(profile).trimEnd()).join('\n\n'));
    return 'ok';
  },
};
