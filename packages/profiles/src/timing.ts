import type { Profile } from './schema/profile.ts';

/** Planned times of a run: seconds since 1970 and ISO texts, as `meta.json` holds them. */
export interface Timing {
  readonly future_offset: number;
  readonly extra_future_offset: number;
  readonly start: number;
  readonly workload_end: number;
  readonly shutdown_end: number;
  readonly earliest_end: number;
  readonly start_tag: string;
  readonly start_human: string;
  readonly systemStart: string;
  readonly shutdownTime: string;
  readonly workloadEndTime: string;
  readonly earliestEndTime: string;
}

/**
 * Slot 0 is `derived.genesis_future_offset` seconds after `nowMs` (milliseconds since 1970), rounded up to a whole
 * second because genesis files hold no fraction. Call it as late as possible: the nodes must listen by then.
 */
export function allocateTime(profile: Profile, nowMs: number): Timing {
  const { derived, genesis } = profile;
  const start = Math.ceil(nowMs / 1000 + derived.genesis_future_offset);
  const workloadEnd = start + derived.generator_duration;
  const shutdownEnd = start + (derived.shutdown_time ?? derived.generator_duration);
  const earliestEnd = Math.min(workloadEnd, shutdownEnd);
  const systemStart = iso(start);
  return {
    future_offset: derived.genesis_future_offset,
    extra_future_offset: genesis.extra_future_offset,
    start,
    workload_end: workloadEnd,
    shutdown_end: shutdownEnd,
    earliest_end: earliestEnd,
    start_tag: systemStart.slice(0, 16).replace('T', '-').replace(':', '.'),
    start_human: `${systemStart.slice(0, 10)} ${systemStart.slice(11, 19)} UTC`,
    systemStart,
    shutdownTime: iso(shutdownEnd),
    workloadEndTime: iso(workloadEnd),
    earliestEndTime: iso(earliestEnd),
  };
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.000Z$/, 'Z');
}
