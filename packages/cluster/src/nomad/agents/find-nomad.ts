import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findCommand } from '../../components.ts';
import { ClusterError } from '../../errors.ts';

/** The program `nomad` of the PATH, or the one that `npm run real -- nomad` built. Throws `PROGRAM_MISSING`. */
export async function findNomad(env: NodeJS.ProcessEnv): Promise<string> {
  const path = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const cache = join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'slotbench', 'real');
  const built = (await readdir(cache).catch(() => []))
    .filter((name) => /^nomad-\d/.test(name))
    .map((name) => join(cache, name));
  const found = await findCommand(['nomad'], [...path, '/usr/local/bin', ...built]);
  if (found !== null) return found;
  throw new ClusterError('PROGRAM_MISSING', {
    place: 'nomad',
    problem: 'is not on the PATH',
    fix: 'install Nomad and put it on the PATH, or build it in a checkout of Slotbench: npm run real -- nomad',
  });
}
