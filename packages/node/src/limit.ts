import type { NodeArguments } from './arguments.ts';
import type { Kernel } from './kernel.ts';
import type { Served } from './peers/downstream.ts';
import type { Clock } from './slot-clock.ts';

/** How long a node that reached its limit goes on serving the tip to peers that have not got it. */
const SERVE_TIP_MS = 2_000;
/**
 * A peer that took the header and then asks for no block for so long has the block from elsewhere: one that wants it asks in the
 * moment in which it judged the header.
 */
const NO_NEED_MS = 500;
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
 * Resolves once every connected downstream peer was sent header and block of the tip, or took the header and asked for no block for
 * half a second, or follows no chain here (the load generator follows one node and offers to all); after 2 s in any case.
 */
export async function untilTipServed(
  { database, connections }: Pick<Kernel, 'database' | 'connections'>,
  clock: Pick<Clock, 'nowMs' | 'sleep'>,
  signal: AbortSignal,
): Promise<void> {
  const tip = () => database.chain.tip?.hash;
  const seen = new Map<Served, Served & { sinceMs: number }>();
  const isServed = (peer: Served): boolean => {
    const { header, block } = peer;
    let last = seen.get(peer);
    if (last === undefined || last.header !== header || last.block !== block) {
      last = { header, block, sinceMs: clock.nowMs() };
      seen.set(peer, last);
    }
    const asksForNothing = clock.nowMs() - last.sinceMs >= NO_NEED_MS;
    return (
      (header === tip() && block === tip()) || (asksForNothing && (header === tip() || header === undefined))
    );
  };
  const served = () => [...connections.downstream].filter((peer) => !isServed(peer)).length === 0;
  const endMs = clock.nowMs() + SERVE_TIP_MS;
  while (!served() && clock.nowMs() < endMs && !signal.aborted) await clock.sleep(POLL_MS, signal);
}
