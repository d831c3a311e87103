import { Writer } from '@slotbench/cbor';
import { type Block, decodeTx, type Tx, writeLedgerOutput } from '@slotbench/ledger';
import {
  decodeQuery,
  encodeAnswer,
  listenUnixOrTcp,
  type NodeToClient,
  openNodeToClient,
  type Point,
  type QueriedOutput,
  type Tip,
} from '@slotbench/wire';
import type { TestNetwork } from './network.ts';

/** The socket of a test node: its chain in whole blocks, transactions one by one, funds of its genesis by query. */
export async function serveLocally(
  socketPath: string,
  o: {
    network: TestNetwork;
    blocks: () => readonly Block[];
    changed: () => Promise<void>;
    take: (tx: Tx) => void;
  },
): Promise<() => Promise<void>> {
  const { genesis } = o.network;
  const connections = new Set<NodeToClient>();
  const pointOf = (block: Block | undefined): Point =>
    block === undefined
      ? { kind: 'origin' }
      : { kind: 'block', slot: block.header.slot, hash: block.header.hash };
  const tip = (): Tip => {
    const last = o.blocks().at(-1);
    return { point: pointOf(last), blockNo: last?.header.blockNo ?? 0 };
  };

  async function serveChain({ chainSync }: NodeToClient): Promise<void> {
    let client: string[] = [];
    for (;;) {
      const request = await chainSync.receive();
      const hashes = () => o.blocks().map(({ header }) => header.hash);
      if (request.kind === 'FindIntersect') {
        const point = request.points.find((each) => each.kind === 'origin' || hashes().includes(each.hash));
        if (point === undefined) await chainSync.send({ kind: 'IntersectNotFound', tip: tip() });
        else {
          client = point.kind === 'origin' ? [] : hashes().slice(0, hashes().indexOf(point.hash) + 1);
          await chainSync.send({ kind: 'IntersectFound', point, tip: tip() });
        }
        continue;
      }
      if (request.kind !== 'RequestNext') return;
      const upToDate = () => client.length === hashes().length && client.at(-1) === hashes().at(-1);
      if (upToDate()) {
        await chainSync.send({ kind: 'AwaitReply' });
        while (upToDate()) await o.changed();
      }
      const common = client.findLastIndex((hash, i) => hashes()[i] === hash) + 1;
      if (common < client.length) {
        client = client.slice(0, common);
        await chainSync.send({ kind: 'RollBackward', point: pointOf(o.blocks()[common - 1]), tip: tip() });
      } else {
        const block = o.blocks()[common]!;
        client.push(block.header.hash);
        await chainSync.send({ kind: 'RollForward', block: block.bytes, tip: tip() });
      }
    }
  }

  async function takeTransactions({ txSubmission }: NodeToClient): Promise<void> {
    for (;;) {
      const message = await txSubmission.receive();
      if (message.kind !== 'SubmitTx') return;
      o.take(decodeTx(message.bytes));
      await txSubmission.send({ kind: 'AcceptTx' });
    }
  }

  /** The chain is shorter than k, so what can no longer be rolled back is the genesis. */
  async function answerQueries({ stateQuery }: NodeToClient): Promise<void> {
    for (;;) {
      const message = await stateQuery.receive();
      if (message.kind === 'Acquire' || message.kind === 'ReAcquire')
        await stateQuery.send({ kind: 'Acquired' });
      else if (message.kind === 'Query') {
        const query = decodeQuery(message.query);
        if (query.kind === 'chainPoint')
          await stateQuery.send({
            kind: 'Result',
            result: encodeAnswer({ kind: 'chainPoint', point: { kind: 'origin' } }),
          });
        else if (query.kind === 'utxoByAddress')
          await stateQuery.send({
            kind: 'Result',
            result: encodeAnswer({ kind: query.kind, outputs: fundsOf(query.addresses) }),
          });
        else throw new Error(`a test node answers no ${query.kind}`);
      } else return;
    }
  }

  function fundsOf(addresses: readonly string[]): QueriedOutput[] {
    return genesis.initialUtxo.flatMap(([key, output]) => {
      if (!addresses.includes(Buffer.from(output.address).toString('hex'))) return [];
      const [txId = '', index] = key.split('#');
      const writer = new Writer();
      writeLedgerOutput(writer, output);
      return [{ txId, index: Number(index), output: writer.finish() }];
    });
  }

  const listener = await listenUnixOrTcp({ kind: 'unix', path: socketPath }, (socket) => {
    openNodeToClient(socket, { side: 'responder', magic: genesis.networkMagic }).then(
      (connection) => {
        connections.add(connection);
        void connection.ended.then(() => connections.delete(connection));
        for (const serve of [serveChain, takeTransactions, answerQueries])
          serve(connection).catch(() => connection.close());
      },
      () => {},
    );
  });
  return async () => {
    for (const connection of connections) connection.close();
    await listener.close();
  };
}
