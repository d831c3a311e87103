import { compose } from '../compose.ts';
import { ProfileError } from '../errors.ts';
import { nearestNames } from '../nearest-names.ts';
import { derive800 } from './derive.ts';
import { profiles800 } from './names.ts';
import { parameters800 } from './parameters.ts';
import { base800 } from './settings.ts';

/** Eras with the suffix of their profiles' names: first two and last two letters. */
const eras: { readonly [suffix: string]: string } = {
  shey: 'shelley',
  alra: 'allegra',
  mary: 'mary',
  alzo: 'alonzo',
  bage: 'babbage',
  coay: 'conway',
};

/** Every name of 8.0.0's workbench: each profile in each era. */
export function profileNames800(): string[] {
  return Object.keys(eras).flatMap((era) => Object.keys(profiles800).map((name) => `${name}-${era}`));
}

/**
 * The realised profile of cardano-node 8.0.0's workbench, in that version's JSON shape. The era is only a label: no value
 * depends on it. Throws ProfileError for an unknown name.
 */
export function resolveProfile800(name: string): Record<string, unknown> {
  const suffix = name.slice(-4);
  const plain = name.slice(0, -5);
  const era = Object.hasOwn(eras, suffix) && name.at(-5) === '-' ? eras[suffix] : undefined;
  const pieces = Object.hasOwn(profiles800, plain) ? profiles800[plain] : undefined;
  if (era === undefined || pieces === undefined) throw unknownName(name);
  const settings = compose(name, base800, pieces);
  const { pparamsEpoch, pparamsOverlays } = settings.genesis;
  return { era, ...derive800(settings, parameters800(pparamsEpoch, pparamsOverlays)) };
}

function unknownName(name: string): ProfileError {
  const bare = Object.hasOwn(profiles800, name) ? Object.keys(eras).map((era) => `${name}-${era}`) : [];
  const nearest = bare.length > 0 ? bare : nearestNames(name, profileNames800());
  return new ProfileError('PROFILE_UNKNOWN', {
    place: 'profile of vocabulary 8.0.0',
    faults: [{ path: '', expected: 'a name with its era, such as default-bage', got: `'${name}'` }],
    ...(nearest.length > 0 ? { hint: `closest: ${nearest.join(', ')}` } : {}),
  });
}
