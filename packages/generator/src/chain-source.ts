import { decodeBlock, decodeHeader, type Tx } from '@slotbench/ledger';
import type {
  ChainSyncMessage,
  LocalChainSyncMessage,
  NodeToClient,
  NodeToNode,
  Peer,
  Point,
  Tip,
} from '@slotbench/wire';

/** The chain of one node, block by block, whatever protocol it comes by. */
export interface ChainSource {
  /** The first of the points that the node has; without any, its tip. */
  intersect(points: readonly Point[]): Promise<{ found: Point } | { tip: Tip }>;
  /** What comes next; `onAwait` is called if the node has nothing newer for now. */
  next(onAwait: () => void): Promise<ChainStep>;
  close(reason: Error): void;
}

export type ChainStep =
  /** `txs` is undefined for a block that is no longer to be had: it is about to be rolled back. */
  | { kind: 'forward'; slot: number; blockNo: number; hash: string; txs: readonly Tx[] | undefined }
  | { kind: 'backward'; point: Point };

/** Headers by chain-sync, each block fetched at once. */
export function nodeToNodeChain(node: NodeToNode): ChainSource {
  return chainSource(node, async ({ header }) => {
    const { slot, blockNo, hash } = decodeHeader(header.bytes);
    return { slot, blockNo, hash, txs: await fetchTxs(node, { kind: 'block', slot, hash }) };
  });
}

/** Whole blocks by the chain-sync of a node's own socket. */
export function nodeToClientChain(node: NodeToClient): ChainSource {
  return chainSource(node, async ({ block }) => {
    const { header, txs } = decodeBlock(block);
    return { slot: header.slot, blockNo: header.blockNo, hash: header.hash, txs };
  });
}

type Forward<M> = Extract<M, { kind: 'RollForward' }>;

function chainSource<M extends ChainSyncMessage | LocalChainSyncMessage>(
  node: { readonly chainSync: Peer<M>; close(reason: Error): void },
  blockOf: (message: Forward<M>) => Promise<Omit<Extract<ChainStep, { kind: 'forward' }>, 'kind'>>,
): ChainSource {
  // The two protocols differ in what RollForward carries, nothing else.
  const chainSync = node.chainSync as unknown as Peer<ChainSyncMessage>;
  return {
    async intersect(points) {
      await chainSync.send({ kind: 'FindIntersect', points: [...points] });
      const answer = await chainSync.receive();
      if (answer.kind === 'IntersectFound') return { found: answer.point };
      if (answer.kind === 'IntersectNotFound') return { tip: answer.tip };
      throw unexpected(answer.kind);
    },
    async next(onAwait) {
      await chainSync.send({ kind: 'RequestNext' });
      let answer = await chainSync.receive();
      if (answer.kind === 'AwaitReply') {
        onAwait();
        answer = await chainSync.receive();
      }
      if (answer.kind === 'RollBackward') return { kind: 'backward', point: answer.point };
      if (answer.kind !== 'RollForward') throw unexpected(answer.kind);
      return { kind: 'forward', ...(await blockOf(answer as unknown as Forward<M>)) };
    },
    close: (reason) => node.close(reason),
  };
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

function unexpected(kind: string): Error {
  return new Error(`chain-sync: ${kind} is no answer to what was asked`);
}
