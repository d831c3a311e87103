import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectSocket, listenUnixOrTcp, parseAddress } from '@slotbench/wire';
import { CollectorError } from '../../src/errors.ts';
import { createBackoff } from '../../src/nodes/backoff.ts';
import { type NetworkOptions, type OpenNetwork, openNetwork } from '../../src/nodes/network.ts';
import { connectionId } from '../../src/nodes/node-name.ts';
import { createSelfTraces } from '../../src/self-traces.ts';

let root: string;
let traced: string[];
let served: { side: string; id: string; socket: Socket }[];
const open: { close(): Promise<void> }[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slotbench-network-'));
  traced = [];
  served = [];
});
afterEach(async () => {
  for (const { socket } of served) socket.destroy();
  for (const one of open.splice(0)) await one.close();
  rmSync(root, { recursive: true, force: true });
});

const options = (whenTaken: 'reject' | 'retry' = 'reject'): NetworkOptions => ({
  whenTaken,
  traces: createSelfTraces(
    {
      tracer: ({ namespace }) =>
        Object.assign(() => void traced.push(namespace.replace('Tracer.', '')), { enabled: true }),
    },
    () => 'ErrorsOnly',
  ),
  serve(socket, { side, remote }) {
    served.push({ side, id: connectionId(remote), socket });
    return new Promise((resolve) => socket.once('close', () => resolve()).resume());
  },
});

async function start(...parameters: Parameters<typeof openNetwork>): Promise<OpenNetwork> {
  const network = await openNetwork(...parameters);
  open.push(network);
  return network;
}

async function until(what: string, condition: () => boolean): Promise<void> {
  for (let n = 0; !condition(); n++) {
    assert(n < 400, `not within 4 s: ${what}`);
    await sleep(10);
  }
}

test('waits are 1, 2, 4 ... up to the cap, and start again after a long connection', () => {
  const backoff = createBackoff(10);
  const seconds = [0, 0, 9.9, 0, 0, 0, 10, 0].map((lasted) => backoff.nextSeconds(lasted));
  assert.deepEqual(seconds, [1, 2, 4, 8, 10, 10, 1, 2]);
});

test('connections to a unix socket are counted, those to a port go by where they come from', async () => {
  const path = join(root, 'f.sock');
  const unix = await start({ tag: 'AcceptAt', contents: path }, options());
  assert.equal(unix.address, path);
  const tcp = await start({ tag: 'AcceptAt', contents: '127.0.0.1:0' }, options());
  assert.match(tcp.address!, /^127\.0\.0\.1:[1-9]\d*$/);
  await connectSocket(parseAddress(path));
  await connectSocket(parseAddress(path));
  await until('two', () => served.length === 2);
  const socket = await connectSocket(parseAddress(tcp.address!));
  await until('three', () => served.length === 3);
  const folder = path.replace(/^\//, '').replace('f.sock', 'fsock').replaceAll('.', '').replaceAll('/', '-');
  const ids = served.map(({ id }) => id);
  // `--` in the folder's random name would vanish; it has none, as mkdtemp takes letters and digits.
  assert.deepEqual(ids, [`${folder}@0`, `${folder}@1`, `127001:${socket.localPort}`]);
  assert(served.every(({ side }) => side === 'responder'));
  assert.deepEqual(traced, ['SockListen', 'SockListen']);
});

test('a taken address is refused, or tried again until it is free', async () => {
  const path = join(root, 's');
  const owner = await listenUnixOrTcp(parseAddress(path), (socket) => socket.resume());
  await assert.rejects(
    openNetwork({ tag: 'AcceptAt', contents: path }, options()),
    (error) => error instanceof CollectorError && error.exit === 'unavailable',
  );
  const network = await start({ tag: 'AcceptAt', contents: path }, options('retry'));
  assert.equal(network.address, undefined);
  assert.deepEqual(traced, ['ForwardingInterrupted']);
  await owner.close();
  await until('the second attempt', () => network.address === path);
});

test('closing while the address is taken ends the attempts', async () => {
  const path = join(root, 's');
  const owner = await listenUnixOrTcp(parseAddress(path), (socket) => socket.resume());
  const network = await start({ tag: 'AcceptAt', contents: path }, options('retry'));
  await network.close();
  await owner.close();
});

test('each address is connected to, and again after the connection or an attempt ended', async () => {
  const [path, late] = [join(root, 'n'), join(root, 'late')];
  const accepted: Socket[] = [];
  const node = await listenUnixOrTcp(parseAddress(path), (socket) => accepted.push(socket.resume()));
  await start({ tag: 'ConnectTo', contents: [path, late] }, options());
  await until('the first', () => served.length === 1);
  assert.deepEqual([served[0]!.side, served[0]!.id], ['initiator', connectionId(path)]);
  await until('the failure', () => traced.includes('ForwardingInterrupted'));
  const lateNode = await listenUnixOrTcp(parseAddress(late), (socket) => socket.resume());
  accepted[0]!.destroy();
  await until('both', () => served.length === 3);
  assert.deepEqual(
    served.map(({ id }) => id).sort(),
    [path, path, late].map(connectionId).sort(),
    'one address keeps its id',
  );
  for (const { socket } of served) socket.destroy();
  await open.pop()!.close();
  await node.close();
  await lateNode.close();
  assert.equal(traced.filter((name) => name === 'SockConnecting').length, 4);
});
