import type { Command, Option, Values } from '../command.ts';
import { CliError } from '../errors.ts';
import { readOverlay } from '../overlay.ts';
import { JSON_OPTION } from '../places.ts';
import { table } from '../table-text.ts';

const VOCABULARY_OPTION: Option = {
  type: 'text',
  value: 'VERSION',
  help: '`8.0.0`: the names of the workbench of cardano-node 8.0.0',
};

function oldVocabulary({ vocabulary }: Values): boolean {
  if (vocabulary === undefined || vocabulary === '2026') return false;
  if (vocabulary === '8.0.0') return true;
  throw new CliError({
    exit: 'usage',
    message: `--vocabulary: expected 2026 or 8.0.0, got '${vocabulary}'`,
  });
}

export const profilesList: Command = {
  name: 'list',
  summary: 'List the profiles by family',
  arguments: [{ name: 'family', help: 'only the profiles of this family', optional: true }],
  description:
    'Hosts and the graph between them (+x: an explorer), UTxO entries/delegations/DReps at genesis, load, end.',
  options: { json: JSON_OPTION, vocabulary: VOCABULARY_OPTION },
  async run(values, io) {
    if (oldVocabulary(values)) {
      const { profileNames800 } = await import('@slotbench/profiles');
      const names = profileNames800();
      io.print(values.json ? JSON.stringify(names) : names.join('\n'));
      return 'ok';
    }
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
    vocabulary: { ...VOCABULARY_OPTION, help: `${VOCABULARY_OPTION.help}, with their eras; always as JSON` },
  },
  async run(values, io) {
    if (oldVocabulary(values)) {
      io.print(JSON.stringify(await shownOld(values), undefined, 2));
      return 'ok';
    }
    const { describeProfile, profileNames, resolveProfile } = await import('@slotbench/profiles');
    if ((values.profile === undefined) !== (values.all === true)) throw oneProfileOrAll();
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

async function shownOld(values: Values): Promise<unknown> {
  const { profileNames800, resolveProfile800 } = await import('@slotbench/profiles');
  if (values.overlay !== undefined)
    throw new CliError({ exit: 'usage', message: 'profiles show: an overlay fits profiles of 2026 only' });
  if ((values.profile === undefined) !== (values.all === true)) throw oneProfileOrAll();
  return values.all
    ? Object.fromEntries(profileNames800().map((name) => [name, resolveProfile800(name)]))
    : resolveProfile800(String(values.profile));
}

function oneProfileOrAll(): CliError {
  return new CliError({ exit: 'usage', message: 'profiles show: give one profile, or --all' });
}
