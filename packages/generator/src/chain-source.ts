import { blockHeader, blockTxIds, decodeBlock, decodeHeader, type Tx } from '@slotbench/ledger';
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
  | ({ kind: 'forward'; slot: number; blockNo: number; hash: string } & BlockBody)
  | { kind: 'backward'; point: Point };

/** What is in a block; nothing for one that is no longer to be had: it is about to be rolled back. */
export interface BlockBody {
  readonly txIds: readonly string[];
  /** Reads them whole, which takes ten times as long as a late timer may be; undefined without a body. */
  readonly txs: (() => readonly Tx[]) | undefined;
}

/** Ids hashed in a row: 8 take about half a millisecond, and then the timers of the load have their turn. */
const IDS_AT_ONCE = 8;

async function bodyOf(bytes: Uint8Array): Promise<BlockBody> {
  const txIds: string[] = [];
  for (const id of blockTxIds(bytes))
    if (txIds.push(id) % IDS_AT_ONCE === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  return { txIds, txs: () => decodeBlock(bytes).txs };
}

/** Headers by chain-sync, each block fetched at once. */
export function nodeToNodeChain(node: NodeToNode): ChainSource {
  return chainSource(node, async ({ header }) => {
    const { slot, blockNo, hash } = decodeHeader(header.bytes);
    const bytes = await fetchBlock(node, { kind: 'block', slot, hash });
    const body = bytes === undefined ? { txIds: [], txs: undefined } : await bodyOf(bytes);
    return { slot, blockNo, hash, ...body };
  });
}

/** Whole blocks by the chain-sync of a node's own socket. */
export function nodeToClientChain(node: NodeToClient): ChainSource {
  return chainSource(node, async ({ block }) => {
    const { slot, blockNo, hash } = blockHeader(block);
    return { slot, blockNo, hash, ...(await bodyOf(block)) };
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

async function fetchBlock({ blockFetch }: NodeToNode, point: Point): Promise<Uint8Array | undefined> {
  await blockFetch.send({ kind: 'RequestRange', from: point, to: point });
  let bytes: Uint8Array | undefined;
  for (;;) {
    const message = await blockFetch.receive();
    if (message.kind === 'NoBlocks') return undefined;
    if (message.kind === 'BatchDone') return bytes;
    if (message.kind === 'Block') bytes = message.bytes;
  }
}

function unexpected(kind: string): Error {
  return new Error(`chain-sync: ${kind} is no answer to what was asked`);
}
