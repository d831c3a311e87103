import type { OwnProfiles, Profile } from '@slotbench/profiles';
import type { Command, Option, Values } from '../command.ts';
import { CliError } from '../errors.ts';
import { JSON_OPTION } from '../places.ts';
import { profileOf, readOwnProfiles, SCALE_OPTION } from '../profile-argument.ts';
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
    const { profileFamilies, summariseProfile } = await import('@slotbench/profiles/listing');
    const own = await readOwnProfiles(io.cwd);
    const resolved = own === undefined ? undefined : await resolvedOf(own);
    const ownFamily = {
      name: 'own',
      about: `of this folder, in ${own?.place}`,
      profiles: Object.fromEntries(own?.profiles ?? []),
    };
    const all = own === undefined ? profileFamilies : [ownFamily, ...profileFamilies];
    const families = values.family === undefined ? all : [familyNamed(String(values.family), all)];
    const listed = families.map(({ name: family, about, profiles }) => ({
      family,
      about,
      profiles: Object.keys(profiles).map((name) => summariseProfile(name, resolved?.get(name))),
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

async function resolvedOf(own: OwnProfiles): Promise<ReadonlyMap<string, Profile>> {
  const { resolveProfile } = await import('@slotbench/profiles');
  return new Map(Array.from(own.profiles.keys(), (name) => [name, resolveProfile(name, { own })]));
}

export const profilesFamilies: Command = {
  name: 'families',
  summary: 'List the families of profiles',
  options: { json: JSON_OPTION },
  async run(values, io) {
    const { profileFamilies } = await import('@slotbench/profiles/listing');
    const families = profileFamilies.map(({ name, about, profiles }) => ({
      name,
      about,
      profiles: Object.keys(profiles).length,
    }));
    if (values.json) io.print(JSON.stringify(families));
    else for (const line of table(families.map((f) => [f.name, String(f.profiles), f.about]))) io.print(line);
    return 'ok';
  },
};

function familyNamed<Family extends { readonly name: string }>(
  name: string,
  families: readonly Family[],
): Family {
  const family = families.find((each) => each.name === name);
  if (family !== undefined) return family;
  const names = families.map((each) => each.name);
  throw new CliError({
    exit: 'usage',
    message: `there is no family '${name}' (all: ${names.join(', ')})`,
  });
}

export const profilesShow: Command = {
  name: 'show',
  summary: 'Show what a profile fixes',
  arguments: [{ name: 'profile', help: 'name of a profile', optional: true }],
  options: {
    overlay: { type: 'text', value: 'FILE', help: 'JSON that is laid over the profile' },
    scale: SCALE_OPTION,
    all: { type: 'flag', help: 'every profile; with --json one object from name to profile' },
    json: { type: 'flag', help: 'print the whole realised profile as JSON' },
    vocabulary: { ...VOCABULARY_OPTION, help: `${VOCABULARY_OPTION.help}, with their eras; always as JSON` },
  },
  async run(values, io) {
    if (oldVocabulary(values)) {
      io.print(JSON.stringify(await shownOld(values), undefined, 2));
      return 'ok';
    }
    const { describeProfile, profileNames } = await import('@slotbench/profiles');
    if ((values.profile === undefined) !== (values.all === true)) throw oneProfileOrAll();
    const names = values.all ? profileNames() : [String(values.profile)];
    const profiles = await Promise.all(names.map((name) => profileOf(name, values, io)));
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
