import type { Piece } from './compose.ts';
import { ProfileError, type ProfileFault } from './errors.ts';
import { isObject } from './merge.ts';
import { nearestNames } from './nearest-names.ts';

/** A profile that a user wrote: pieces on top of those of another profile or of the base, then an overlay. */
export interface OwnProfile {
  readonly from?: string;
  readonly pieces: readonly Piece[];
  readonly overlay?: { readonly [key: string]: unknown };
}

/** By name; `place` is the file that they stand in. */
export interface OwnProfiles {
  readonly place: string;
  readonly profiles: ReadonlyMap<string, OwnProfile>;
}

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9.-]{0,139}$/;
const KEYS = ['from', 'pieces', 'overlay', 'desc'];

/**
 * Reads what a file of own profiles holds: an object from name to a list of pieces, or to `{from, pieces, overlay, desc}`.
 * `builtIn` are the names that are taken. Throws PROFILE_INVALID with every fault.
 */
export function ownProfiles(value: unknown, place: string, builtIn: readonly string[]): OwnProfiles {
  const faults: ProfileFault[] = [];
  const profiles = new Map<string, OwnProfile>();
  if (!isObject(value))
    faults.push({ path: '', expected: 'an object from name to profile', got: kindOf(value) });
  else
    for (const [name, entry] of Object.entries(value)) {
      if (!NAME.test(name))
        faults.push({ path: name, expected: 'a name of letters, digits, dots and dashes', got: `'${name}'` });
      if (builtIn.includes(name))
        faults.push({ path: name, expected: 'a name of your own', got: 'that of a built-in profile' });
      profiles.set(name, ownProfile(entry, name, faults));
    }
  for (const [name, { from }] of profiles)
    if (from !== undefined && !builtIn.includes(from) && !profiles.has(from)) {
      const nearest = nearestNames(from, [...builtIn, ...profiles.keys()]);
      faults.push({
        path: `${name}.from`,
        expected: `a known profile${nearest.length > 0 ? ` such as ${nearest.join(', ')}` : ''}`,
        got: `'${from}'`,
      });
    } else if (circular(name, profiles))
      faults.push({ path: `${name}.from`, expected: 'another profile', got: 'a circle' });
  if (faults.length > 0) throw new ProfileError('PROFILE_INVALID', { place, faults });
  return { place, profiles };
}

function ownProfile(entry: unknown, name: string, faults: ProfileFault[]): OwnProfile {
  if (Array.isArray(entry)) return { pieces: pieces(entry, name, faults) };
  if (!isObject(entry)) {
    faults.push({
      path: name,
      expected: 'a list of pieces, or an object with from, pieces, overlay, desc',
      got: kindOf(entry),
    });
    return { pieces: [] };
  }
  for (const key of Object.keys(entry))
    if (!KEYS.includes(key)) {
      const nearest = nearestNames(key, KEYS);
      faults.push({
        path: `${name}.${key}`,
        expected: `one of ${(nearest.length > 0 ? nearest : KEYS).join(', ')}`,
        got: `'${key}'`,
      });
    }
  const { from, overlay, desc } = entry;
  if (from !== undefined && typeof from !== 'string')
    faults.push({ path: `${name}.from`, expected: 'the name of a profile', got: kindOf(from) });
  if (overlay !== undefined && !isObject(overlay))
    faults.push({ path: `${name}.overlay`, expected: 'an object', got: kindOf(overlay) });
  if (desc !== undefined && typeof desc !== 'string')
    faults.push({ path: `${name}.desc`, expected: 'a text', got: kindOf(desc) });
  const over = { ...(isObject(overlay) ? overlay : {}), ...(typeof desc === 'string' ? { desc } : {}) };
  return {
    ...(typeof from === 'string' ? { from } : {}),
    pieces: entry.pieces === undefined ? [] : pieces(entry.pieces, `${name}.pieces`, faults),
    ...(Object.keys(over).length > 0 ? { overlay: over } : {}),
  };
}

/** Lists within lists are allowed: some words are lists. */
function pieces(value: unknown, path: string, faults: ProfileFault[]): Piece[] {
  if (!Array.isArray(value)) {
    faults.push({ path, expected: 'a list of pieces', got: kindOf(value) });
    return [];
  }
  return value.flat(4).flatMap((each: unknown, i) => {
    if (isObject(each) && typeof each.by === 'string' && isObject(each.values))
      return [each as unknown as Piece];
    faults.push({
      path: `${path}[${i}]`,
      expected: 'a piece, as the words make them',
      got: typeof each === 'function' ? 'a word without its arguments' : kindOf(each),
    });
    return [];
  });
}

function circular(name: string, profiles: ReadonlyMap<string, OwnProfile>): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = name; at !== undefined; at = profiles.get(at)?.from) {
    if (seen.has(at)) return at === name;
    seen.add(at);
  }
  return false;
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  return Array.isArray(value)
    ? 'a list'
    : typeof value === 'object'
      ? 'an object'
      : (JSON.stringify(value) ?? typeof value);
}
