import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HonestChain, makeChain, startDouble } from '../double-peer.ts';
import { followUntil, hastyClock, ofKind, type Seen } from '../following.ts';

test('headers are timed as they are pushed, blocks from asked to whole', async (t) => {
  const chain = new HonestChain(makeChain(3));
  const double = await startDouble(chain.serve);
  t.after(double.close);
  const [fourth, fifth] = makeChain(2, chain.head);
  const seen = await followUntil(
    double.node,
    (all) => {
      const last = all.at(-1)!;
      if (last.kind === 'following') setTimeout(() => chain.grow(fourth!), 20);
      if (last.kind === 'block' && last.hash === fourth!.hash) setTimeout(() => chain.grow(fifth!), 20);
      return last.kind === 'block' && last.hash === fifth!.hash;
    },
    { blocks: true },
  );
  assert.deepEqual(
    ofKind(seen, 'following').map(({ block }) => block),
    [3],
  );
  assert.deepEqual(
    ofKind(seen, 'header').map(({ block, slot, hash, how, tipBlock }) => ({
      block,
      slot,
      hash,
      how,
      tipBlock,
    })),
    [
      { block: 4, slot: 4, hash: fourth!.hash, how: 'pushed', tipBlock: 4 },
      { block: 5, slot: 5, hash: fifth!.hash, how: 'pushed', tipBlock: 5 },
    ],
  );
  for (const header of ofKind(seen, 'header'))
    assert.ok(header.ns - header.askedNs > 10e6, 'we waited for it');
  for (const { ns, askedNs, bytes, hash } of ofKind(seen, 'block')) {
    const header = ofKind(seen, 'header').find((each) => each.hash === hash)!;
    assert.ok(header.ns <= askedNs && askedNs < ns);
    assert.equal(bytes, fourth!.bytes.length);
  }
  assert.equal(ofKind(seen, 'block').length, 2);
  assert.ok(ofKind(seen, 'roundTrip').length > 0);
  assert.deepEqual(
    ofKind(seen, 'ended').map(({ reason }) => reason),
    ['stopped'],
  );
});

test('of two blocks at once only the first was waited for', async (t) => {
  const chain = new HonestChain();
  const double = await startDouble(chain.serve);
  t.after(double.close);
  const seen = await followUntil(double.node, (all) => {
    if (all.at(-1)!.kind === 'following') setTimeout(() => chain.grow(...makeChain(2)), 20);
    return ofKind(all, 'header').length === 2;
  });
  assert.deepEqual(
    ofKind(seen, 'header').map(({ how }) => how),
    ['pushed', 'asked'],
  );
});

for (const { name, from, depth } of [
  { name: 'above where following began', from: 2, depth: 2 },
  { name: 'below where following began', from: 4, depth: 2 },
])
  test(`a switch of chain ${name} is a rollback with its depth`, async (t) => {
    const common = makeChain(2);
    const left = [...common, ...makeChain(4, common[1])];
    const chain = new HonestChain(left.slice(0, from));
    const double = await startDouble(chain.serve);
    t.after(double.close);
    const other = [...common, ...makeChain(5, common[1], 2)];
    const seen = await followUntil(double.node, (all) => {
      const last = all.at(-1)!;
      if (last.kind === 'following') setTimeout(() => chain.grow(...left.slice(from, from + 2)), 10);
      if (last.kind === 'header' && last.block === from + 2) setTimeout(() => chain.switchTo(other), 10);
      return last.kind === 'header' && last.hash === other.at(-1)!.hash;
    });
    assert.deepEqual(
      ofKind(seen, 'rollback').map(({ slot, hash, depth }) => ({ slot, hash, depth })),
      [{ slot: 2, hash: common[1]!.hash, depth }],
    );
    assert.deepEqual(
      ofKind(seen, 'header')
        .slice(-5)
        .map(({ hash }) => hash),
      other.slice(2).map(({ hash }) => hash),
    );
    assert.deepEqual(
      ofKind(seen, 'ended').map(({ reason }) => reason),
      ['stopped'],
    );
  });

test('after an interruption it goes on from where it was, and what it missed is late', async (t) => {
  const chain = new HonestChain(makeChain(1));
  const double = await startDouble(async (connection, attempt) => {
    const serving = chain.serve(connection).catch(() => {});
    if (attempt === 0) {
      setTimeout(() => chain.grow(...makeChain(1, chain.head)), 350);
      setTimeout(() => {
        connection.close();
        chain.grow(...makeChain(3, chain.head));
      }, 400);
    }
    await serving;
  });
  t.after(double.close);
  const clock = hastyClock(320);
  const seen = await followUntil(
    double.node,
    (all) => {
      const last = all.at(-1)!;
      if (last.kind === 'header' && last.block === 5)
        setTimeout(() => chain.grow(...makeChain(1, chain.head)), 30);
      return last.kind === 'header' && last.block === 6;
    },
    { clock },
  );
  assert.deepEqual(
    ofKind(seen, 'header').map(({ block, how }): [number, string] => [block, how]),
    [
      [2, 'pushed'],
      [3, 'late'],
      [4, 'late'],
      [5, 'late'],
      [6, 'pushed'],
    ],
  );
  assert.deepEqual(
    ofKind(seen, 'ended').map(({ reason, retryMs }) => ({ reason, retryMs })),
    [
      { reason: 'closed', retryMs: 500 },
      { reason: 'stopped', retryMs: null },
    ],
  );
});

test('a node that is not there is tried again, more and more rarely', async () => {
  const seen: Seen[] = await followUntil(
    { name: 'nobody', address: { kind: 'tcp', host: '127.0.0.1', port: 1 } },
    (all) => all.length === 10,
  );
  assert.deepEqual(
    ofKind(seen, 'ended')
      .slice(0, 9)
      .map(({ reason, retryMs }) => `${reason} ${retryMs}`),
    [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000].map((ms) => `unreachable ${ms}`),
  );
});
