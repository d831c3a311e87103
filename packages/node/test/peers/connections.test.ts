import assert from 'node:assert/strict';
import test from 'node:test';
import type { Block, Tx } from '@slotbench/ledger';
import { listenUnixOrTcp, type NodeToNode, openNodeToNode } from '@slotbench/wire';
import { withKernels } from '../kernels.ts';
import { praosNetwork } from '../praos-network.ts';
import { until } from '../until.ts';

const K = 5;
const { genesis, forge, pay } = praosNetwork({ pools: 3, k: K });

function branch(o: { parent?: Block; length: number; pool: number; firstSlot: number }): Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < o.length; i++)
    blocks.push(forge({ pool: o.pool, parent: blocks.at(-1) ?? o.parent, slot: o.firstSlot + i }));
  return blocks;
}

const point = ({ header }: Block) => ({ kind: 'block', slot: header.slot, hash: header.hash }) as const;

/** Answers one connection after the other with `serve`: a peer that behaves as the test wants. */
async function fakePeer(serve: (connection: NodeToNode) => Promise<void>) {
  const listener = await listenUnixOrTcp({ kind: 'tcp', host: '127.0.0.1', port: 0 }, async (socket) => {
    try {
      await serve(await openNodeToNode(socket, { side: 'responder', magic: genesis.networkMagic }));
    } catch {
      // The node ended the connection.
    }
  });
  return { port: (listener.address as { port: number }).port, close: () => listener.close() };
}

/** Announces one chain over chain-sync and then stays silent. */
async function announce(
  connection: NodeToNode,
  chain: readonly { header: { bytes: Uint8Array } }[],
  tip: Block,
) {
  const { chainSync } = connection;
  const wireTip = { point: point(tip), blockNo: tip.header.blockNo };
  await chainSync.receive();
  await chainSync.send({ kind: 'IntersectFound', point: { kind: 'origin' }, tip: wireTip });
  for (const { header } of chain) {
    await chainSync.receive();
    await chainSync.send({ kind: 'RollForward', header: { era: 6, bytes: header.bytes }, tip: wireTip });
  }
  await chainSync.receive();
  await chainSync.send({ kind: 'AwaitReply' });
}

test('a follower gets every block, and a switch to a fork', () =>
  withKernels(genesis, async (open) => {
    const [a, b] = [await open(), await open()];
    const own = branch({ length: 4, pool: 0, firstSlot: 1 });
    for (const block of own.slice(0, 2)) await a.database.addBlock(block);
    b.follow(a.port);
    await until('the first blocks', () => b.database.chain.tipBlockNo === 1);
    for (const block of own.slice(2)) await a.database.addBlock(block);
    await until('the later blocks', () => b.database.chain.tipBlockNo === 3);
    const fork = branch({ parent: own[1]!, length: 3, pool: 1, firstSlot: 50 });
    for (const block of fork) await a.database.addBlock(block);
    await until('the fork', () => b.database.tip?.hash === fork.at(-1)!.header.hash);
    assert.equal(b.traced('ChainDB.AddBlockEvent.SwitchedToAFork').length, 1);
    const [back] = b.traced('ChainSync.Client.RolledBack').slice(-1);
    assert.equal((back!.data.tip as { hash: string }).hash, own[1]!.header.hash);
    const updates = a.traced('ChainSync.ServerHeader.Update').filter(({ data }) => data.risingEdge);
    for (const { header } of [...own, ...fork.slice(-2)])
      assert.ok(updates.some(({ data }) => data.addBlock === `${header.hash}@${header.slot}`));
    assert.ok(
      updates.some(({ data }) => data.rollBackTo === `${own[1]!.header.hash}@${own[1]!.header.slot}`),
    );
    assert.equal(
      b.traced('ChainDB.AddBlockEvent.AddedBlockToQueue').length,
      2 * 7,
      'each block is fetched once',
    );
  }));

test('a header is announced in a blocking read where the follower knew the whole chain', () =>
  withKernels(genesis, async (open) => {
    const [a, b] = [await open(), await open()];
    const [first, second] = branch({ length: 2, pool: 0, firstSlot: 1 }) as [Block, Block];
    await a.database.addBlock(first);
    b.follow(a.port);
    await until('the first block', () => b.database.chain.tipBlockNo === 0);
    await new Promise((resolve) => setTimeout(resolve, 100)); // the follower asks again and has to wait
    await a.database.addBlock(second);
    await until('the second block', () => b.database.chain.tipBlockNo === 1);
    const blocking = a
      .traced('ChainSync.ServerHeader.Update')
      .filter(({ data }) => data.risingEdge && data.addBlock !== undefined)
      .map(({ data }) => data.blockingRead);
    assert.deepEqual(blocking, [false, true]);
  }));

test(`two nodes follow each other, though one is far more than k = ${K} blocks behind`, () =>
  withKernels(genesis, async (open) => {
    const [ahead, behind] = [await open(), await open()];
    const chain = branch({ length: 40, pool: 0, firstSlot: 1 });
    for (const block of chain) await ahead.database.addBlock(block);
    for (const block of chain.slice(0, 3)) await behind.database.addBlock(block);
    ahead.follow(behind.port);
    await until(
      'the one ahead to follow',
      () => ahead.traced('ChainSync.Client.DownloadedHeader').length === 3,
    );
    behind.follow(ahead.port);
    await until('the other to catch up', () => behind.database.chain.tipBlockNo === 39);
    await until(
      'its headers to come back',
      () => ahead.traced('ChainSync.Client.ValidatedHeader').length === 40,
    );
    for (const kernel of [ahead, behind]) assert.deepEqual(kernel.traced('ChainSync.Client.Exception'), []);
  }));

test('a header that breaks a rule ends the connection and nothing else', () =>
  withKernels(genesis, async (open) => {
    const kernel = await open();
    const [block] = branch({ length: 1, pool: 0, firstSlot: 1 }) as [Block];
    const bytes = Buffer.from(block.header.bytes);
    bytes[bytes.length - 1]! ^= 1; // the KES signature
    const peer = await fakePeer((connection) => announce(connection, [{ header: { bytes } }], block));
    kernel.follow(peer.port);
    const exception = await until('the exception', () => kernel.traced('ChainSync.Client.Exception')[0]);
    assert.match(String(exception.data.exception), /KES key did not sign/);
    assert.equal(kernel.traced('ChainSync.Client.ValidatedHeader').length, 0);
    assert.deepEqual(await kernel.database.addBlock(block), { kind: 'adopted' });
    await peer.close();
  }));

test('a right header with another body is the fault of the peer, not of the block', () =>
  withKernels(genesis, async (open) => {
    const [honest, kernel] = [await open(), await open()];
    const empty = forge({ pool: 0, parent: undefined, slot: 1 });
    const full = forge({ pool: 0, parent: undefined, slot: 1, txs: [pay()] });
    // The header of the empty block in front of the segments of the other.
    const head = (block: Block): number => 3 + block.header.bytes.length;
    const bytes = Buffer.concat([empty.bytes.subarray(0, head(empty)), full.bytes.subarray(head(full))]);
    const peer = await fakePeer(async (connection) => {
      await announce(connection, [empty], empty);
      await connection.blockFetch.receive();
      await connection.blockFetch.send({ kind: 'StartBatch' });
      await connection.blockFetch.send({ kind: 'Block', bytes });
    });
    kernel.follow(peer.port);
    await until(
      'the fetch to fail',
      () => kernel.traced('Net.ConnectionManager.Remote.ConnectionCleanup')[0],
    );
    assert.equal(kernel.database.isInvalid(empty.header.hash), false);
    await peer.close();
    await honest.database.addBlock(empty);
    kernel.follow(honest.port);
    await until('the real block', () => kernel.database.tip?.hash === empty.header.hash);
  }));

test('a block that does not come is asked of the next peer that has it', () =>
  withKernels(genesis, async (open) => {
    const [honest, kernel] = [await open(), await open({ bounds: { fallbackMs: 100 } })];
    const [block] = branch({ length: 1, pool: 0, firstSlot: 1 }) as [Block];
    const silent = await fakePeer((connection) => announce(connection, [block], block));
    kernel.follow(silent.port);
    await until('the request', () => kernel.traced('BlockFetch.Client.SendFetchRequest')[0]);
    await honest.database.addBlock(block);
    kernel.follow(honest.port);
    await until('the block', () => kernel.database.tip?.hash === block.header.hash);
    assert.equal(kernel.fetchLogic.timeoutCount, 1);
    await silent.close();
  }));

test('a peer without the block is not asked again, and one that has it is', () =>
  withKernels(genesis, async (open) => {
    const [honest, kernel] = [await open(), await open()];
    const [block] = branch({ length: 1, pool: 0, firstSlot: 1 }) as [Block];
    let asked = 0;
    const poor = await fakePeer(async (connection) => {
      await announce(connection, [block], block);
      for (;;) {
        await connection.blockFetch.receive();
        asked++;
        await connection.blockFetch.send({ kind: 'NoBlocks' });
      }
    });
    kernel.follow(poor.port);
    await until('the refusal', () => kernel.traced('BlockFetch.Client.RejectedFetchBatch')[0]);
    await honest.database.addBlock(block);
    kernel.follow(honest.port);
    await until('the block', () => kernel.database.tip?.hash === block.header.hash);
    assert.equal(asked, 1);
    await poor.close();
  }));

test('an error of the own disk is no fault of the peer: it ends the node', () =>
  withKernels(genesis, async (open) => {
    const full = new Error('ENOSPC: no space left on device, write');
    const [honest, kernel] = [await open(), await open({ writeError: full })];
    await honest.database.addBlock(forge({ pool: 0, parent: undefined, slot: 1 }));
    kernel.follow(honest.port);
    await assert.rejects(kernel.failed, full);
    assert.deepEqual(kernel.traced('ChainSync.Client.Exception'), []);
  }));

test('one connection too many is turned away, and a free place is given again', () =>
  withKernels(genesis, async (open) => {
    const kernel = await open({ bounds: { maxDownstream: 1 } });
    const first = await kernel.connect();
    await assert.rejects(kernel.connect());
    assert.equal(kernel.traced('Net.AcceptPolicy.ConnectionHardLimit').length, 1);
    first.close();
    await until('the place', () => kernel.connections.downstream.size === 0);
    (await kernel.connect()).close();
  }));

const split = pay({ outputs: 20 });
const spends = Array.from({ length: 20 }, (_, index) => pay({ from: { tx: split, index } }));
const offer = (tx: Tx, off = 0) => ({ txId: { era: 6, id: tx.id }, sizeBytes: tx.bytes.length + 6 + off });
const body = (tx: Tx) => ({ era: 6, bytes: tx.bytes });

test('transactions are collected, relayed within the window, and each is asked of one peer', () =>
  withKernels(genesis, async (open) => {
    const [a, b] = [await open(), await open()];
    // Transactions go from the initiator to whom it follows.
    b.follow(a.port);
    const signal = new AbortController().signal;
    for (const tx of [split, ...spends]) assert.equal(await b.mempool.addWhenRoom(tx, signal), 'added');
    await until('all at the other', () => a.mempool.size.numTxs === 21);
    assert.deepEqual(a.mempool.snapshot(1_000_000), b.mempool.snapshot(1_000_000));
    const collected = a.traced('TxSubmission.TxInbound.Collected').map(({ data }) => Number(data.count));
    assert.ok(Math.max(...collected) <= 10, `at most the window: ${collected}`);
    const c = await a.connect();
    await c.txSubmission.send({ kind: 'Init' });
    await c.txSubmission.receive();
    await c.txSubmission.send({ kind: 'ReplyTxIds', ids: [offer(split)] });
    const next = await c.txSubmission.receive();
    assert.deepEqual(next, { kind: 'RequestTxIds', blocking: true, ack: 1, req: 10 }, 'known: not fetched');
    c.close();
  }));

const inboundFaults: { name: string; offered: object[]; sent: object[]; says: RegExp }[] = [
  {
    name: 'more ids than asked for',
    offered: spends.slice(0, 11).map((tx) => offer(tx)),
    sent: [],
    says: /11 ids/,
  },
  {
    name: 'another transaction',
    offered: [offer(split)],
    sent: [body(spends[0]!)],
    says: /was not asked for/,
  },
  { name: 'another size', offered: [offer(split, 33)], sent: [body(split)], says: /were announced/ },
  {
    name: 'no transaction',
    offered: [offer(split)],
    sent: [{ era: 6, bytes: Uint8Array.of(0x80) }],
    says: /transaction/,
  },
];

for (const { name, offered, sent, says } of inboundFaults)
  test(`a peer that provides ${name} is disconnected`, () =>
    withKernels(genesis, async (open) => {
      const kernel = await open();
      const { txSubmission, ended } = await kernel.connect();
      await txSubmission.send({ kind: 'Init' });
      await txSubmission.receive();
      await txSubmission.send({ kind: 'ReplyTxIds', ids: offered as never });
      if (sent.length > 0) {
        assert.equal((await txSubmission.receive()).kind, 'RequestTxs');
        await txSubmission.send({ kind: 'ReplyTxs', txs: sent as never });
      }
      await ended;
      const error = await until('the error', () => kernel.traced('TxSubmission.TxInbound.Error')[0]);
      assert.match(String(error.data.error), says);
      assert.equal(kernel.mempool.size.numTxs, 0);
    }));

const outboundFaults = [
  { name: 'more ids than may be open', asks: { blocking: true, ack: 0, req: 11 }, says: /at most 10/ },
  {
    name: 'ids in a request that does not block, with none open',
    asks: { blocking: false, ack: 0, req: 1 },
    says: /must block/,
  },
  {
    name: 'with an acknowledgement of what was never sent',
    asks: { blocking: true, ack: 1, req: 1 },
    says: /1 ids acknowledged/,
  },
];

for (const { name, asks, says } of outboundFaults)
  test(`a peer that asks for ${name} is disconnected`, () =>
    withKernels(genesis, async (open) => {
      const kernel = await open();
      const peer = await fakePeer(async ({ txSubmission }) => {
        await txSubmission.receive();
        await txSubmission.send({ kind: 'RequestTxIds', ...asks });
        await txSubmission.receive();
      });
      kernel.follow(peer.port);
      const exception = await until('the exception', () => kernel.traced('ChainSync.Client.Exception')[0]);
      assert.match(String(exception.data.exception), says);
      await peer.close();
    }));
