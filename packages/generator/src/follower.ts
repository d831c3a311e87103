import { setTimeout as sleep } from 'node:timers/promises';
import type { Tx } from '@slotbench/ledger';
import { type Point, WireError } from '@slotbench/wire';
import type { ChainSource } from './chain-source.ts';
import type { FollowedBlock, FollowedChain } from './followed-chain.ts';

export interface FollowerEvents {
  /** `txs` reads its transactions whole. */
  onForward(block: FollowedBlock, txs: () => readonly Tx[]): void;
  /** The node has nothing newer for now. */
  onCaughtUp?(): void;
  /** These blocks are no longer on the followed chain; newest first. */
  onBackward(blocks: readonly FollowedBlock[]): void;
  onTrouble(message: string): void;
}

const RETRY_MS = 100;

/**
 * Follows the chain of one node after the other: `source` gives the node to follow, the same one while it lives. Resolves when the
 * signal aborts.
 */
export async function followChain(
  o: { source: () => ChainSource | undefined; chain: FollowedChain; signal: AbortSignal } & FollowerEvents,
): Promise<void> {
  while (!o.signal.aborted) {
    const source = o.source();
    if (source !== undefined)
      await followNode(source, o.chain, o).catch((error: Error) => {
        const ended = error instanceof WireError && error.code === 'WIRE_ENDED';
        if (!o.signal.aborted && !ended) o.onTrouble(error.message);
        // The mini-protocols of this connection may be in the middle of something: start afresh.
        source.close(error);
      });
    await sleep(RETRY_MS, undefined, { signal: o.signal }).catch(() => {});
  }
}

async function followNode(source: ChainSource, chain: FollowedChain, events: FollowerEvents): Promise<never> {
  rollBack(chain, await intersect(source, chain), events);
  for (;;) {
    const step = await source.next(() => events.onCaughtUp?.());
    if (step.kind === 'backward') rollBack(chain, step.point, events);
    else {
      const { slot, blockNo, hash, txIds, txs } = step;
      const block = { slot, blockNo, hash, txIds };
      chain.forward(block);
      if (txs !== undefined) events.onForward(block, txs);
    }
  }
}

/** A node that goes on from an anchor knows no origin: what comes after its tip is then all that is followed. */
async function intersect(source: ChainSource, chain: FollowedChain): Promise<Point> {
  const answer = await source.intersect(chain.points());
  if ('found' in answer) return answer.found;
  const again = chain.tip === undefined ? await source.intersect([answer.tip.point]) : answer;
  if ('found' in again) return again.found;
  throw new Error('the node knows no point of the chain, not even its origin');
}

function rollBack(chain: FollowedChain, point: Point, events: FollowerEvents): void {
  const undone = chain.backward(point);
  if (undone.length > 0) events.onBackward(undone);
}
