import {
  applyBlock,
  type Block,
  type BlockUndo,
  decodeTx,
  fitTxs,
  forgeBlock,
  initialLedger,
  overlayUtxo,
  type Tx,
  undoBlock,
  validateTx,
} from '@slotbench/ledger';
import { listenUnixOrTcp, type NodeToNode, openNodeToNode, type Point, type Tip } from '@slotbench/wire';
import { serveLocally } from './local-door.ts';
import type { TestNetwork } from './network.ts';

/**
 * A node for tests: real protocols, ledger rules and blocks, one chain, forging when told to. It asks for ids ten at
 * a time and for each transaction once.
 */
export interface ChainNode {
  readonly port: number;
  /** Where it serves its own clients, if it was asked to. */
  readonly socketPath: string | undefined;
  readonly blocks: readonly Block[];
  /** Transactions received, in order, with when they came. */
  readonly received: readonly Tx[];
  readonly cookies: readonly number[];
  /** Makes a block of what is valid in the mempool. */
  forge(): Block;
  /** Takes blocks back and forgets their transactions, as a fork switch does. */
  rollBack(count: number): void;
  /** Ends every connection; new ones are taken. */
  dropConnections(): void;
  close(): Promise<void>;
}

export interface ChainNodeOptions {
  readonly magic?: number;
  readonly port?: number;
  readonly socketPath?: string;
  /** Asked for at a time; 6 as a real node does. */
  readonly ids?: number;
  /** Puts into blocks whatever comes, without looking at signatures and inputs. */
  readonly trusting?: boolean;
}

export async function startChainNode(network: TestNetwork, o: ChainNodeOptions = {}): Promise<ChainNode> {
  const ledger = initialLedger(network.genesis);
  const chain: { block: Block; undo: BlockUndo | undefined }[] = [];
  const mempool = new Map<string, Tx>();
  const received: Tx[] = [];
  const cookies: number[] = [];
  const connections = new Set<NodeToNode>();
  let changed = Promise.withResolvers<void>();
  let slot = 0;
  const change = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const pointAt = (index: number): Point => {
    const header = chain[index]?.block.header;
    return header === undefined
      ? { kind: 'origin' }
      : { kind: 'block', slot: header.slot, hash: header.hash };
  };
  const tip = (): Tip => ({
    point: pointAt(chain.length - 1),
    blockNo: chain.at(-1)?.block.header.blockNo ?? 0,
  });
  const indexOf = (point: Point) =>
    point.kind === 'origin' ? -1 : chain.findIndex(({ block }) => block.header.hash === point.hash);

  async function serveChainSync({ chainSync }: NodeToNode): Promise<void> {
    /** Points that the client has, the origin left out. */
    let client: Point[] = [];
    for (;;) {
      const request = await chainSync.receive();
      if (request.kind === 'FindIntersect') {
        const point = request.points.find((each) => each.kind === 'origin' || indexOf(each) >= 0);
        if (point === undefined) await chainSync.send({ kind: 'IntersectNotFound', tip: tip() });
        else {
          client = Array.from({ length: indexOf(point) + 1 }, (_, i) => pointAt(i));
          await chainSync.send({ kind: 'IntersectFound', point, tip: tip() });
        }
        continue;
      }
      if (request.kind !== 'RequestNext') return;
      const common = () => client.findLastIndex((point) => indexOf(point) >= 0);
      if (common() === client.length - 1 && client.length === chain.length) {
        await chainSync.send({ kind: 'AwaitReply' });
        while (common() === client.length - 1 && client.length === chain.length) await changed.promise;
      }
      if (common() < client.length - 1) {
        client = client.slice(0, common() + 1);
        await chainSync.send({
          kind: 'RollBackward',
          point: client.at(-1) ?? { kind: 'origin' },
          tip: tip(),
        });
      } else {
        const { header } = chain[client.length]!.block;
        client.push(pointAt(client.length));
        await chainSync.send({ kind: 'RollForward', header: { era: 6, bytes: header.bytes }, tip: tip() });
      }
    }
  }

  async function serveBlockFetch({ blockFetch }: NodeToNode): Promise<void> {
    for (;;) {
      const request = await blockFetch.receive();
      if (request.kind !== 'RequestRange') return;
      const found = chain[indexOf(request.from)];
      if (found === undefined) {
        await blockFetch.send({ kind: 'NoBlocks' });
        continue;
      }
      await blockFetch.send({ kind: 'StartBatch' });
      await blockFetch.send({ kind: 'Block', bytes: found.block.bytes });
      await blockFetch.send({ kind: 'BatchDone' });
    }
  }

  async function pullTransactions({ txSubmission }: NodeToNode): Promise<void> {
    await txSubmission.receive();
    let unacknowledged: number[] = [];
    for (;;) {
      // What was fetched is acknowledged; the window of ten is refilled six at a time, as a real node does.
      const ack = unacknowledged.filter((state) => state === 1).length;
      unacknowledged = unacknowledged.filter((state) => state !== 1);
      const blocking = unacknowledged.length === 0;
      await txSubmission.send({ kind: 'RequestTxIds', blocking, ack, req: o.ids ?? 6 });
      const reply = await txSubmission.receive();
      if (reply.kind !== 'ReplyTxIds') return;
      unacknowledged.push(...reply.ids.map(() => 1));
      if (reply.ids.length === 0) continue;
      await txSubmission.send({ kind: 'RequestTxs', ids: reply.ids.map((each) => each.txId) });
      const bodies = await txSubmission.receive();
      if (bodies.kind !== 'ReplyTxs') return;
      for (const { bytes } of bodies.txs) {
        const tx = decodeTx(bytes);
        received.push(tx);
        mempool.set(tx.id, tx);
      }
    }
  }

  async function answerKeepAlive({ keepAlive }: NodeToNode): Promise<void> {
    for (;;) {
      const message = await keepAlive.receive();
      if (message.kind !== 'KeepAlive') return;
      cookies.push(message.cookie);
      await keepAlive.send({ kind: 'Response', cookie: message.cookie });
    }
  }

  function validOf(txs: Iterable<Tx>): Tx[] {
    const pending = overlayUtxo(ledger.utxo);
    return [...txs].filter((tx) => {
      const failure = validateTx(pending, tx, { ...ledger, slot });
      if (failure === undefined) pending.add(tx);
      return failure === undefined;
    });
  }

  function dropConnections(): void {
    for (const connection of connections) connection.close();
  }

  const port = o.port ?? 0;
  const local =
    o.socketPath === undefined
      ? undefined
      : await serveLocally(o.socketPath, {
          network,
          blocks: () => chain.map(({ block }) => block),
          changed: () => changed.promise,
          take(tx) {
            received.push(tx);
            mempool.set(tx.id, tx);
          },
        });
  const listener = await listenUnixOrTcp({ kind: 'tcp', host: '127.0.0.1', port }, (socket) => {
    openNodeToNode(socket, { side: 'responder', magic: o.magic ?? network.genesis.networkMagic }).then(
      (connection) => {
        connections.add(connection);
        void connection.ended.then(() => connections.delete(connection));
        const serve = [serveChainSync, serveBlockFetch, pullTransactions, answerKeepAlive];
        for (const each of serve) each(connection).catch(() => connection.close());
      },
      () => {},
    );
  });
  if (listener.address.kind !== 'tcp') throw new Error('not a TCP address');

  return {
    port: listener.address.port,
    socketPath: o.socketPath,
    get blocks() {
      return chain.map(({ block }) => block);
    },
    received,
    cookies,
    forge() {
      slot += 5;
      const valid = o.trusting === true ? [...mempool.values()] : validOf(mempool.values());
      const txs = fitTxs(valid, ledger.protocolParameters.maxBlockBodySize);
      const last = chain.at(-1)?.block.header;
      const block = forgeBlock({
        slot,
        blockNo: last === undefined ? 0 : last.blockNo + 1,
        prevHash: last?.hash,
        txs,
        credentials: network.pool,
        epochNonce: network.genesis.initialNonce,
        kesPeriod: 0,
        protocolVersion: { major: 10, minor: 0 },
      });
      const { undo, failure } = o.trusting === true ? { undo: undefined } : applyBlock(ledger, block);
      if (failure !== undefined) throw new Error(`the test node forged a bad block: ${failure.code}`);
      for (const tx of txs) mempool.delete(tx.id);
      chain.push({ block, undo });
      change();
      return block;
    },
    rollBack(count) {
      for (const { undo } of chain.splice(-count).reverse()) if (undo !== undefined) undoBlock(ledger, undo);
      change();
    },
    dropConnections,
    async close() {
      dropConnections();
      await listener.close();
      await local?.();
    },
  };
}
