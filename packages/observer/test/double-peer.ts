import { toHex, Writer } from '@slotbench/cbor';
import { blake2b256 } from '@slotbench/ledger';
import { listenUnixOrTcp, type NodeToNode, openNodeToNode, type Point, type Tip } from '@slotbench/wire';
import type { ObservedNode } from '../src/peer/follow-node.ts';

/** A block as the observer sees it: its form is real, its signatures and proofs are zeros, which nobody here checks. */
export interface DoubleBlock {
  readonly slot: number;
  readonly block: number;
  readonly hash: string;
  readonly header: Uint8Array;
  /** `[7, [header, [], [], {}, []]]`. */
  readonly bytes: Uint8Array;
}

export function makeBlock(slot: number, block: number, prev: string | undefined): DoubleBlock {
  const zeros = (length: number) => new Uint8Array(length);
  const w = new Writer(2048).array(2);
  w.array(10).uint(block).uint(slot);
  if (prev === undefined) w.null();
  else w.bytes(Buffer.from(prev, 'hex'));
  w.bytes(zeros(32)).bytes(zeros(32));
  w.array(2).bytes(zeros(64)).bytes(zeros(80));
  w.uint(4).bytes(zeros(32));
  w.array(4).bytes(zeros(32)).uint(0).uint(0).bytes(zeros(64));
  w.array(2).uint(10).uint(0);
  w.bytes(zeros(448));
  const header = w.finish();
  const bytes = new Writer(2048)
    .array(2)
    .uint(7)
    .array(5)
    .raw(header)
    .array(0)
    .array(0)
    .map(0)
    .array(0)
    .finish();
  return { slot, block, hash: toHex(blake2b256(header)), header, bytes };
}

/** Blocks of one chain, one a slot, after `parent`. */
export function makeChain(count: number, parent?: DoubleBlock, slots = 1): DoubleBlock[] {
  const blocks: DoubleBlock[] = [];
  let last = parent;
  for (let i = 0; i < count; i++) {
    last = makeBlock((last?.slot ?? 0) + slots, (last?.block ?? 0) + 1, last?.hash);
    blocks.push(last);
  }
  return blocks;
}

export function pointTo(block: DoubleBlock | undefined): Point {
  return block === undefined ? { kind: 'origin' } : { kind: 'block', slot: block.slot, hash: block.hash };
}

export function tipAt(block: DoubleBlock | undefined): Tip {
  return { point: pointTo(block), blockNo: block?.block ?? 0 };
}

/** A responder on a socket of its own that does with each connection what the test says. */
export async function startDouble(
  serve: (connection: NodeToNode, attempt: number) => Promise<void>,
  o: { magic?: number } = {},
): Promise<{ readonly node: ObservedNode; close(): Promise<void> }> {
  let attempts = 0;
  const listener = await listenUnixOrTcp({ kind: 'tcp', host: '127.0.0.1', port: 0 }, (socket) => {
    openNodeToNode(socket, { side: 'responder', magic: o.magic ?? 42 })
      .then((connection) => serve(connection, attempts++))
      .catch(() => {}); // the test looks at what the observer says
  });
  return { node: { name: 'double', address: listener.address }, close: () => listener.close() };
}

/** Serves a chain honestly, from the first point that it knows: `grow` and `switchTo` change it. */
export class HonestChain {
  blocks: DoubleBlock[];
  #changed = Promise.withResolvers<void>();

  constructor(blocks: readonly DoubleBlock[] = []) {
    this.blocks = [...blocks];
  }

  get head(): DoubleBlock | undefined {
    return this.blocks.at(-1);
  }

  grow(...blocks: DoubleBlock[]): void {
    this.switchTo([...this.blocks, ...blocks]);
  }

  switchTo(blocks: readonly DoubleBlock[]): void {
    this.blocks = [...blocks];
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  serve = async (connection: NodeToNode): Promise<void> => {
    await Promise.all([
      this.serveHeaders(connection),
      this.serveBlocks(connection),
      answerKeepAlive(connection),
    ]);
  };

  async serveHeaders({ chainSync }: NodeToNode): Promise<void> {
    let client: DoubleBlock[] = [];
    for (;;) {
      const request = await chainSync.receive();
      if (request.kind === 'FindIntersect') {
        const found = request.points.find(
          (p) => p.kind === 'origin' || this.blocks.some((b) => b.hash === p.hash),
        );
        if (found === undefined) await chainSync.send({ kind: 'IntersectNotFound', tip: tipAt(this.head) });
        else {
          const at = found.kind === 'origin' ? -1 : this.blocks.findIndex((b) => b.hash === found.hash);
          client = this.blocks.slice(0, at + 1);
          await chainSync.send({ kind: 'IntersectFound', point: found, tip: tipAt(this.head) });
        }
        continue;
      }
      if (request.kind !== 'RequestNext') return;
      const isUpToDate = () => client.length === this.blocks.length && client.at(-1) === this.head;
      if (isUpToDate()) {
        await chainSync.send({ kind: 'AwaitReply' });
        while (isUpToDate()) await this.#changed.promise;
      }
      const common = client.findLastIndex((block, i) => this.blocks[i] === block);
      if (common < client.length - 1) {
        client = client.slice(0, common + 1);
        await chainSync.send({ kind: 'RollBackward', point: pointTo(client.at(-1)), tip: tipAt(this.head) });
      } else {
        const next = this.blocks[client.length]!;
        client.push(next);
        await chainSync.send({
          kind: 'RollForward',
          header: { era: 6, bytes: next.header },
          tip: tipAt(this.head),
        });
      }
    }
  }

  async serveBlocks({ blockFetch }: NodeToNode): Promise<void> {
    for (;;) {
      const request = await blockFetch.receive();
      if (request.kind !== 'RequestRange') return;
      const { from } = request;
      const found = this.blocks.find((block) => from.kind === 'block' && block.hash === from.hash);
      if (found === undefined) await blockFetch.send({ kind: 'NoBlocks' });
      else {
        await blockFetch.send({ kind: 'StartBatch' });
        await blockFetch.send({ kind: 'Block', bytes: found.bytes });
        await blockFetch.send({ kind: 'BatchDone' });
      }
    }
  }
}

export async function answerKeepAlive({ keepAlive }: NodeToNode): Promise<void> {
  for (;;) {
    const message = await keepAlive.receive();
    if (message.kind !== 'KeepAlive') return;
    await keepAlive.send({ kind: 'Response', cookie: message.cookie });
  }
}
