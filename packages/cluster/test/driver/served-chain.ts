import type { Block } from '@slotbench/ledger';
import { listenUnixOrTcp, type NodeToNode, openNodeToNode, type Point, type Tip } from '@slotbench/wire';

/** A chain that is served over node-to-node and judged by nobody here: its blocks may be wrong on purpose. */
export interface ServedChain {
  readonly port: number;
  /** Appends a block and tells every follower. */
  announce(block: Block): void;
  /** Takes so many blocks back; followers hear of it with the next block. */
  rollBack(count: number): void;
  close(): Promise<void>;
}

export async function serveChain(o: {
  magic: number;
  anchor: { slot: number; hash: string; blockNo: number };
}): Promise<ServedChain> {
  const chain: Block[] = [];
  const connections = new Set<NodeToNode>();
  let changed = Promise.withResolvers<void>();
  const change = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const headers = () => [o.anchor, ...chain.map(({ header }) => header)];
  const pointOf = ({ slot, hash }: { slot: number; hash: string }): Point => ({ kind: 'block', slot, hash });
  const tip = (): Tip => {
    const last = headers().at(-1)!;
    return { point: pointOf(last), blockNo: last.blockNo };
  };

  async function serveHeaders({ chainSync }: NodeToNode): Promise<void> {
    /** Hashes that the follower has, the anchor first. */
    let follower: string[] = [];
    for (;;) {
      const request = await chainSync.receive();
      if (request.kind === 'FindIntersect') {
        const known = headers().map(({ hash }) => hash);
        const point = request.points.find((each) => each.kind === 'block' && known.includes(each.hash));
        if (point?.kind !== 'block') await chainSync.send({ kind: 'IntersectNotFound', tip: tip() });
        else {
          follower = known.slice(0, known.indexOf(point.hash) + 1);
          await chainSync.send({ kind: 'IntersectFound', point, tip: tip() });
          // The first instruction goes back to the point that was found.
          if ((await chainSync.receive()).kind !== 'RequestNext') return;
          await chainSync.send({ kind: 'RollBackward', point, tip: tip() });
        }
        continue;
      }
      if (request.kind !== 'RequestNext') return;
      const upToDate = () =>
        follower.length === chain.length + 1 && follower.at(-1) === headers().at(-1)!.hash;
      if (upToDate()) {
        await chainSync.send({ kind: 'AwaitReply' });
        while (upToDate()) await changed.promise;
      }
      const known = headers();
      const common = known.findLastIndex(({ hash }, i) => follower[i] === hash);
      if (common < follower.length - 1) {
        follower = follower.slice(0, common + 1);
        await chainSync.send({ kind: 'RollBackward', point: pointOf(known[common]!), tip: tip() });
      } else {
        const { header } = chain[common]!;
        follower.push(header.hash);
        await chainSync.send({ kind: 'RollForward', header: { era: 6, bytes: header.bytes }, tip: tip() });
      }
    }
  }

  async function serveBlocks({ blockFetch }: NodeToNode): Promise<void> {
    for (;;) {
      const request = await blockFetch.receive();
      if (request.kind !== 'RequestRange') return;
      const at = (point: Point) =>
        chain.findIndex(({ header }) => point.kind === 'block' && header.hash === point.hash);
      const [from, to] = [at(request.from), at(request.to)];
      if (from < 0 || to < from) {
        await blockFetch.send({ kind: 'NoBlocks' });
        continue;
      }
      await blockFetch.send({ kind: 'StartBatch' });
      for (const { bytes } of chain.slice(from, to + 1)) await blockFetch.send({ kind: 'Block', bytes });
      await blockFetch.send({ kind: 'BatchDone' });
    }
  }

  async function answerKeepAlive({ keepAlive }: NodeToNode): Promise<void> {
    for (;;) {
      const message = await keepAlive.receive();
      if (message.kind !== 'KeepAlive') return;
      await keepAlive.send({ kind: 'Response', cookie: message.cookie });
    }
  }

  const listener = await listenUnixOrTcp({ kind: 'tcp', host: '127.0.0.1', port: 0 }, (socket) => {
    openNodeToNode(socket, { side: 'responder', magic: o.magic }).then(
      (connection) => {
        connections.add(connection);
        void connection.ended.then(() => connections.delete(connection));
        for (const serve of [serveHeaders, serveBlocks, answerKeepAlive])
          serve(connection).catch(() => connection.close());
      },
      () => {},
    );
  });
  return {
    port: (listener.address as { port: number }).port,
    announce(block) {
      chain.push(block);
      change();
    },
    rollBack(count) {
      chain.splice(-count);
    },
    async close() {
      for (const connection of connections) connection.close();
      await listener.close();
    },
  };
}
