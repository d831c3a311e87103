import type { Command } from '../command.ts';
import { readOverlay } from '../overlay.ts';
import { JSON_OPTION } from '../places.ts';
import { table } from '../table-text.ts';

export const profilesList: Command = {
  name: 'list',
  summary: 'List the profiles',
  options: { json: JSON_OPTION },
  async run(values, io) {
    const { profileNames, resolveProfile } = await import('@slotbench/profiles');
    const profiles = profileNames().map((name) => ({ name, description: resolveProfile(name).desc ?? '' }));
    if (values.json) io.print(JSON.stringify(profiles));
    else
      for (const line of table(profiles.map(({ name, description }) => [name, description]))) io.print(line);
    return 'ok';
  },
};

export const profilesShow: Command = {
  name: 'show',
  summary: 'Show what a profile fixes',
  arguments: [{ name: 'profile', help: 'name of a profile' }],
  options: {
    overlay: { type: 'text', value: 'FILE', help: 'JSON that is laid over the profile' },
    json: { type: 'flag', help: 'print the whole realised profile as JSON' },
  },
  async run(values, io) {
    const { describeProfile, resolveProfile } = await import('@slotbench/profiles');
    const file = values.overlay === undefined ? undefined : String(values.overlay);
    const profile = resolveProfile(
      String(values.profile),
      file === undefined ? {} : { overlay: await readOverlay(file, io.cwd), overlayPlace: `overlay ${file}` },
    );
    io.print(values.json ? JSON.stringify(profile, undefined, 2) : describeProfile(profile).trimEnd());
    return 'ok';
  },
};
