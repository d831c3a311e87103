import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import type { NodeToNode } from '@slotbench/wire';
import type { EndReason } from '../../src/log/observation.ts';
import {
  answerKeepAlive,
  HonestChain,
  makeBlock,
  makeChain,
  pointTo,
  startDouble,
  tipAt,
} from '../double-peer.ts';
import { followUntil, hastyClock, ofKind } from '../following.ts';

const chain = makeChain(30);

/** Answers the search for an intersection so that the observer follows from `start`, then hands over. */
async function intersectAt(
  { chainSync }: NodeToNode,
  start: number,
  tip = tipAt(chain[start - 1]),
): Promise<void> {
  for (;;) {
    const message = await chainSync.receive();
    if (message.kind !== 'FindIntersect') return; // it asks for the next
    const [point] = message.points;
    const known = point?.kind === 'block' && point.hash === chain[start - 1]?.hash;
    if (known) await chainSync.send({ kind: 'IntersectFound', point, tip });
    else await chainSync.send({ kind: 'IntersectFound', point: { kind: 'origin' }, tip });
  }
}

const forward = ({ chainSync }: NodeToNode, block: (typeof chain)[number], tip = tipAt(block)) =>
  chainSync.send({ kind: 'RollForward', header: { era: 6, bytes: block.header }, tip });

/** Serves these one after the other, whatever is asked. */
async function serveRest(connection: NodeToNode, messages: (() => Promise<void>)[]): Promise<void> {
  for (const [i, send] of messages.entries()) {
    if (i > 0) await connection.chainSync.receive();
    await send();
  }
  await connection.chainSync.receive();
}

const peers: Record<
  string,
  {
    reason: EndReason;
    text: RegExp;
    blocks?: boolean;
    magic?: number;
    serve(connection: NodeToNode): Promise<void>;
  }
> = {
  'another magic': { reason: 'refused', text: /network magic 43 \/= 42/, magic: 43, serve: async () => {} },
  'says that its tip is far ahead and offers nothing': {
    reason: 'tip',
    text: /its tip is block 1000 and offers nothing after 6/,
    async serve(connection) {
      await intersectAt(connection, 5);
      await serveRest(connection, [
        () => forward(connection, chain[5]!, { ...tipAt(chain[5]), blockNo: 1000 }),
        () => connection.chainSync.send({ kind: 'AwaitReply' }),
      ]);
    },
  },
  'says that its tip is behind what it offers': {
    reason: 'tip',
    text: /its tip is block 2, yet it offers block 6/,
    async serve(connection) {
      await intersectAt(connection, 5);
      await forward(connection, chain[5]!, tipAt(chain[1]));
    },
  },
  'does not know its own tip': {
    reason: 'tip',
    text: /does not know the point that it gives as its tip/,
    async serve({ chainSync }) {
      for (;;) {
        await chainSync.receive();
        await chainSync.send({ kind: 'IntersectNotFound', tip: tipAt(chain[7]) });
      }
    },
  },
  'offers a header that does not follow': {
    reason: 'chain',
    text: /header block 9 .* does not follow block 5/,
    async serve(connection) {
      await intersectAt(connection, 5);
      await forward(connection, chain[8]!);
    },
  },
  'offers a header of an earlier slot': {
    reason: 'chain',
    text: /does not follow/,
    async serve(connection) {
      await intersectAt(connection, 5);
      await forward(connection, makeBlock(3, 6, chain[4]!.hash));
    },
  },
  'rolls back beyond k': {
    reason: 'rollback',
    text: /rolls back to block 5, more than 10 below the highest that it offered, 16/,
    async serve(connection) {
      await intersectAt(connection, 5);
      await serveRest(connection, [
        ...chain.slice(5, 16).map((block) => () => forward(connection, block)),
        () =>
          connection.chainSync.send({ kind: 'RollBackward', point: pointTo(chain[4]), tip: tipAt(chain[4]) }),
      ]);
    },
  },
  'rolls back beyond k in two steps': {
    reason: 'rollback',
    text: /more than 10 below/,
    async serve(connection) {
      const back = (block: (typeof chain)[number]) => () =>
        connection.chainSync.send({ kind: 'RollBackward', point: pointTo(block), tip: tipAt(block) });
      await intersectAt(connection, 5);
      await serveRest(connection, [
        ...chain.slice(5, 17).map((block) => () => forward(connection, block)),
        back(chain[10]!),
        back(chain[5]!),
      ]);
    },
  },
  'rolls back to what it never offered': {
    reason: 'rollback',
    text: /rolls back to slot 6, [0-9a-f]{8}, which it did not offer/,
    async serve(connection) {
      const never = makeBlock(6, 6, chain[3]!.hash);
      await intersectAt(connection, 5);
      await serveRest(connection, [
        () => forward(connection, chain[5]!),
        () => connection.chainSync.send({ kind: 'RollBackward', point: pointTo(never), tip: tipAt(never) }),
      ]);
    },
  },
  'rolls back below where it was followed from, and that is beyond k': {
    reason: 'rollback',
    text: /rolls back to block 2, more than 10 below the highest that it offered, 13/,
    async serve(connection) {
      await intersectAt(connection, 5);
      await serveRest(connection, [
        ...chain.slice(5, 13).map((block) => () => forward(connection, block)),
        () =>
          connection.chainSync.send({ kind: 'RollBackward', point: pointTo(chain[1]), tip: tipAt(chain[1]) }),
        () => forward(connection, chain[2]!),
      ]);
    },
  },
  'goes back and forth for ever': {
    reason: 'flood',
    text: /more than 20 headers and rollbacks a second/,
    async serve(connection) {
      await intersectAt(connection, 5);
      await connection.chainSync.send({ kind: 'AwaitReply' });
      for (;;) {
        await forward(connection, chain[5]!);
        await connection.chainSync.receive();
        await connection.chainSync.send({
          kind: 'RollBackward',
          point: pointTo(chain[4]),
          tip: tipAt(chain[4]),
        });
        await connection.chainSync.receive();
      }
    },
  },
  'answers keep-alive with another cookie': {
    reason: 'protocol',
    text: /answers keep-alive 0 with another/,
    async serve({ keepAlive }) {
      await keepAlive.receive();
      await keepAlive.send({ kind: 'Response', cookie: 7 });
    },
  },
  'offers a header that is none': {
    reason: 'garbage',
    text: /header that cannot be read/,
    async serve(connection) {
      await intersectAt(connection, 5);
      await connection.chainSync.send({
        kind: 'RollForward',
        header: { era: 6, bytes: chain[5]!.header.subarray(0, 40) },
        tip: tipAt(chain[5]),
      });
    },
  },
  'offers a header of an era that is not there yet': {
    reason: 'garbage',
    text: /era dijkstra is not read/,
    async serve(connection) {
      await intersectAt(connection, 5);
      await connection.chainSync.send({
        kind: 'RollForward',
        header: { era: 7, bytes: chain[5]!.header },
        tip: tipAt(chain[5]),
      });
    },
  },
  'serves another block than the one that it offered': {
    reason: 'block',
    text: /serves block [0-9a-f]{64} for [0-9a-f]{64}/,
    blocks: true,
    serve: (connection) =>
      serveBlocks(connection, async ({ blockFetch }) => {
        await blockFetch.send({ kind: 'StartBatch' });
        await blockFetch.send({ kind: 'Block', bytes: chain[9]!.bytes });
      }),
  },
  'serves what is no block': {
    reason: 'garbage',
    text: /serves what is no block/,
    blocks: true,
    serve: (connection) =>
      serveBlocks(connection, async ({ blockFetch }) => {
        await blockFetch.send({ kind: 'StartBatch' });
        await blockFetch.send({ kind: 'Block', bytes: Uint8Array.of(0x82, 0x07) });
      }),
  },
  'serves an empty batch': {
    reason: 'block',
    text: /serves an empty batch/,
    blocks: true,
    serve: (connection) =>
      serveBlocks(connection, async ({ blockFetch }) => {
        await blockFetch.send({ kind: 'StartBatch' });
        await blockFetch.send({ kind: 'BatchDone' });
      }),
  },
  'serves more than one block': {
    reason: 'block',
    text: /serves more than the one block/,
    blocks: true,
    serve: (connection) =>
      serveBlocks(connection, async ({ blockFetch }) => {
        await blockFetch.send({ kind: 'StartBatch' });
        await blockFetch.send({ kind: 'Block', bytes: chain[5]!.bytes });
        await blockFetch.send({ kind: 'Block', bytes: chain[5]!.bytes });
      }),
  },
};

async function serveBlocks(
  connection: NodeToNode,
  serve: (connection: NodeToNode) => Promise<void>,
): Promise<void> {
  await Promise.all([
    intersectAt(connection, 5)
      .then(() => connection.chainSync.send({ kind: 'AwaitReply' }))
      .then(() => forward(connection, chain[5]!)),
    connection.blockFetch.receive().then(() => serve(connection)),
    answerKeepAlive(connection),
  ]);
}

for (const [name, { reason, text, serve, blocks = false, magic = 42 }] of Object.entries(peers))
  test(`a node that ${name}: its connection ends, with the reason`, async (t) => {
    const double = await startDouble(serve, { magic });
    t.after(double.close);
    const clock = hastyClock();
    const seen = await followUntil(double.node, (all) => all.at(-1)!.kind === 'ended', { blocks, clock });
    const [end] = ofKind(seen, 'ended');
    assert.equal(end?.reason, reason, end?.text);
    assert.match(end.text, text);
    assert.equal(end.retryMs, 60_000, 'it is left alone for a minute');
  });

test('a node that never answers counts as silent', async (t) => {
  // The limits of the protocol's states are seconds: the time-out itself is a test of wire, its name here is ours.
  const { explainEnd } = await import('../../src/peer/peer-fault.ts');
  const { WireError } = await import('@slotbench/wire');
  t.diagnostic('wire/test/protocol-limits.test.ts waits');
  const told = explainEnd(
    new WireError({ code: 'WIRE_TIMEOUT', protocol: 'chain-sync', state: 'Intersect' }),
  );
  assert.equal(told?.reason, 'silent');
  assert.equal(explainEnd(new TypeError('a defect')), undefined);
});

const MINI_PROTOCOLS = [0, 2, 3, 4, 8, 77];

/** A server that speaks bytes: what it sends after an honest handshake is up to the test. */
async function startRaw(onSocket: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    node: { name: 'raw', address: { kind: 'tcp' as const, host: '127.0.0.1', port } },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One unit of the multiplexer from a responder. */
function sdu(protocol: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(0x8000 | protocol, 4);
  head.writeUInt16BE(payload.length, 6);
  return Buffer.concat([head, payload]);
}

/** `[1, 14, [42, true, 0, false]]`: version 14 is taken. */
const ACCEPT = sdu(0, Uint8Array.of(0x83, 1, 14, 0x84, 0x18, 42, 0xf5, 0, 0xf4));

test('a node that floods: what nobody asked for ends the connection', async (t) => {
  const raw = await startRaw((socket) => {
    socket.once('data', () => {
      socket.write(ACCEPT);
      const full = sdu(2, new Uint8Array(65_000));
      for (let i = 0; i < 10; i++) socket.write(full);
    });
  });
  t.after(raw.close);
  const seen = await followUntil(raw.node, (all) => all.at(-1)!.kind === 'ended');
  const [end] = ofKind(seen, 'ended');
  assert.ok(end?.reason === 'flood' || end?.reason === 'garbage', end?.text);
});

test('bytes of all kinds: each connection ends with a reason, and the observer goes on', async (t) => {
  let seed = 20_261_124;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed % below;
  };
  const raw = await startRaw((socket) => {
    const plan = random(3);
    socket.once('data', () => {
      if (plan > 0) socket.write(ACCEPT);
      const payload = Uint8Array.from({ length: 1 + random(300) }, () => random(256));
      socket.write(plan === 1 ? payload : sdu(MINI_PROTOCOLS[random(MINI_PROTOCOLS.length)]!, payload));
      socket.end();
    });
  });
  t.after(raw.close);
  const ROUNDS = 300;
  const seen = await followUntil(raw.node, (all) => ofKind(all, 'ended').length > ROUNDS, {
    blocks: true,
    clock: hastyClock(0),
  });
  const ends = ofKind(seen, 'ended');
  assert.ok(ends.length > ROUNDS);
  for (const { reason, text } of ends) assert.ok(text.length > 0 && text.length <= 500, reason);
  assert.ok(ends.some(({ reason }) => reason === 'garbage'));
});

test('the observer goes on with the others when one node misbehaves', async (t) => {
  const honest = new HonestChain(makeChain(2));
  const doubles = [
    await startDouble(honest.serve),
    await startDouble(peers['offers a header that does not follow']!.serve),
  ];
  t.after(() => Promise.all(doubles.map((double) => double.close())));
  const bad = followUntil(doubles[1]!.node, (all) => ofKind(all, 'ended').length === 3);
  const good = await followUntil(doubles[0]!.node, (all) => {
    if (all.at(-1)!.kind === 'following') void bad.then(() => honest.grow(...makeChain(1, honest.head)));
    return ofKind(all, 'header').length === 1;
  });
  assert.equal(ofKind(good, 'header').length, 1);
  assert.ok(ofKind(await bad, 'ended').filter(({ reason }) => reason === 'chain').length >= 2);
});
