import type { ChainConstants, Condition } from '../chain/filters.ts';
import type { Instant } from '../read/timestamp.ts';
import type { CdfI } from './cdf.ts';
import type { LocliHost } from './host.ts';
import { filteredSlots, type MachPerf, machPerf } from './mach-perf.ts';
import type { LocliMeta } from './run-meta.ts';
import type { LocliFilters } from './summary.ts';
import type { LocliVersion } from './version.ts';

/** A run as far as upstream's exports need it. */
export interface LocliRun extends LocliMeta {
  /** In the order of their names. */
  readonly hosts: readonly ReducedHost[];
  readonly systemStart: Instant;
  readonly slotNs: number;
  readonly constants: ChainConstants;
  readonly filters: LocliFilters;
  readonly analysedAt: Date;
  readonly version: LocliVersion;
}

/** A host without its slots: what is left of a log of any size. */
export interface ReducedHost extends Omit<LocliHost, 'slots' | 'objects'> {
  /** Null where the filters leave no slot. */
  readonly perf: MachPerf<CdfI> | null;
}

export function reduceHost(
  host: LocliHost,
  o: { slotNs: number; conditions: readonly Condition[]; constants: ChainConstants; version: LocliVersion },
): ReducedHost {
  const rules = { ...o, epochLength: o.constants.epochLength };
  const { slots, objects: _, ...rest } = host;
  return { ...rest, perf: machPerf(filteredSlots(slots, rules), rules, o.version) ?? null };
}
