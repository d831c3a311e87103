import assert from 'node:assert/strict';
import test from 'node:test';
import { Reader, toHex } from '@slotbench/cbor';
import { type Block, decodeBlock, type Tx, txInKey } from '@slotbench/ledger';
import {
  decodeAnswer,
  encodeQuery,
  type LedgerQuery,
  type NodeToClient,
  type QueryTarget,
} from '@slotbench/wire';
import { type TestKernel, withKernels } from './kernels.ts';
import { praosNetwork } from './praos-network.ts';

const network = praosNetwork({ k: 5 });
const split = network.pay({ outputs: 3 });
const blocks = chain([split], [], [network.pay({ from: { tx: split, index: 1 } })]);

/** Blocks of consecutive slots with these transactions. */
function chain(...bodies: (readonly Tx[])[]): Block[] {
  const forged: Block[] = [];
  for (const txs of bodies)
    forged.push(network.forge({ pool: 0, parent: forged.at(-1), slot: forged.length, txs }));
  return forged;
}

async function withClient(use: (client: NodeToClient, kernel: TestKernel) => Promise<void>): Promise<void> {
  await withKernels(network.genesis, async (open) => {
    const kernel = await open();
    for (const block of blocks) assert.equal((await kernel.database.addBlock(block)).kind, 'adopted');
    const client = await kernel.connectLocally();
    await use(client, kernel);
    client.close();
  });
}

async function acquire({ stateQuery }: NodeToClient, target: QueryTarget): Promise<unknown> {
  await stateQuery.send({ kind: 'Acquire', target });
  const answer = await stateQuery.receive();
  return answer.kind === 'Failure' ? answer.failure : answer.kind;
}

async function ask<K extends LedgerQuery['kind']>(
  { stateQuery }: NodeToClient,
  query: LedgerQuery & { kind: K },
) {
  await stateQuery.send({ kind: 'Query', query: encodeQuery(query) });
  const answer = await stateQuery.receive();
  assert.ok(answer.kind === 'Result');
  return decodeAnswer(query.kind, answer.result);
}

const pointOf = ({ header: { slot, hash } }: Block): QueryTarget => ({ kind: 'block', slot, hash });

test('tip, start, era and epoch', () =>
  withClient(async (client) => {
    assert.equal(client.version, 20);
    assert.equal(await acquire(client, { kind: 'volatileTip' }), 'Acquired');
    assert.equal((await ask(client, { kind: 'systemStart' })).systemStartMs, network.genesis.systemStartMs);
    assert.equal((await ask(client, { kind: 'chainBlockNo' })).blockNo, 2);
    assert.deepEqual((await ask(client, { kind: 'chainPoint' })).point, pointOf(blocks[2]!));
    assert.equal((await ask(client, { kind: 'currentEra' })).era, 6);
    assert.equal((await ask(client, { kind: 'epochNo' })).epoch, 0);
  }));

test('the outputs of an address, as they were at the acquired block', () =>
  withClient(async (client, kernel) => {
    const address = split.outputs[0]!.address;
    const unspent = async (target: QueryTarget) => {
      assert.equal(await acquire(client, target), 'Acquired');
      const { outputs } = await ask(client, { kind: 'utxoByAddress', addresses: [toHex(address)] });
      await client.stateQuery.send({ kind: 'Release' });
      return outputs.map(txInKey).sort();
    };
    const at = (tx: { id: string }, ...indices: number[]) => indices.map((index) => `${tx.id}#${index}`);
    const last = blocks[2]!.txs[0]!;
    assert.deepEqual(await unspent({ kind: 'volatileTip' }), [...at(split, 0, 2), ...at(last, 0)].sort());
    assert.deepEqual(await unspent(pointOf(blocks[0]!)), at(split, 0, 1, 2));
    assert.deepEqual(await unspent({ kind: 'origin' }), [txInKey(split.inputs[0]!)]);
    assert.equal(kernel.database.utxo.get(`${split.id}#1`), undefined);
    assert.equal(await acquire(client, { kind: 'volatileTip' }), 'Acquired');
    const { outputs } = await ask(client, { kind: 'utxoByAddress', addresses: [toHex(address)] });
    const reader = new Reader(outputs[0]!.output);
    assert.equal(reader.map(), 2);
    reader.expectUint(0);
    assert.deepEqual(reader.bytes(), address);
    assert.deepEqual((await ask(client, { kind: 'utxoByAddress', addresses: ['60'] })).outputs, []);
  }));

test('refuses points that it cannot go back to', () =>
  withClient(async (client, kernel) => {
    assert.equal(await acquire(client, { kind: 'block', slot: 1, hash: 'ab'.repeat(32) }), 'PointNotOnChain');
    assert.equal(
      await acquire(client, { ...pointOf(blocks[1]!), slot: 7 } as QueryTarget),
      'PointNotOnChain',
    );
    let parent = blocks.at(-1)!;
    for (let slot = 3; slot < 9; slot++) {
      parent = network.forge({ pool: 0, parent, slot });
      assert.equal((await kernel.database.addBlock(parent)).kind, 'adopted');
    }
    assert.equal(await acquire(client, pointOf(blocks[0]!)), 'PointTooOld');
    assert.equal(await acquire(client, { kind: 'immutableTip' }), 'Acquired');
    assert.equal((await ask(client, { kind: 'chainBlockNo' })).blockNo, 3);
  }));

test('a query for another era is answered with both eras, one that is not known ends the connection', () =>
  withClient(async (client) => {
    await acquire(client, { kind: 'volatileTip' });
    await client.stateQuery.send({
      kind: 'Query',
      query: new Uint8Array(Buffer.from('8200820082058101', 'hex')),
    });
    const answer = await client.stateQuery.receive();
    assert.ok(answer.kind === 'Result');
    assert.equal(toHex(answer.result), '8282056742616262616765820666436f6e776179');
    await client.stateQuery.send({
      kind: 'Query',
      query: new Uint8Array(Buffer.from('820082008206810b', 'hex')),
    });
    await assert.rejects(client.stateQuery.receive(), { code: 'WIRE_ENDED' });
  }));

test('takes a transaction, shows it, and refuses what breaks a rule', () =>
  withClient(async (client, kernel) => {
    const tx = network.pay({ from: { tx: split, index: 2 } });
    const submit = async (bytes: Uint8Array, era = 6) => {
      await client.txSubmission.send({ kind: 'SubmitTx', era, bytes });
      const answer = await client.txSubmission.receive();
      if (answer.kind !== 'RejectTx') return answer.kind;
      const reader = new Reader(answer.reason);
      reader.expectArray(2);
      reader.expectUint(6);
      return reader.text();
    };
    const monitor = client.txMonitor;
    await monitor.send({ kind: 'Acquire' });
    assert.deepEqual(await monitor.receive(), { kind: 'Acquired', slot: 2 });
    await monitor.send({ kind: 'Acquire' });
    assert.equal(await submit(tx.bytes), 'AcceptTx');
    assert.deepEqual(await monitor.receive(), { kind: 'Acquired', slot: 2 }, 'once the mempool is another');
    assert.equal(await submit(tx.bytes), 'AcceptTx');
    await monitor.send({ kind: 'GetSizes' });
    assert.deepEqual(await monitor.receive(), {
      kind: 'ReplyGetSizes',
      capacityBytes: kernel.mempool.capacityBytes,
      sizeBytes: tx.sizeBytes,
      txCount: 1,
    });
    await monitor.send({ kind: 'HasTx', era: 6, id: tx.id });
    assert.deepEqual(await monitor.receive(), { kind: 'ReplyHasTx', has: true });
    await monitor.send({ kind: 'NextTx' });
    assert.deepEqual(await monitor.receive(), { kind: 'ReplyNextTx', tx: { era: 6, bytes: tx.bytes } });
    await monitor.send({ kind: 'NextTx' });
    assert.deepEqual(await monitor.receive(), { kind: 'ReplyNextTx', tx: undefined });

    const spent = { tx: split, index: 1 };
    assert.match(await submit(network.pay({ from: spent }).bytes), /already spent: a block/);
    assert.match(await submit(network.pay({ from: spent, fee: 2_000_000n }).bytes), /already spent/);
    assert.match(await submit(tx.bytes.subarray(1)), /transaction, byte/);
    assert.match(await submit(tx.bytes, 5), /era 5/);
    assert.deepEqual(kernel.mempool.size.numTxs, 1);
  }));

test('follows the chain block by block, and through a rollback', () =>
  withClient(async ({ chainSync }, kernel) => {
    await chainSync.send({ kind: 'FindIntersect', points: [pointOf(blocks[1]!) as never] });
    assert.equal((await chainSync.receive()).kind, 'IntersectFound');
    const next = async () => {
      await chainSync.send({ kind: 'RequestNext' });
      const message = await chainSync.receive();
      return message.kind === 'RollForward' ? decodeBlock(message.block).header.hash : message.kind;
    };
    assert.equal(await next(), 'RollBackward');
    assert.equal(await next(), blocks[2]!.header.hash);
    assert.equal(await next(), 'AwaitReply');
    const fork = [network.forge({ pool: 1, parent: blocks[1], slot: 3 })];
    fork.push(network.forge({ pool: 1, parent: fork[0], slot: 4 }));
    for (const block of fork) await kernel.database.addBlock(block);
    assert.equal((await chainSync.receive()).kind, 'RollBackward');
    assert.equal(await next(), fork[0]!.header.hash);
    assert.equal(await next(), fork[1]!.header.hash);
  }));

test('one client too many is turned away, the others are served on', () =>
  withClient(async (client, kernel) => {
    const others = await Promise.all(Array.from({ length: 63 }, () => kernel.connectLocally()));
    await assert.rejects(kernel.connectLocally(), { name: 'WireError' });
    assert.equal(await acquire(client, { kind: 'volatileTip' }), 'Acquired');
    for (const other of others) other.close();
  }));
