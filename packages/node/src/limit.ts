import type { NodeArguments } from './arguments.ts';
import type { Kernel } from './kernel.ts';
import type { Clock } from './slot-clock.ts';

/** How long a node that reached its limit goes on serving the tip to peers that have not got it. */
const SERVE_TIP_MS = 2_000;
const POLL_MS = 20;

type Limit = NonNullable<NodeArguments['shutdownOn']>;

export function showLimit({ kind, number }: Limit): string {
  return kind === 'block' ? `block number ${number}` : `slot ${number}`;
}

/** Resolves once the tip of the chain is at or beyond the limit, or the signal aborts. */
export async function untilTipAt(
  { kind, number }: Limit,
  { database }: Kernel,
  signal: AbortSignal,
): Promise<void> {
  const reached = (): boolean => {
    const { tip } = database.chain;
    return tip !== undefined && (kind === 'block' ? tip.blockNo : tip.slot) >= number;
  };
  while (!reached() && !signal.aborted) await database.changed.wait(signal);
}

/**
 * Resolves once every connected downstream peer was sent header and block of the tip, or 2 s passed: a peer that got
 * the block elsewhere never asks us for it.
 */
export async function untilTipServed(
  { database, connections }: Kernel,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const served = (): boolean => {
    const hash = database.chain.tip?.hash;
    return [...connections.downstream].every((peer) => peer.header === hash && peer.block === hash);
  };
  const endMs = clock.nowMs() + SERVE_TIP_MS;
  while (!served() && clock.nowMs() < endMs && !signal.aborted) await clock.sleep(POLL_MS, signal);
}
