import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { fromHex, toHex } from '@slotbench/cbor';
import { WireError, type WireErrorCode } from '../../src/errors.ts';
import { type EndReason, Mux } from '../../src/mux/mux.ts';
import { pause, record, sdu, socketPair, until } from '../loopback.ts';

const protocols = [
  { name: 'one', number: 1, ingressBytes: 1000 },
  { name: 'two', number: 2, ingressBytes: 1 << 24 },
];

function codeOf(reason: EndReason): WireErrorCode | string {
  return reason.kind === 'error' && reason.error instanceof WireError ? reason.error.code : reason.kind;
}

const violations: [name: string, hex: string, code: WireErrorCode][] = [
  ['an empty SDU', '0000000000010000', 'WIRE_SDU'],
  ['an unknown protocol', '000000000005000100', 'WIRE_UNKNOWN_PROTOCOL'],
  ['protocol 0 after the handshake', '000000000000000100', 'WIRE_UNKNOWN_PROTOCOL'],
  ['the direction bit of this side', '000000008001000100', 'WIRE_WRONG_DIRECTION'],
  ['more than may wait', `00000000000103e9${'00'.repeat(1001)}`, 'WIRE_INGRESS_OVERRUN'],
];
for (const [name, hex, code] of violations)
  test(`${name} ends the connection with ${code}`, async (t) => {
    const { initiator, responder } = await socketPair(t);
    const mux = new Mux(responder, { side: 'responder' });
    mux.start(protocols);
    const heard = record(initiator);
    initiator.write(fromHex(hex));
    assert.equal(codeOf(await mux.ended), code);
    await until('the peer sees the end', () => heard.closed);
  });

test('what waits for a protocol is kept until it is read', async (t) => {
  const { initiator, responder } = await socketPair(t);
  const mux = new Mux(responder, { side: 'responder' });
  mux.start(protocols);
  initiator.write(sdu(1, false, fromHex('0102')));
  initiator.write(sdu(1, false, fromHex('03')));
  await pause(20);
  const ingress = mux.ingress(1);
  const got = ingress.takeAll().map(toHex).join('');
  assert.equal(got, '010203');
  initiator.end();
  assert.deepEqual(await mux.ended, { kind: 'eof' });
});

test('a send waits while 262143 bytes of its protocol are unsent, other protocols do not', async (t) => {
  const { initiator, responder } = await socketPair(t);
  responder.pause();
  const mux = new Mux(initiator, { side: 'initiator' });
  mux.start(protocols);
  const done: string[] = [];
  // Enough to fill the kernel's buffers and ours.
  const large = mux.send(2, new Uint8Array(8 << 20)).then(() => done.push('large'));
  await pause(30);
  assert.deepEqual(done, [], 'the large message waits for its reader');
  await mux.send(1, new Uint8Array(10));
  let received = 0;
  responder.on('data', (chunk) => {
    received += chunk.length;
  });
  responder.resume();
  await large;
  await until('everything arrives', () => received >= (8 << 20) + 10);
  mux.close();
  assert.deepEqual(await mux.ended, { kind: 'closed' });
});

test('a waiting send rejects when the connection ends, and so do later ones', async (t) => {
  const { initiator, responder } = await socketPair(t);
  responder.pause();
  const mux = new Mux(initiator, { side: 'initiator' });
  mux.start(protocols);
  const waiting = assert.rejects(mux.send(2, new Uint8Array(8 << 20)), { code: 'WIRE_ENDED' });
  await pause(20);
  responder.destroy();
  await waiting;
  await assert.rejects(mux.send(1, new Uint8Array(1)), { code: 'WIRE_ENDED' });
});

test('close sends what was queued', async (t) => {
  const { initiator, responder } = await socketPair(t);
  const heard = record(responder);
  const mux = new Mux(initiator, { side: 'initiator', clock: () => 9 });
  mux.start(protocols);
  const sent = mux.send(1, fromHex('8101'));
  mux.close();
  await sent;
  await until('the peer sees the end', () => heard.closed);
  assert.equal(toHex(heard.bytes()), '00000009000100028101');
});

test('close loses nothing, even with input unread and a slow reader', async (t) => {
  for (const kind of ['unix', 'tcp'] as const) {
    const { initiator, responder } = await socketPair(t, kind);
    responder.pause();
    const mux = new Mux(initiator, { side: 'initiator' });
    mux.start(protocols);
    responder.write(sdu(1, true, new Uint8Array(900)));
    const sent = mux.send(2, new Uint8Array(3 << 20)).catch(() => {});
    responder.write(sdu(1, true, new Uint8Array(50)));
    mux.close();
    await sent;
    let received = 0;
    responder.on('data', (chunk) => {
      received += chunk.length;
    });
    const ended = once(responder, 'end');
    responder.resume();
    await ended;
    assert.equal(received, (3 << 20) + 8 * Math.ceil((3 << 20) / 12288), kind);
  }
});

test('a peer that never closes its side holds a closed connection for a second at most', async (t) => {
  const { initiator, responder } = await socketPair(t);
  responder.pause();
  const mux = new Mux(initiator, { side: 'initiator' });
  mux.start(protocols);
  mux.send(2, new Uint8Array(8 << 20)).catch(() => {});
  mux.close();
  await mux.ended;
  assert.equal(initiator.destroyed, false);
  await once(initiator, 'close');
});

test('the connecting side gives an SDU its time limit, the listening side waits', async (t) => {
  const { initiator, responder } = await socketPair(t);
  const connecting = new Mux(initiator, { side: 'initiator', sduTimeoutMs: 30 });
  connecting.start(protocols);
  // Between SDUs there is no limit: silence, a whole SDU, silence.
  await pause(50);
  responder.write(sdu(1, true, fromHex('00')));
  await pause(50);
  assert.equal(connecting.reason, undefined);
  responder.write(fromHex('00000000800100'));
  assert.equal(codeOf(await connecting.ended), 'WIRE_TIMEOUT');

  const other = await socketPair(t);
  const listening = new Mux(other.responder, { side: 'responder', sduTimeoutMs: 30 });
  listening.start(protocols);
  other.initiator.write(fromHex('00000000000100'));
  await pause(80);
  assert.equal(listening.reason, undefined);
  listening.close();
});

test('the limit is of one SDU: many may cross it in a row, one that trickles may not', async (t) => {
  const { initiator, responder } = await socketPair(t);
  const mux = new Mux(initiator, { side: 'initiator', sduTimeoutMs: 100 });
  mux.start(protocols);
  // An SDU is under way at every moment of 200 ms, but never the same for long.
  const [head, tail] = [fromHex('000000008001000201'), fromHex('02')];
  responder.write(head);
  for (let i = 0; i < 10; i++) {
    await pause(20);
    responder.write(Buffer.concat([tail, head]));
  }
  assert.equal(mux.reason, undefined);
  responder.write(Buffer.concat([tail, fromHex('00000000800103e8')]));
  const trickle = setInterval(() => responder.write('x'), 10);
  t.after(() => clearInterval(trickle));
  assert.equal(codeOf(await mux.ended), 'WIRE_TIMEOUT');
});

test('a peer that reads nothing is dropped by the connecting side', async (t) => {
  const { initiator, responder } = await socketPair(t);
  responder.pause();
  const mux = new Mux(initiator, { side: 'initiator', sduTimeoutMs: 40 });
  mux.start(protocols);
  mux.send(2, new Uint8Array(8 << 20)).catch(() => {});
  assert.equal(codeOf(await mux.ended), 'WIRE_TIMEOUT');
});

test('a half-closed connection ends, and leaves no listener of ours on the socket', async (t) => {
  const { initiator, responder } = await socketPair(t);
  const mux = new Mux(responder, { side: 'responder' });
  mux.start(protocols);
  initiator.end(sdu(1, false, fromHex('01')));
  assert.deepEqual(await mux.ended, { kind: 'eof' });
  assert.equal(mux.ingress(1).takeAll().map(toHex).join(), '01', 'what came before can be read');
  assert.equal(responder.destroyed, true);
  for (const event of ['data', 'drain', 'close']) assert.equal(responder.listenerCount(event), 0, event);
});
