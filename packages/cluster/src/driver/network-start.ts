import type { Profile } from '@slotbench/profiles';
import { ClusterError } from '../errors.ts';
import type { AnchorPoint, NodeDriver } from './node-driver.ts';

/**
 * Whether a run of these drivers starts from its genesis (undefined) or has to start from an anchor, because one of them cannot do
 * otherwise: two epochs are over then, and the run begins with the third. Throws RUN_UNSUPPORTED where no start suits all.
 */
export function networkStart(
  drivers: readonly NodeDriver[],
  { genesis }: Pick<Profile, 'genesis'>,
): AnchorPoint | undefined {
  const starts = (driver: NodeDriver) => driver.startsFrom ?? ['genesis'];
  if (drivers.every((driver) => starts(driver).includes('genesis'))) return undefined;
  const cannot = drivers.find((driver) => !starts(driver).includes('anchor'));
  if (cannot !== undefined) {
    const other = drivers.find((driver) => !starts(driver).includes('genesis'))!;
    throw new ClusterError('RUN_UNSUPPORTED', {
      place: `--node ${cannot.id} with --node ${other.id}`,
      problem: `${cannot.id} starts from a genesis, ${other.id} only from an anchor`,
      fix: `put ${other.id} beside nodes that start from both, such as --node embedded`,
    });
  }
  const firstSlot = 3 * genesis.epoch_length;
  // One block and more of f = 1/20 before the epoch ends, as the chain that amaru was first tried on.
  return { slot: firstSlot - 26, blockNo: 1, firstSlot };
}

/** Seconds from slot 0 of the genesis to the first slot of the run. */
export function secondsBefore(
  anchor: AnchorPoint | undefined,
  { genesis }: Pick<Profile, 'genesis'>,
): number {
  return anchor === undefined ? 0 : Math.round(anchor.firstSlot * genesis.slot_duration);
}
