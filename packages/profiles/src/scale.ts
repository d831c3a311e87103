import { ProfileError, type ProfileFault } from './errors.ts';
import { nearestNames } from './nearest-names.ts';
import type { Profile } from './schema/profile.ts';

/** A smaller run of a profile: what is not given stays. */
export interface Scale {
  readonly hosts?: number;
  readonly slots?: number;
  /** Seconds of load, instead of slots. */
  readonly duration?: number;
  /** Transactions a second. */
  readonly tps?: number;
  readonly utxo?: number;
  readonly delegators?: number;
}

const KEYS = ['hosts', 'slots', 'duration', 'tps', 'utxo', 'delegators'] as const;

/** Reads `hosts=4,duration=600,tps=5`. Throws PROFILE_INVALID naming every fault. */
export function parseScale(text: string): Scale {
  const scale: Record<string, number> = {};
  const faults: ProfileFault[] = [];
  for (const part of text.split(',')) {
    const [key = '', given] = part.split('=').map((side) => side.trim());
    const value = Number(given);
    const whole = key !== 'tps' && key !== 'duration';
    const least = key === 'utxo' || key === 'delegators' ? 0 : 1;
    if (!(KEYS as readonly string[]).includes(key)) {
      const nearest = nearestNames(key, KEYS);
      const expected = `one of ${(nearest.length > 0 ? nearest : KEYS).join(', ')}`;
      faults.push({ path: key, expected, got: `'${part}'` });
    } else if (key in scale) faults.push({ path: key, expected: 'one value', got: 'two' });
    else if (
      given === undefined ||
      given === '' ||
      !Number.isFinite(value) ||
      (value <= 0 && least > 0) ||
      value < 0 ||
      (whole && !Number.isInteger(value))
    )
      faults.push({
        path: key,
        expected: whole ? `a whole number of at least ${least}` : 'a number above 0',
        got: `'${given ?? ''}'`,
      });
    else scale[key] = value;
  }
  if ('slots' in scale && 'duration' in scale)
    faults.push({ path: 'duration', expected: 'slots or duration', got: 'both' });
  if (faults.length > 0) throw new ProfileError('PROFILE_INVALID', { place: 'scale', faults });
  return scale;
}

/**
 * The overlay that makes `profile` smaller and keeps its shape: the graph, the kind of load and pools a host stay; a shorter run keeps
 * its number of epochs, as long as an epoch can be that short (10 k / f with k of at least 1), so that filters by epoch still find
 * blocks. The name says what was scaled, and with it every report. Throws PROFILE_INVALID.
 */
export function scaleOverlay(profile: Profile, scale: Scale): Record<string, unknown> {
  const { composition, genesis } = profile;
  const faults: ProfileFault[] = [];
  if (scale.hosts !== undefined && scale.hosts > composition.n_pool_hosts)
    faults.push({
      path: 'hosts',
      expected: `at most the ${composition.n_pool_hosts} of ${profile.name}`,
      got: String(scale.hosts),
    });
  const slots =
    scale.slots ??
    (scale.duration === undefined ? undefined : Math.ceil(scale.duration / genesis.slot_duration));
  const planned = plannedSlots(profile);
  if (slots !== undefined && slots > planned)
    faults.push({
      path: scale.slots === undefined ? 'duration' : 'slots',
      expected: `at most the ${planned} slots of ${profile.name}`,
      got: `${slots} slots`,
    });
  if (faults.length > 0) throw new ProfileError('PROFILE_INVALID', { place: 'scale', faults });

  const hosts =
    scale.hosts === undefined
      ? {}
      : composition.n_dense_hosts > 0
        ? { n_dense_hosts: scale.hosts, n_singular_hosts: 0 }
        : { n_singular_hosts: scale.hosts };
  return {
    name: `${profile.name}-scaled-${Object.entries(scale)
      .map(([key, value]) => `${key}${value}`)
      .join('-')}`,
    desc: `${profile.desc ?? profile.name} (scaled: ${Object.entries(scale)
      .map(([key, value]) => `${key} ${value}`)
      .join(', ')})`,
    composition: hosts,
    genesis: {
      ...(slots === undefined ? {} : timescale(profile, slots / planned)),
      ...(scale.utxo === undefined ? {} : { utxo: scale.utxo }),
      ...(scale.delegators === undefined ? {} : { delegators: scale.delegators }),
    },
    ...(slots === undefined
      ? {}
      : { node: { shutdown_on_slot_synced: slots, shutdown_on_block_synced: null } }),
    generator: {
      ...(scale.tps === undefined ? {} : { tps: scale.tps }),
      // As many as the scaled time holds.
      tx_count: null,
    },
  };
}

/** Slots until the run ends: at its slot, at its block on average, or with its load. */
function plannedSlots({ node, genesis, derived }: Profile): number {
  if (node.shutdown_on_slot_synced !== null) return node.shutdown_on_slot_synced;
  if (node.shutdown_on_block_synced !== null)
    return Math.round(node.shutdown_on_block_synced / genesis.active_slots_coeff);
  return Math.round(derived.generator_duration / genesis.slot_duration);
}

function timescale({ genesis }: Profile, ratio: number): { epoch_length: number; parameter_k: number } {
  const f = genesis.active_slots_coeff;
  const length = Math.max(Math.round(genesis.epoch_length * ratio), Math.ceil(10 / f - 1e-9));
  const k = Math.max(1, Math.min(genesis.parameter_k, Math.floor((length * f) / 10 + 1e-9)));
  return { epoch_length: length, parameter_k: k };
}
