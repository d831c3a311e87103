import { setTimeout as sleep } from 'node:timers/promises';
import { decodeBlock, decodeHeader } from '@slotbench/ledger';
import { type NodeToNode, type Point, WireError } from '@slotbench/wire';
import type { FollowedBlock, FollowedChain } from './followed-chain.ts';

export interface FollowerEvents {
  onForward(block: FollowedBlock): void;
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
  await node.chainSync.send({ kind: 'FindIntersect', points: chain.points() });
  const found = await node.chainSync.receive();
  if (found.kind !== 'IntersectFound')
    throw new Error('the node knows no point of the chain, not even its origin');
  rollBack(chain, found.point, events);
  for (;;) {
    await node.chainSync.send({ kind: 'RequestNext' });
    let next = await node.chainSync.receive();
    if (next.kind === 'AwaitReply') next = await node.chainSync.receive();
    if (next.kind === 'RollBackward') rollBack(chain, next.point, events);
    else if (next.kind === 'RollForward') {
      const { slot, blockNo, hash } = decodeHeader(next.header.bytes);
      const txIds = await fetchTxIds(node, { kind: 'block', slot, hash });
      const block = { slot, blockNo, hash, txIds: txIds ?? [] };
      chain.forward(block);
      // A block that is no longer to be had is about to be rolled back.
      if (txIds !== undefined) events.onForward(block);
    }
  }
}

function rollBack(chain: FollowedChain, point: Point, events: FollowerEvents): void {
  const undone = chain.backward(point);
  if (undone.length > 0) events.onBackward(undone);
}

async function fetchTxIds({ blockFetch }: NodeToNode, point: Point): Promise<string[] | undefined> {
  await blockFetch.send({ kind: 'RequestRange', from: point, to: point });
  let txIds: string[] | undefined;
  for (;;) {
    const message = await blockFetch.receive();
    if (message.kind === 'NoBlocks') return undefined;
    if (message.kind === 'BatchDone') return txIds;
    if (message.kind === 'Block') txIds = decodeBlock(message.bytes).txs.map((tx) => tx.id);
  }
}
