import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseAddress, showAddress } from '../src/address.ts';
import { connectSocket } from '../src/connect.ts';
import { listenUnixOrTcp } from '../src/listen.ts';
import { temporaryAddress, temporaryFolder } from './loopback.ts';

const addresses: [text: string, address: object][] = [
  ['localhost:3000', { kind: 'tcp', host: 'localhost', port: 3000 }],
  ['::1:3000', { kind: 'tcp', host: '::1', port: 3000 }],
  ['[::1]:3000', { kind: 'tcp', host: '[::1]', port: 3000 }],
  ['h:0', { kind: 'tcp', host: 'h', port: 0 }],
  ['h:65535', { kind: 'tcp', host: 'h', port: 65535 }],
  ['h:65536', { kind: 'unix', path: 'h:65536' }],
  ['h:', { kind: 'unix', path: 'h:' }],
  ['h:30x', { kind: 'unix', path: 'h:30x' }],
  [':3000', { kind: 'unix', path: ':3000' }],
  ['/run/tracer.socket', { kind: 'unix', path: '/run/tracer.socket' }],
];
for (const [text, address] of addresses)
  test(`address ${text}`, () => {
    const parsed = parseAddress(text);
    assert.deepEqual(parsed, address);
    assert.equal(showAddress(parsed), text);
  });

test('an empty address is none', () => {
  assert.throws(() => parseAddress(''), { code: 'WIRE_ADDRESS' });
});

test('a dead socket file is removed, a live one and a file of another kind are not', async (t) => {
  const address = temporaryAddress(t, 'unix');
  assert.ok(address.kind === 'unix');
  await leaveDeadSocket(address.path);
  assert.ok(existsSync(address.path), 'the dead file is there');
  const listener = await listenUnixOrTcp(address, (socket) => socket.destroy());
  (await connectSocket(address)).destroy();
  await assert.rejects(
    listenUnixOrTcp(address, () => {}),
    { code: 'WIRE_ADDRESS_IN_USE' },
  );
  assert.ok(existsSync(address.path), 'the live file stays');
  await listener.close();
  assert.equal(existsSync(address.path), false, 'close removes it');

  const path = join(temporaryFolder(t), 'notes.txt');
  writeFileSync(path, 'keep me');
  await assert.rejects(
    listenUnixOrTcp({ kind: 'unix', path }, () => {}),
    { code: 'WIRE_ADDRESS' },
  );
  assert.ok(existsSync(path));
});

test('of two that start at once on a dead socket file one gets it, and the other does not take it away', async (t) => {
  for (let round = 0; round < 5; round++) {
    const address = temporaryAddress(t, 'unix');
    assert.ok(address.kind === 'unix');
    await leaveDeadSocket(address.path);
    const starts = await Promise.allSettled(
      [1, 2, 3].map(() => listenUnixOrTcp(address, (socket) => socket.destroy())),
    );
    const [started, ...more] = starts.filter((start) => start.status === 'fulfilled');
    for (const { value } of more) await value.close();
    t.after(() => started?.value.close());
    assert.deepEqual([started !== undefined, more.length], [true, 0]);
    for (const start of starts)
      if (start.status === 'rejected') assert.equal(start.reason.code, 'WIRE_ADDRESS_IN_USE');
    await once((await connectSocket(address)).resume(), 'close');
  }
});

/** As a killed process leaves it: the file stays, nobody listens. */
async function leaveDeadSocket(path: string): Promise<void> {
  const dying = createServer().listen(`${path}.before`);
  await once(dying, 'listening');
  renameSync(`${path}.before`, path);
  await new Promise((resolve) => dying.close(resolve));
}

test('a TCP port that is taken is said to be', async (t) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  t.after(() => taken.close());
  const bound = taken.address();
  assert.ok(bound !== null && typeof bound === 'object');
  const address = { kind: 'tcp', host: '127.0.0.1', port: bound.port } as const;
  await assert.rejects(
    listenUnixOrTcp(address, () => {}),
    { code: 'WIRE_ADDRESS_IN_USE' },
  );
});

test('closing a listener closes its connections', async (t) => {
  const listener = await listenUnixOrTcp(temporaryAddress(t, 'tcp'), () => {});
  const socket = await connectSocket(listener.address);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.resume();
  await listener.close();
  await closed;
});

test('nobody to connect to, or an abort, rejects', async (t) => {
  const address = temporaryAddress(t, 'unix');
  await assert.rejects(connectSocket(address), { code: 'WIRE_SOCKET' });
  await assert.rejects(connectSocket(address, { signal: AbortSignal.abort() }), { code: 'WIRE_ENDED' });
});
