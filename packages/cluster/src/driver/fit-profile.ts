import type { Profile } from '@slotbench/profiles';
import { ClusterError } from '../errors.ts';
import type { NetworkConstants, NodeDriver } from './node-driver.ts';

/**
 * What has to be laid over a profile so that every driver can take part: constants that a driver has built in, slots as much shorter
 * as blocks would come more rarely, and no collector where one cannot forward. Undefined if nothing has to.
 */
export function fitProfile(
  { genesis, node }: Profile,
  drivers: readonly NodeDriver[],
): { readonly overlay: object; readonly why: string } | undefined {
  const fixed = drivers.find(({ constants }) => constants !== undefined);
  const silent = node.tracer
    ? drivers.find(({ capabilities }) => !capabilities.has('forwarding'))
    : undefined;
  const network = fixed === undefined ? undefined : constantsOver(genesis, fixed.constants!);
  if (network === undefined && silent === undefined) return undefined;
  const why = [
    ...(network === undefined
      ? []
      : [
          `${fixed!.id} has its constants built in: epochs of ${network.epoch_length} slots, k ${network.parameter_k}, f ${network.active_slots_coeff}; slots of ${network.slot_duration} s keep the pace of blocks`,
        ]),
    ...(silent === undefined ? [] : [`${silent.id} forwards no traces: every node logs to its own file`]),
  ].join('; ');
  const overlay = {
    ...(network === undefined ? {} : { genesis: network }),
    ...(silent === undefined ? {} : { node: { tracer: false } }),
  };
  return { overlay, why };
}

function constantsOver(genesis: Profile['genesis'], fixed: NetworkConstants) {
  const { active_slots_coeff, epoch_length, parameter_k } = fixed;
  const slotSeconds = (genesis.slot_duration * active_slots_coeff) / genesis.active_slots_coeff;
  const same =
    genesis.active_slots_coeff === active_slots_coeff &&
    genesis.epoch_length === epoch_length &&
    genesis.parameter_k === parameter_k;
  // To the millisecond: genesis files may hold any decimal, log times would be hard to read.
  return same
    ? undefined
    : { ...fixed, slot_duration: Math.max(0.001, Math.round(slotSeconds * 1000) / 1000) };
}

/** Throws RUN_UNSUPPORTED for a profile that `fitProfile` would change. */
export function checkFits(profile: Profile, drivers: readonly NodeDriver[]): void {
  const fit = fitProfile(profile, drivers);
  if (fit === undefined) return;
  throw new ClusterError('RUN_UNSUPPORTED', {
    place: `profile ${profile.name}`,
    problem: fit.why,
    fix: `lay this over the profile: ${JSON.stringify(fit.overlay)}`,
  });
}
