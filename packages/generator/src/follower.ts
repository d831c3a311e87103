import { setTimeout as sleep } from 'node:timers/promises';
import { decodeBlock, decodeHeader, type Tx } from '@slotbench/ledger';
import { type NodeToNode, type Point, WireError } from '@slotbench/wire';
import type { FollowedBlock, FollowedChain } from './followed-chain.ts';

export interface FollowerEvents {
  onForward(block: FollowedBlock, txs: readonly Tx[]): void;
  /** The node has nothing newer for now. */
  onCaughtUp?(): void;
  /** These blocks are no longer on the followed chain; newest first. */
  onBackward(blocks: readonly FollowedBlock[]): void;
  onTrouble(message: string): void;
}

const RETRY_MS = 100;

/**
 * Follows the chain of one node after the other: `connection` gives the node to follow, the same one while it lives.
 * Headers come by chain-sync, each block is fetched at once. Resolves when the signal aborts.
 */
export async function followChain(
  o: { connection: () => NodeToNode | undefined; chain: FollowedChain; signal: AbortSignal } & FollowerEvents,
): Promise<void> {
  while (!o.signal.aborted) {
    const node = o.connection();
    if (node !== undefined)
      await followNode(node, o.chain, o).catch((error: Error) => {
        const ended = error instanceof WireError && error.code === 'WIRE_ENDED';
        if (!o.signal.aborted && !ended) o.onTrouble(error.message);
        // The mini-protocols of this connection may be in the middle of something: start afresh.
        node.close(error);
      });
    await sleep(RETRY_MS, undefined, { signal: o.signal }).catch(() => {});
  }
}

async function followNode(node: NodeToNode, chain: FollowedChain, events: FollowerEvents): Promise<never> {
  rollBack(chain, await intersect(node, chain), events);
  for (;;) {
    await node.chainSync.send({ kind: 'RequestNext' });
    let next = await node.chainSync.receive();
    if (next.kind === 'AwaitReply') {
      events.onCaughtUp?.();
      next = await node.chainSync.receive();
    }
    if (next.kind === 'RollBackward') rollBack(chain, next.point, events);
    else if (next.kind === 'RollForward') {
      const { slot, blockNo, hash } = decodeHeader(next.header.bytes);
      const txs = await fetchTxs(node, { kind: 'block', slot, hash });
      const block = { slot, blockNo, hash, txIds: txs?.map((tx) => tx.id) ?? [] };
      chain.forward(block);
      // A block that is no longer to be had is about to be rolled back.
      if (txs !== undefined) events.onForward(block, txs);
    }
  }
}

/** A node that goes on from an anchor knows no origin: what comes after its tip is then all that is followed. */
async function intersect({ chainSync }: NodeToNode, chain: FollowedChain): Promise<Point> {
  await chainSync.send({ kind: 'FindIntersect', points: chain.points() });
  let found = await chainSync.receive();
  if (found.kind === 'IntersectNotFound' && chain.tip === undefined) {
    await chainSync.send({ kind: 'FindIntersect', points: [found.tip.point] });
    found = await chainSync.receive();
  }
  if (found.kind === 'IntersectFound') return found.point;
  throw new Error('the node knows no point of the chain, not even its origin');
}

function rollBack(chain: FollowedChain, point: Point, events: FollowerEvents): void {
  const undone = chain.backward(point);
  if (undone.length > 0) events.onBackward(undone);
}

async function fetchTxs({ blockFetch }: NodeToNode, point: Point): Promise<readonly Tx[] | undefined> {
  await blockFetch.send({ kind: 'RequestRange', from: point, to: point });
  let txs: readonly Tx[] | undefined;
  for (;;) {
    const message = await blockFetch.receive();
    if (message.kind === 'NoBlocks') return undefined;
    if (message.kind === 'BatchDone') return txs;
    if (message.kind === 'Block') txs = decodeBlock(message.bytes).txs;
  }
}
