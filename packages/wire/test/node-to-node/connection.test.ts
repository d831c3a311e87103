import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { fromHex, toHex } from '@slotbench/cbor';
import { openNodeToNode } from '../../src/node-to-node.ts';
import { pause, record, sdu, socketPair, streamsIn } from '../loopback.ts';

const hash = 'ab'.repeat(32);
const point = { kind: 'block', slot: 7, hash } as const;
const tip = { point, blockNo: 3 };

async function connected(t: TestContext, kind: 'unix' | 'tcp' = 'tcp') {
  const sockets = await socketPair(t, kind);
  const [client, server] = await Promise.all([
    openNodeToNode(sockets.initiator, { side: 'initiator', magic: 42 }),
    openNodeToNode(sockets.responder, { side: 'responder', magic: 42 }),
  ]);
  return { client, server, ...sockets };
}

for (const kind of ['tcp', 'unix'] as const)
  test(`all four protocols run at once over ${kind}`, async (t) => {
    const { client, server } = await connected(t, kind);
    assert.deepEqual([client.version, server.version], [14, 14]);
    assert.match(client.remote, kind === 'tcp' ? /^127\.0\.0\.1:\d+$/ : /^unix$/);
    // Larger than the egress buffer together, each larger than an SDU.
    const blocks = Array.from({ length: 12 }, (_, n) => new Uint8Array(90_000).fill(n));
    const txs = Array.from({ length: 5 }, (_, n) => ({ era: 6, bytes: new Uint8Array(20_000).fill(n) }));
    const ids = txs.map((_, n) => ({ txId: { era: 6, id: `0${n}`.repeat(32) }, sizeBytes: 20_000 }));

    const serve = async () => {
      assert.deepEqual(await server.chainSync.receive(), { kind: 'FindIntersect', points: [point] });
      await server.chainSync.send({ kind: 'IntersectFound', point, tip });
      assert.deepEqual(await server.chainSync.receive(), { kind: 'RequestNext' });
      await server.chainSync.send({ kind: 'AwaitReply' });
      await server.chainSync.send({ kind: 'RollForward', header: { era: 6, bytes: fromHex('820102') }, tip });
    };
    const follow = async () => {
      await client.chainSync.send({ kind: 'FindIntersect', points: [point] });
      assert.deepEqual(await client.chainSync.receive(), { kind: 'IntersectFound', point, tip });
      await client.chainSync.send({ kind: 'RequestNext' });
      assert.deepEqual(await client.chainSync.receive(), { kind: 'AwaitReply' });
      assert.equal(client.chainSync.state, 'MustReply');
      const rolled = await client.chainSync.receive();
      assert.ok(rolled.kind === 'RollForward' && toHex(rolled.header.bytes) === '820102');
    };
    const stream = async () => {
      assert.equal((await server.blockFetch.receive()).kind, 'RequestRange');
      await server.blockFetch.send({ kind: 'StartBatch' });
      for (const bytes of blocks) await server.blockFetch.send({ kind: 'Block', bytes });
      await server.blockFetch.send({ kind: 'BatchDone' });
    };
    const fetch = async () => {
      await client.blockFetch.send({ kind: 'RequestRange', from: point, to: point });
      assert.equal((await client.blockFetch.receive()).kind, 'StartBatch');
      for (const bytes of blocks)
        assert.deepEqual(await client.blockFetch.receive(), { kind: 'Block', bytes });
      assert.equal((await client.blockFetch.receive()).kind, 'BatchDone');
    };
    const provide = async () => {
      await client.txSubmission.send({ kind: 'Init' });
      assert.equal((await client.txSubmission.receive()).kind, 'RequestTxIds');
      await client.txSubmission.send({ kind: 'ReplyTxIds', ids });
      assert.deepEqual(await client.txSubmission.receive(), {
        kind: 'RequestTxs',
        ids: ids.map(({ txId }) => txId),
      });
      await client.txSubmission.send({ kind: 'ReplyTxs', txs });
    };
    const ask = async () => {
      assert.equal((await server.txSubmission.receive()).kind, 'Init');
      await server.txSubmission.send({ kind: 'RequestTxIds', blocking: true, ack: 0, req: 5 });
      const reply = await server.txSubmission.receive();
      assert.ok(reply.kind === 'ReplyTxIds');
      await server.txSubmission.send({ kind: 'RequestTxs', ids: reply.ids.map(({ txId }) => txId) });
      assert.deepEqual(await server.txSubmission.receive(), { kind: 'ReplyTxs', txs });
    };
    const beat = async () => {
      for (let cookie = 0; cookie < 3; cookie++) {
        await client.keepAlive.send({ kind: 'KeepAlive', cookie });
        assert.deepEqual(await client.keepAlive.receive(), { kind: 'Response', cookie });
      }
    };
    const echo = async () => {
      for (let i = 0; i < 3; i++) {
        const message = await server.keepAlive.receive();
        assert.ok(message.kind === 'KeepAlive');
        await server.keepAlive.send({ kind: 'Response', cookie: message.cookie });
      }
    };
    await Promise.all([serve(), follow(), stream(), fetch(), provide(), ask(), beat(), echo()]);
    client.close();
    assert.deepEqual(await client.ended, { kind: 'closed' });
    assert.deepEqual(await server.ended, { kind: 'eof' });
  });

test('another network is refused on both sides', async (t) => {
  const { initiator, responder } = await socketPair(t, 'tcp');
  const client = openNodeToNode(initiator, { side: 'initiator', magic: 1 });
  const server = openNodeToNode(responder, { side: 'responder', magic: 2 });
  await assert.rejects(server, { code: 'WIRE_REFUSED', protocol: 'handshake' });
  await assert.rejects(client, { code: 'WIRE_REFUSED', protocol: 'handshake' });
});

test('an unused connection keeps what comes for any of its protocols', async (t) => {
  const { initiator, responder } = await socketPair(t);
  const opening = openNodeToNode(responder, { side: 'responder', magic: 42 });
  const heard = record(initiator);
  initiator.write(sdu(0, false, fromHex('8200a10e84182af500f4')));
  const server = await opening;
  for (const [protocol, hex] of [
    [2, '8100'],
    [3, '8101'],
    [4, '8106'],
    [8, '820007'],
  ] as const)
    initiator.write(sdu(protocol, false, fromHex(hex)));
  await pause(30);
  assert.equal(toHex(streamsIn(heard.bytes()).get(0) ?? new Uint8Array()), '83010e84182af500f4');
  assert.equal((await server.keepAlive.receive()).kind, 'KeepAlive');
  assert.equal((await server.chainSync.receive()).kind, 'RequestNext');
  assert.equal((await server.blockFetch.receive()).kind, 'ClientDone');
  assert.equal((await server.txSubmission.receive()).kind, 'Init');
  server.close();
});

test('a flood on an idle protocol ends the connection', async (t) => {
  const { client, initiator } = await connected(t, 'unix');
  initiator.on('error', () => {});
  const flood = sdu(8, false, new Uint8Array(5000));
  initiator.write(flood);
  const reason = await client.ended;
  assert.notEqual(reason.kind, 'closed');
});

test('a message over the size of its state is named', async (t) => {
  const { client, server } = await connected(t);
  const large = { kind: 'RollForward', header: { era: 6, bytes: new Uint8Array(70_000) }, tip } as const;
  await client.chainSync.send({ kind: 'RequestNext' });
  await server.chainSync.receive();
  await server.chainSync.send(large);
  await assert.rejects(client.chainSync.receive(), {
    code: 'WIRE_TOO_LARGE',
    protocol: 'chain-sync',
    state: 'CanAwait',
  });
});

test('a connection ends by its signal or with the reason it was closed for', async (t) => {
  const sockets = await socketPair(t);
  const stop = new AbortController();
  const [client, server] = await Promise.all([
    openNodeToNode(sockets.initiator, { side: 'initiator', magic: 42, signal: stop.signal }),
    openNodeToNode(sockets.responder, { side: 'responder', magic: 42 }),
  ]);
  const waiting = assert.rejects(client.chainSync.receive(), { code: 'WIRE_WRONG_AGENCY' });
  await waiting;
  await client.chainSync.send({ kind: 'RequestNext' });
  const pending = assert.rejects(client.chainSync.receive(), { code: 'WIRE_ENDED', protocol: 'chain-sync' });
  stop.abort();
  await pending;
  assert.deepEqual(await client.ended, { kind: 'closed' });
  await server.ended;

  const other = await connected(t);
  const reason = new Error('the header is invalid');
  other.server.close(reason);
  assert.deepEqual(await other.server.ended, { kind: 'error', error: reason });
  assert.deepEqual(await other.client.ended, { kind: 'eof' });
});
