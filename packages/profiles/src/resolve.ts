import { base } from './base.ts';
import { catalogue, profileNames } from './catalogue.ts';
import { cliArguments } from './cli-arguments.ts';
import { compose, type Piece } from './compose.ts';
import { derive } from './derive.ts';
import { ProfileError, type ProfileFault } from './errors.ts';
import { isObject, overlay } from './merge.ts';
import { nearestNames } from './nearest-names.ts';
import type { OwnProfiles } from './own-profiles.ts';
import { earliestEpoch, parameterOverlayNames, parametersAt } from './protocol-parameters/fold.ts';
import { type Scale, scaleOverlay } from './scale.ts';
import { schemaFaults } from './schema/faults.ts';
import { type Profile, type ProfileSpec, profileSchema, profileSpecSchema } from './schema/profile.ts';
import { PREFIX_800, translate800 } from './vocabulary-8.0.0/translate.ts';

export interface ResolveOptions {
  /** Parsed JSON laid over the named profile, recorded in `profile.overlay`. */
  readonly overlay?: unknown;
  /** What error messages call the overlay; a file name. */
  readonly overlayPlace?: string;
  /** Profiles that are known besides the built-in ones. */
  readonly own?: OwnProfiles;
  /** Lays the overlay that makes the profile smaller on top of all others. */
  readonly scale?: Scale;
}

/**
 * The realised profile of a name: pieces, overlay, protocol parameters, derivations, in this order.
 * Throws `ProfileError`: unknown name (with the nearest ones), unknown key or bad value (with its path), an overlay that
 * sets something derived, two pieces of an own profile that set the same value.
 */
export function resolveProfile(name: string, options: ResolveOptions = {}): Profile {
  const place = options.overlayPlace ?? 'overlay';
  if (options.overlay !== undefined && !isObject(options.overlay))
    throw invalid(place, [{ path: '', expected: 'an object', got: describe(options.overlay) }]);
  if (name.startsWith(PREFIX_800)) {
    const translated = translate800(name);
    const named = compose(translated.name, base, translated.pieces, name);
    return laidAndScaled(named, options.overlay === undefined ? [] : [options.overlay], place, options);
  }
  const own = options.own?.profiles.get(name);
  const ownPlace = own === undefined ? name : `${options.own!.place}: ${name}`;
  const named = compose(name, base, piecesOf(name, options.own), ownPlace);
  // A few profiles carry an overlay of their own, which the caller's goes on top of.
  const layers = [
    ...overlaysOf(name, options.own),
    ...(options.overlay === undefined ? [] : [options.overlay]),
  ];
  return laidAndScaled(named, layers, options.overlay === undefined ? ownPlace : place, options);
}

function laidAndScaled(
  named: ProfileSpec,
  layers: readonly unknown[],
  place: string,
  { scale }: ResolveOptions,
): Profile {
  const resolved = lay(named, layers, place);
  return scale === undefined ? resolved : lay(named, [...layers, scaleOverlay(resolved, scale)], 'scale');
}

function lay(named: ProfileSpec, layers: readonly unknown[], place: string): Profile {
  const over = layers.reduce<unknown>(overlay, named.overlay) as ProfileSpec['overlay'];
  const profile = realise(laidOver(named, over), place);
  const ignored = layers.length === 0 ? [] : ignoredSettings(over, profile);
  if (ignored.length > 0) throw new ProfileError('PROFILE_DERIVED', { place, faults: ignored });
  return profile;
}

/** An own profile has the pieces of what it is made from, then its own. */
function piecesOf(name: string, own: OwnProfiles | undefined): readonly Piece[] {
  const made = own?.profiles.get(name);
  if (made !== undefined)
    return [...(made.from === undefined ? [] : piecesOf(made.from, own)), ...made.pieces];
  const pieces = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  if (pieces === undefined) throw unknownName(name, [...profileNames(), ...(own?.profiles.keys() ?? [])]);
  return pieces;
}

function overlaysOf(name: string, own: OwnProfiles | undefined): readonly object[] {
  const made = own?.profiles.get(name);
  if (made === undefined) return [];
  return [
    ...(made.from === undefined ? [] : overlaysOf(made.from, own)),
    ...(made.overlay === undefined ? [] : [made.overlay]),
  ];
}

/** What a public network fixes; it comes last, so that nothing is derived from it. */
const presets: { readonly [name: string]: object } = {
  mainnet: { genesis: { network_magic: 764_824_073 } },
};

function laidOver(named: ProfileSpec, over: ProfileSpec['overlay']): ProfileSpec {
  return { ...(overlay(named, over) as ProfileSpec), overlay: over };
}

function realise(settings: ProfileSpec, place: string): Profile {
  const spec = profileSpecSchema.safeParse(settings);
  if (!spec.success) throw invalid(place, schemaFaults(spec.error, settings));
  const { pparamsEpoch, pparamsOverlays } = spec.data.genesis;
  const faults = [
    ...presetFaults(spec.data.preset),
    ...parameterFaults(pparamsEpoch, pparamsOverlays),
    ...consistencyFaults(spec.data),
  ];
  if (faults.length > 0) throw invalid(place, faults);
  const parameters = parametersAt(pparamsEpoch, pparamsOverlays);
  const derived = derive({
    ...spec.data,
    genesis: overlay(parameters, spec.data.genesis) as ProfileSpec['genesis'],
  });
  const profile = profileSchema.safeParse(
    overlay({ ...derived, cli_args: cliArguments(derived) }, presets[spec.data.preset ?? ''] ?? {}),
  );
  if (!profile.success) throw invalid(place, schemaFaults(profile.error, derived));
  const over = budgetFaults(profile.data);
  if (over.length > 0) throw invalid(place, over);
  return profile.data;
}

/** A transaction must fit into a block, and a script into a transaction: else the load never gets onto the chain. */
function budgetFaults({ genesis, generator }: Profile): ProfileFault[] {
  const { maxTxExUnits: tx, maxBlockExUnits: block } = genesis.alonzo;
  const { maxTxSize, maxBlockBodySize } = genesis.shelley.protocolParams;
  const { limitExecutionMem, limitExecutionSteps } = generator.plutus;
  const bounds: readonly (readonly [path: string, value: number, most: number, of: string])[] = [
    ['genesis.alonzo.maxTxExUnits.exUnitsMem', tx.exUnitsMem, block.exUnitsMem, 'a block'],
    ['genesis.alonzo.maxTxExUnits.exUnitsSteps', tx.exUnitsSteps, block.exUnitsSteps, 'a block'],
    ['genesis.shelley.protocolParams.maxTxSize', maxTxSize, maxBlockBodySize, 'a block, bytes'],
    ['generator.add_tx_size', generator.add_tx_size, maxTxSize, 'a transaction, bytes'],
    ['generator.plutus.limitExecutionMem', limitExecutionMem ?? 0, tx.exUnitsMem, 'a transaction'],
    ['generator.plutus.limitExecutionSteps', limitExecutionSteps ?? 0, tx.exUnitsSteps, 'a transaction'],
  ];
  return bounds
    .filter(([, value, most]) => value > most)
    .map(([path, value, most, of]) => ({
      path,
      expected: `at most ${most}, that of ${of}`,
      got: String(value),
    }));
}

function presetFaults(preset: string | undefined): ProfileFault[] {
  if (preset === undefined || Object.hasOwn(presets, preset)) return [];
  const expected = `one of ${Object.keys(presets).join(', ')}`;
  return [{ path: 'preset', expected, got: JSON.stringify(preset) }];
}

function parameterFaults(epoch: number, overlays: readonly string[]): ProfileFault[] {
  const faults: ProfileFault[] = [];
  if (epoch < earliestEpoch)
    faults.push({
      path: 'genesis.pparamsEpoch',
      expected: `epoch ${earliestEpoch} or later`,
      got: String(epoch),
    });
  for (const [i, name] of overlays.entries())
    if (!parameterOverlayNames.includes(name))
      faults.push({
        path: `genesis.pparamsOverlays[${i}]`,
        expected: `one of ${parameterOverlayNames.join(', ')}`,
        got: JSON.stringify(name),
      });
  return faults;
}

/** What the types alone do not say. */
function consistencyFaults({ genesis, composition }: ProfileSpec): ProfileFault[] {
  const faults: ProfileFault[] = [];
  // A candidate nonce must be stable before the epoch ends: 10 k / f slots (Ouroboros Praos).
  const leastSlots = (10 * genesis.parameter_k) / genesis.active_slots_coeff;
  if (genesis.epoch_length < leastSlots - 1e-6)
    faults.push({
      path: 'genesis.epoch_length',
      expected: `at least 10 k / f = ${Math.ceil(leastSlots - 1e-6)} slots`,
      got: String(genesis.epoch_length),
    });
  if (
    composition.n_singular_hosts + composition.n_dense_hosts === 0 &&
    composition.with_chaindb_server !== true
  )
    faults.push({
      path: 'composition.n_singular_hosts',
      expected: 'at least one host with a pool',
      got: '0',
    });
  return faults;
}

/**
 * Leaves of an overlay that the realised profile does not hold, because it computes them. `null` asks for the computed
 * value; `filter_exprs` only grows.
 */
function ignoredSettings(over: unknown, profile: unknown, path = ''): ProfileFault[] {
  if (isObject(over) && isObject(profile))
    return Object.entries(over).flatMap(([key, value]) =>
      ignoredSettings(value, profile[key], path === '' ? key : `${path}.${key}`),
    );
  if (over === null || path === 'analysis.filter_exprs' || JSON.stringify(over) === JSON.stringify(profile))
    return [];
  return [{ path, expected: `${describe(profile)}, which follows from other settings`, got: describe(over) }];
}

function unknownName(name: string, names: readonly string[]): ProfileError {
  const nearest = nearestNames(name, names);
  return new ProfileError('PROFILE_UNKNOWN', {
    place: 'profile',
    faults: [{ path: '', expected: 'a known name', got: `'${name}'` }],
    hint: `${nearest.length > 0 ? `closest: ${nearest.join(', ')}; ` : ''}\`slotbench profiles list\` prints all`,
  });
}

function invalid(place: string, faults: readonly ProfileFault[]): ProfileError {
  return new ProfileError('PROFILE_INVALID', { place, faults });
}

function describe(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
