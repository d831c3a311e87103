import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../src/clock.ts';
import type { PeerObservation } from '../src/log/observation.ts';
import { followNode, type ObservedNode } from '../src/peer/follow-node.ts';

export type Seen = PeerObservation & { readonly ns: number };

/** A real clock on which pauses of the observer's own pass at once, at most so long each. */
export function hastyClock(longestMs = 1): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    originMs: 0,
    nowNs: () => Math.round(performance.now() * 1e6),
    driftMs: () => 0,
    async sleep(ms, signal) {
      slept.push(ms);
      await wait(Math.min(ms, longestMs), undefined, { signal }).catch(() => {});
    },
  };
}

/** Follows `node` until `until` is content with what was seen, at most ten seconds. */
export async function followUntil(
  node: ObservedNode,
  until: (seen: readonly Seen[]) => boolean,
  o: { blocks?: boolean; k?: number; magic?: number; clock?: Clock } = {},
): Promise<Seen[]> {
  const seen: Seen[] = [];
  const stop = new AbortController();
  const limit = setTimeout(() => stop.abort(), 10_000);
  await followNode(node, {
    magic: o.magic ?? 42,
    blocks: o.blocks ?? false,
    k: o.k ?? 10,
    clock: o.clock ?? hastyClock(),
    signal: stop.signal,
    record(ns, observation) {
      seen.push({ ns, ...observation });
      if (until(seen)) stop.abort();
    },
  });
  clearTimeout(limit);
  return seen;
}

export function ofKind<K extends Seen['kind']>(seen: readonly Seen[], kind: K): Extract<Seen, { kind: K }>[] {
  return seen.filter((each): each is Extract<Seen, { kind: K }> => each.kind === kind);
}
