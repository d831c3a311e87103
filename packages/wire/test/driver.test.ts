import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Codec, fromHex } from '@slotbench/cbor';
import { openPeer } from '../src/driver/peer.ts';
import type { MiniProtocol, Peer } from '../src/driver/protocol.ts';
import { illegalMessage, WireError } from '../src/errors.ts';
import { Mux } from '../src/mux/mux.ts';
import { pause, sdu, socketPair } from './loopback.ts';

type Message = { kind: 'Ask'; text: string } | { kind: 'Answer'; text: string } | { kind: 'Done' };
type State = 'Idle' | 'Busy' | 'Done';

const codec: Codec<Message> = {
  encode(w, message) {
    if (message.kind === 'Done') w.array(1).uint(2);
    else
      w.array(2)
        .uint(message.kind === 'Ask' ? 0 : 1)
        .text(message.text);
  },
  decode(r) {
    const length = r.definiteArray();
    const key = r.uint(2);
    if (length === 1) return { kind: 'Done' };
    return { kind: key === 0 ? 'Ask' : 'Answer', text: r.text() };
  },
};

const echo: MiniProtocol<Message, State> = {
  name: 'echo',
  number: 5,
  codec,
  initial: 'Idle',
  agency: { Idle: 'client', Busy: 'server', Done: 'nobody' },
  limits: { Idle: { sizeBytes: 64 }, Busy: { sizeBytes: 1 << 20, timeMs: 60 }, Done: { sizeBytes: 0 } },
  step(state, { kind }) {
    if (state === 'Idle' && kind === 'Ask') return 'Busy';
    if (state === 'Idle' && kind === 'Done') return 'Done';
    if (state === 'Busy' && kind === 'Answer') return 'Idle';
    throw illegalMessage('echo', state, kind);
  },
};

async function connect(t: TestContext) {
  const sockets = await socketPair(t);
  const open = (side: 'initiator' | 'responder'): { mux: Mux; peer: Peer<Message> } => {
    const mux = new Mux(sockets[side], { side });
    mux.start([{ name: echo.name, number: echo.number, ingressBytes: 1 << 20 }]);
    return { mux, peer: openPeer(mux, echo, side === 'initiator' ? 'client' : 'server') };
  };
  return { ...sockets, open };
}

test('messages go back and forth; a large one spans SDUs; whole messages survive the end', async (t) => {
  const { open } = await connect(t);
  const client = open('initiator');
  const server = open('responder');
  assert.equal(client.peer.state, 'Idle');
  await client.peer.send({ kind: 'Ask', text: 'short' });
  assert.equal(client.peer.state, 'Busy');
  assert.deepEqual(await server.peer.receive(), { kind: 'Ask', text: 'short' });
  const text = 'ü'.repeat(200_000);
  await server.peer.send({ kind: 'Answer', text });
  assert.deepEqual(await client.peer.receive(), { kind: 'Answer', text });
  await client.peer.send({ kind: 'Done' });
  client.mux.close();
  await server.mux.ended;
  assert.deepEqual(await server.peer.receive(), { kind: 'Done' });
  assert.equal(server.peer.state, 'Done');
  await assert.rejects(server.peer.receive(), { code: 'WIRE_WRONG_AGENCY' });
});

test('sending out of turn or out of protocol is refused and harms nothing', async (t) => {
  const { open } = await connect(t);
  const client = open('initiator');
  const server = open('responder');
  await assert.rejects(server.peer.send({ kind: 'Answer', text: '' }), {
    code: 'WIRE_WRONG_AGENCY',
    protocol: 'echo',
    state: 'Idle',
  });
  await assert.rejects(client.peer.send({ kind: 'Answer', text: '' }), {
    code: 'WIRE_ILLEGAL_MESSAGE',
    protocol: 'echo',
    state: 'Idle',
    messageKind: 'Answer',
  });
  await assert.rejects(client.peer.receive(), { code: 'WIRE_WRONG_AGENCY' });
  await client.peer.send({ kind: 'Ask', text: 'still works' });
  assert.deepEqual(await server.peer.receive(), { kind: 'Ask', text: 'still works' });
  client.mux.close();
});

const faults: [name: string, hex: string, fields: object][] = [
  [
    'a message that the state does not allow',
    '820160',
    { code: 'WIRE_ILLEGAL_MESSAGE', messageKind: 'Answer' },
  ],
  ['malformed CBOR', '8200ff', { code: 'WIRE_DECODE' }],
  ['another type', '820001', { code: 'WIRE_DECODE' }],
  ['a whole message over the size limit', `8200783e${'61'.repeat(62)}`, { code: 'WIRE_TOO_LARGE' }],
  ['an endless message', `82007a000f0000${'61'.repeat(100)}`, { code: 'WIRE_TOO_LARGE' }],
];
for (const [name, hex, fields] of faults)
  test(`${name} ends the connection, naming protocol and state`, async (t) => {
    const { open, initiator } = await connect(t);
    const server = open('responder');
    initiator.on('error', () => {});
    initiator.write(sdu(5, false, fromHex(hex)));
    await assert.rejects(server.peer.receive(), { ...fields, protocol: 'echo', state: 'Idle' });
    const reason = await server.mux.ended;
    assert.ok(reason.kind === 'error' && reason.error instanceof WireError);
    assert.match(reason.error.message, /echo in state Idle/);
    await assert.rejects(server.peer.receive(), { code: 'WIRE_ENDED' });
  });

test('a state over its time limit ends the connection; a state without one waits', async (t) => {
  const { open } = await connect(t);
  const client = open('initiator');
  const server = open('responder');
  const asked = server.peer.receive();
  await pause(100);
  await client.peer.send({ kind: 'Ask', text: '' });
  await asked;
  await assert.rejects(client.peer.receive(), { code: 'WIRE_TIMEOUT', protocol: 'echo', state: 'Busy' });
  assert.equal((await client.mux.ended).kind, 'error');
  assert.deepEqual(await server.mux.ended, { kind: 'eof' });
});

test('a message that arrives byte by byte, in SDUs of one byte, is one message', async (t) => {
  const { open, initiator } = await connect(t);
  const server = open('responder');
  const message = fromHex('82006568656c6c6f');
  const receiving = server.peer.receive();
  for (const byte of message)
    for (const raw of sdu(5, false, Uint8Array.of(byte))) {
      initiator.write(Uint8Array.of(raw));
      if (raw === 0) await pause(1);
    }
  assert.deepEqual(await receiving, { kind: 'Ask', text: 'hello' });
});
