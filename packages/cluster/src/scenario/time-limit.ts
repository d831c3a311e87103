import type { Timing } from '@slotbench/profiles';

/** Seconds that the run may last beyond its planned end (workbench: the watcher's tolerance). */
const TOLERANCE_SECONDS = 40;

/** Pure: seconds after slot 0 at which a run is ended. */
export function limitSeconds(timing: Pick<Timing, 'start' | 'earliest_end'>): number {
  return timing.earliest_end - timing.start + TOLERANCE_SECONDS;
}
