import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OwnProfiles, Profile } from '@slotbench/profiles';
import type { Io, Option, Values } from './command.ts';
import { CliError } from './errors.ts';
import { readOverlay } from './overlay.ts';

export const SCALE_OPTION: Option = {
  type: 'text',
  value: 'SCALE',
  help: 'a smaller run of the same shape: `hosts=4,duration=600,tps=5`; also slots, utxo, delegators',
};

const OWN_PROFILES_FILES = ['slotbench.profiles.ts', 'slotbench.profiles.json'] as const;

/**
 * The profile that a command names, with the options `overlay` and `scale` and the current folder's own profiles; `onTop` is laid over
 * that again.
 */
export async function profileOf(
  name: string,
  values: Values,
  io: Pick<Io, 'cwd'>,
  onTop?: object,
): Promise<Profile> {
  const { mergeOverlays, parseScale, resolveProfile } = await import('@slotbench/profiles');
  const own = await readOwnProfiles(io.cwd);
  const file = values.overlay === undefined ? undefined : String(values.overlay);
  const given = file === undefined ? undefined : await readOverlay(file, io.cwd);
  const overlay = onTop === undefined ? given : mergeOverlays(given ?? {}, onTop);
  return resolveProfile(name, {
    ...(own === undefined ? {} : { own }),
    ...(overlay === undefined ? {} : { overlay }),
    ...(file === undefined ? {} : { overlayPlace: `overlay ${file}` }),
    ...(values.scale === undefined ? {} : { scale: parseScale(String(values.scale)) }),
  });
}

/** Profiles of `slotbench.profiles.ts` or `.json` in `folder`; undefined where there is neither. */
export async function readOwnProfiles(folder: string): Promise<OwnProfiles | undefined> {
  const found = OWN_PROFILES_FILES.filter((name) => existsSync(join(folder, name)));
  const [name] = found;
  if (name === undefined) return undefined;
  if (found.length > 1)
    throw new CliError({
      exit: 'badData',
      message: `${found.join(' and ')}: expected one of them, got both`,
    });
  const { ownProfiles, profileNames, words } = await import('@slotbench/profiles');
  const path = join(folder, name);
  let content: unknown;
  try {
    content = name.endsWith('.json')
      ? JSON.parse(await readFile(path, 'utf8'))
      : (await import(pathToFileURL(path).href)).default;
    if (typeof content === 'function') content = content(words);
  } catch (cause) {
    if (cause instanceof Error && 'faults' in cause) throw cause;
    throw new CliError({ exit: 'badData', message: `${name}: ${(cause as Error).message}`, cause });
  }
  if (content === undefined)
    throw new CliError({ exit: 'badData', message: `${name}: expected a default export, got none` });
  return ownProfiles(content, name, profileNames());
}
