import type { Observation } from './block.ts';
import type { BlockError, ObserverRecord, Phase } from './machine-view.ts';

/** What a peer's record says of a block; without request or fetch it is no observation. */
export type Attempt = Omit<Observation, 'requested' | 'fetched'> & {
  readonly requested: number | null;
  readonly fetched: number | null;
};

export function observation(host: string, record: ObserverRecord, slotStart: number): Attempt {
  const deltas = {
    noticed: record.noticed - slotStart,
    requested: since(record.requested, record.noticed),
    fetched: since(record.fetched, record.requested),
    announced: since(record.announced, record.fetched),
    sending: since(record.sending, record.fetched),
    adopted: since(record.adopted, record.fetched),
  };
  return {
    host,
    ...deltas,
    chainDelta: record.chainDelta,
    errorsCritical: faults(host, record.hash, [
      ['Notice', deltas.noticed],
      ['Request', deltas.requested],
      ['Fetch', deltas.fetched],
      ['Adopt', deltas.adopted],
    ]),
    errorsSoft: faults(host, record.hash, [
      ['Announce', deltas.announced],
      ['Send', deltas.sending],
    ]),
  };
}

/** A phase that is missing, or before the one that it follows. */
export function faults(
  host: string,
  block: string,
  phases: readonly (readonly [Phase, number | null])[],
): BlockError[] {
  return phases.flatMap(([phase, delta]): BlockError[] => {
    if (delta !== null && delta >= 0) return [];
    return [
      {
        host,
        block,
        object: null,
        description:
          delta === null ? { tag: 'BPEMissingPhase', phase } : { tag: 'BPENegativePhase', phase, delta },
      },
    ];
  });
}

/** Null where either stamp is missing. */
export function since(at: number | null, from: number | null): number | null {
  return at === null || from === null ? null : at - from;
}
