import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { decode, encode, fromHex, toHex } from '@slotbench/cbor';
import { handshakeCodec } from '../src/handshake/codec.ts';
import { forwardingOffer } from '../src/handshake/forwarding.ts';
import type { HandshakeMessage } from '../src/handshake/messages.ts';
import { nodeToNodeOffer } from '../src/handshake/node-to-node.ts';
import { runHandshake } from '../src/handshake/peer.ts';
import { conclude, type Offer, proposal, respond } from '../src/handshake/state.ts';
import { Mux } from '../src/mux/mux.ts';
import { record, sdu, socketPair, until } from './loopback.ts';

const forwarding = handshakeCodec([1, 2]);
const nodeToNode = handshakeCodec([14]);
const own = { magic: 42, initiatorOnly: true, peerSharing: false, query: false };

test('a node-to-node proposal is what tx-generator sends', () => {
  assert.equal(toHex(encode(nodeToNode, proposal(nodeToNodeOffer(own)))), '8200a10e84182af500f4');
});

/** Proposal, answer of a responder with magic 764824073; null = no answer, the connection is dropped. */
const answers: [name: string, proposed: string, answer: string | null][] = [
  ['the same magic', '8200a1011a2d964a09', '8301011a2d964a09'],
  ['versions 1 and 2', '8200a2011a2d964a09021a2d964a09', '8301011a2d964a09'],
  ['version 2 only', '8200a1021a2d964a09', '820282008101'],
  ['nothing', '8200a0', '820282008101'],
  ['an unknown version beside', '8200a2011a2d964a09031a2d964a09', '8301011a2d964a09'],
  ['versions out of order', '8200a2021a2d964a09011a2d964a09', null],
  ['an indefinite map', '8200bf011a2d964a09ff', null],
];
for (const [name, proposed, answer] of answers)
  test(`forwarding: proposing ${name}`, () => {
    const react = (): string => {
      const message = decode(forwarding, fromHex(proposed));
      assert.ok(message.kind === 'ProposeVersions');
      return toHex(encode(forwarding, respond(forwardingOffer(764824073), message.versions).reply));
    };
    if (answer === null) assert.throws(react, { name: 'CborError' });
    else assert.equal(react(), answer);
  });

test('the greatest common version is chosen', () => {
  const both = { ...forwardingOffer(42), versions: [1, 2] };
  const message = proposal(both);
  assert.ok(message.kind === 'ProposeVersions');
  assert.deepEqual(respond(both, message.versions).agreed, { version: 2, data: 42 });
  assert.deepEqual(respond(forwardingOffer(42), message.versions).agreed, { version: 1, data: 42 });
});

const refusals: [name: string, proposed: string, kind: string, text: RegExp][] = [
  [
    'a list as data',
    '8200a101811a2d964a09',
    'HandshakeDecodeError',
    /^unknown encoding: TList \[TInt 764824073\]/,
  ],
  ['a magic above 2^32', '8200a1011b0000000100000000', 'HandshakeDecodeError', /4294967296/],
  ['a negative magic', '8200a10120', 'HandshakeDecodeError', /-1/],
  ['another magic', '8200a101182a', 'Refused', /ForwardingVersionData mismatch.*764824073.*\/=.*42/],
];
for (const [name, proposed, kind, text] of refusals)
  test(`forwarding: ${name} is refused with ${kind}`, () => {
    const message = decode(forwarding, fromHex(proposed));
    assert.ok(message.kind === 'ProposeVersions');
    const { reply, agreed } = respond(forwardingOffer(764824073), message.versions);
    assert.equal(agreed, undefined);
    assert.ok(reply.kind === 'Refuse' && reply.reason.kind === kind && 'text' in reply.reason);
    assert.match(reply.reason.text, text);
  });

test('a magic of 0 and the greatest one are no other magic', () => {
  for (const magic of [0, 0xffff_ffff]) {
    const proposed = proposal(forwardingOffer(magic));
    assert.ok(proposed.kind === 'ProposeVersions');
    const there = decode(forwarding, encode(forwarding, proposed));
    assert.ok(there.kind === 'ProposeVersions');
    assert.deepEqual(respond(forwardingOffer(magic), there.versions).agreed, { version: 1, data: magic });
  }
});

const conclusions: [name: string, reply: string, code: string | undefined][] = [
  ['an acceptance', '8301011a2d964a09', undefined],
  ['another magic', '830101182a', 'WIRE_BAD_SELECTION'],
  ['version 2, which was not offered', '8301021a2d964a09', 'WIRE_BAD_SELECTION'],
  ['a version mismatch', '820282008101', 'WIRE_REFUSED'],
  ['a refusal', '82028302016178', 'WIRE_REFUSED'],
  ['a query reply', '8203a1011a2d964a09', 'WIRE_BAD_SELECTION'],
  ['a proposal: simultaneous open', '8200a1011a2d964a09', undefined],
  ['a proposal of another magic', '8200a101182a', 'WIRE_REFUSED'],
];
for (const [name, reply, code] of conclusions)
  test(`the initiator hears ${name}: ${code ?? 'agreed'}`, () => {
    const act = () => conclude(forwardingOffer(764824073), decode(forwarding, fromHex(reply)));
    if (code === undefined) assert.deepEqual(act(), { version: 1, data: 764824073 });
    else assert.throws(act, { name: 'WireError', code });
  });

test('node-to-node data is negotiated: lesser mode, common peer sharing, a query is answered', () => {
  const offered = (data: typeof own) => {
    const message = proposal(nodeToNodeOffer(data));
    assert.ok(message.kind === 'ProposeVersions');
    return message.versions;
  };
  const duplex = { ...own, initiatorOnly: false };
  const accepted = respond(nodeToNodeOffer(duplex), offered({ ...own, peerSharing: true }));
  assert.deepEqual(accepted.agreed, { version: 14, data: own });
  assert.equal(toHex(encode(nodeToNode, accepted.reply)), '83010e84182af500f4');
  assert.deepEqual(respond(nodeToNodeOffer(duplex), offered(duplex)).agreed?.data, duplex);
  const asked = respond(nodeToNodeOffer(duplex), offered({ ...own, query: true }));
  assert.equal(asked.agreed, undefined);
  assert.equal(toHex(encode(nodeToNode, asked.reply)), '8203a10e84182af400f4');
  assert.equal(respond(nodeToNodeOffer(duplex), offered({ ...own, magic: 43 })).reply.kind, 'Refuse');
});

test('node-to-node data at its edges: the greatest magic, peer sharing of both, of one, and none', () => {
  const most = { magic: 0xffff_ffff, initiatorOnly: false, peerSharing: true, query: false };
  const offered = proposal(nodeToNodeOffer(most));
  assert.ok(offered.kind === 'ProposeVersions');
  assert.deepEqual(respond(nodeToNodeOffer(most), offered.versions).agreed?.data, most);
  const shy = { ...most, peerSharing: false };
  assert.deepEqual(respond(nodeToNodeOffer(shy), offered.versions).agreed?.data, shy);
  const neither = proposal(nodeToNodeOffer(shy));
  assert.ok(neither.kind === 'ProposeVersions');
  assert.deepEqual(respond(nodeToNodeOffer(most), neither.versions).agreed?.data, shy);
});

test('data that nobody can read is quoted in the words of the reference, as far as it is short', () => {
  const quoted = (data: string) => {
    const proposed = decode(nodeToNode, fromHex(`8200a10e${data}`));
    assert.ok(proposed.kind === 'ProposeVersions');
    const { reply } = respond(nodeToNodeOffer(own), proposed.versions);
    assert.ok(reply.kind === 'Refuse' && reply.reason.kind === 'HandshakeDecodeError');
    return reply.reason.text.replace(/ \(.*/, '');
  };
  assert.equal(quoted('83182af5f4'), 'unknown encoding: TList [TInt 42,TBool True,TBool False]');
  assert.equal(quoted('9f01ff'), 'unknown encoding: TListI [TInt 1]');
  assert.equal(
    quoted('880102030405060708'),
    'unknown encoding: TList [TInt 1,TInt 2,TInt 3,TInt 4,TInt 5,TInt 6,TInt 7,TInt 8]',
  );
  assert.equal(quoted('89010203040506070809'), 'unknown encoding: array');
});

/** Runs our side against a raw peer that writes `hex`; gives the outcome. */
async function against<D>(
  t: TestContext,
  side: 'initiator' | 'responder',
  offer: Offer<D>,
  writes: Uint8Array[],
  kind: 'unix' | 'tcp' = 'unix',
) {
  const sockets = await socketPair(t, kind);
  const raw = side === 'initiator' ? sockets.responder : sockets.initiator;
  const heard = record(raw);
  const mux = new Mux(sockets[side], { side });
  const outcome = runHandshake(mux, offer, [{ name: 'x', number: 3, ingressBytes: 100 }], { timeoutMs: 80 });
  for (const bytes of writes) raw.write(bytes);
  return { mux, outcome, heard, raw };
}

test('the last message may share its segment, not its SDU, with the first request', async (t) => {
  const writes = [Buffer.concat([sdu(0, true, fromHex('830101182affff')), sdu(3, true, fromHex('820180'))])];
  const { mux, outcome } = await against(t, 'initiator', forwardingOffer(42), writes);
  assert.deepEqual(await outcome, { version: 1, data: 42 });
  assert.deepEqual(
    mux.ingress(3).takeAll().map(toHex),
    ['820180'],
    'the rest of the SDU is dropped, the next is kept',
  );
  mux.close();
});

test('a refusal reaches the initiator before the connection ends', async (t) => {
  const { outcome, heard } = await against(t, 'responder', forwardingOffer(42), [
    sdu(0, false, fromHex('8200a10118ff')),
  ]);
  await assert.rejects(outcome, { code: 'WIRE_REFUSED', protocol: 'handshake' });
  await until('the peer sees the end', () => heard.closed);
  const reply: HandshakeMessage = decode(forwarding, heard.bytes().subarray(8));
  assert.ok(reply.kind === 'Refuse' && reply.reason.kind === 'Refused');
});

const dropped: [name: string, payload: string, code: string][] = [
  ['an acceptance from the initiator', '8301011a2d964a09', 'WIRE_ILLEGAL_MESSAGE'],
  ['no CBOR', 'ff', 'WIRE_DECODE'],
  ['more than 5760 bytes', `8200a1017a00100000${'61'.repeat(5800)}`, 'WIRE_DECODE'],
];
for (const [name, payload, code] of dropped)
  test(`the responder drops ${name} without an answer`, async (t) => {
    const { outcome, heard } = await against(t, 'responder', forwardingOffer(42), [
      sdu(0, false, fromHex(payload)),
    ]);
    await assert.rejects(outcome, { code, protocol: 'handshake' });
    await until('the peer sees the end', () => heard.closed);
    assert.equal(heard.bytes().length, 0);
  });

for (const kind of ['unix', 'tcp'] as const)
  test(`a silent peer is given up on ${kind}`, async (t) => {
    const { outcome } = await against(t, 'responder', forwardingOffer(42), [fromHex('000000')], kind);
    await assert.rejects(outcome, { code: 'WIRE_TIMEOUT', protocol: 'handshake', state: 'Propose' });
  });

test('a peer that hangs up ends the handshake', async (t) => {
  const { outcome, raw } = await against(t, 'initiator', nodeToNodeOffer(own), []);
  raw.end();
  await assert.rejects(outcome, { code: 'WIRE_ENDED' });
});
