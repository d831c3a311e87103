import type { AloneEnd } from './protocol.ts';

/** Seconds without a word after which a host takes itself to be alone: a runner asks every few seconds. */
export const SILENCE_SECONDS = 60;
/** Seconds that a host waits for the files of its run: its runner died before it sent them. */
export const NEVER_DEPLOYED_SECONDS = 1800;

export interface HostSituation {
  /** Since the last word, or since the start. */
  readonly silentSeconds: number;
  readonly deployed: boolean;
  /** Until the run's time limit; negative once it has passed. */
  readonly untilEndSeconds: number;
  /** How long after the time limit the host keeps what its programs left. */
  readonly keepSeconds: number;
  readonly running: number;
  /** Producers of this host: those that run, and all that were started. */
  readonly producers: { readonly running: number; readonly started: number };
}

export type AloneStep =
  | { readonly kind: 'wait' }
  | { readonly kind: 'stop'; readonly why: AloneEnd }
  | { readonly kind: 'give up' };

/**
 * Pure: what a host does when nobody speaks to it, as the runner would: its programs end at the run's time limit, or once its
 * producers have reached their end; what they left is kept for the runner, and given up when nobody came for it.
 */
export function aloneStep(o: HostSituation): AloneStep {
  if (o.silentSeconds < SILENCE_SECONDS) return { kind: 'wait' };
  if (!o.deployed) return { kind: o.silentSeconds < NEVER_DEPLOYED_SECONDS ? 'wait' : 'give up' };
  if (o.running > 0) {
    if (o.untilEndSeconds <= 0) return { kind: 'stop', why: 'time limit' };
    if (o.producers.started > 0 && o.producers.running === 0) return { kind: 'stop', why: 'producers ended' };
    return { kind: 'wait' };
  }
  return { kind: o.untilEndSeconds + o.keepSeconds <= 0 ? 'give up' : 'wait' };
}
