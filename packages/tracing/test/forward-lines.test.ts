import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AcceptorSession, connectSocket, runAcceptor, type TraceObject } from '@slotbench/wire';
import { type ForwardLinesOptions, forwardLines } from '../src/index.ts';

const magic = 42;
const never = new AbortController().signal;
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slotbench-forward-'));
  path = join(folder, 's');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const line = (n: number) =>
  `{"at":"2026-07-01T12:00:00.${String(n).padStart(6, '0')}Z","ns":"A.B","data":{"n":${n}},"sev":"Info","thread":"1","host":"h"}`;

async function* lines(count: number, read: { count: number } = { count: 0 }) {
  for (let n = 0; n < count; n++) {
    read.count++;
    yield Buffer.from(`${line(n)}\n`);
  }
}

function options(more: Partial<ForwardLinesOptions>): ForwardLinesOptions {
  return { input: lines(0), address: path, magic, signal: never, note: () => {}, ...more };
}

const accept = (
  socket: Socket,
  onObjects: (objects: TraceObject[]) => void | Promise<void>,
  side: 'responder' | 'initiator' = 'responder',
): Promise<AcceptorSession> =>
  runAcceptor(socket, {
    side,
    magic,
    requestCount: 10,
    onObjects: (batch) => onObjects(batch.objects()),
    onMetrics: () => {},
  });

async function listening(onSocket: (socket: Socket) => void) {
  const server = createServer(onSocket);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { close: () => new Promise((resolve) => server.close(resolve)) };
}

test('everything arrives in order; a slow collector stops the reading', async () => {
  const read = { count: 0 };
  const seen: string[] = [];
  let ahead = 0;
  const server = await listening((socket) => {
    void accept(socket, async (objects) => {
      seen.push(...objects.map((o) => o.toMachine));
      ahead = Math.max(ahead, read.count - seen.length);
      await sleep(2);
    });
  });
  const result = await forwardLines(options({ input: lines(300, read), queueSize: 20 }));
  await server.close();
  assert.deepEqual(result, { taken: 300, notTaken: 0, refused: 0, firstRefused: undefined });
  assert.deepEqual(
    seen,
    Array.from({ length: 300 }, (_, n) => line(n)),
  );
  assert(ahead <= 21, `read ${ahead} ahead`);
});

test('a connection that breaks inside a reply costs nothing', async () => {
  const seen: string[] = [];
  const notes: string[] = [];
  let connections = 0;
  const server = await listening((socket) => {
    const first = connections++ === 0;
    void accept(socket, (objects) => {
      // Read and not handled: the collector dies with them.
      if (first && seen.length === 20) return void socket.destroy();
      seen.push(...objects.map((o) => o.toMachine));
    });
  });
  const result = await forwardLines(options({ input: lines(50), note: (text) => notes.push(text) }));
  await server.close();
  assert.deepEqual(result.taken, 50);
  assert.deepEqual(
    seen,
    Array.from({ length: 50 }, (_, n) => line(n)),
  );
  assert.equal(connections, 2);
  assert.equal(notes[0], `connected to ${path}`);
  assert.match(notes[1]!, /^no collector at .*, trying again: /);
});

test('it is named to the collector, and what is no trace line is refused or wrapped', async () => {
  const bytes = Buffer.from(`${line(1)}\nplain\n{"a":1}\n`);
  async function* input() {
    yield bytes;
  }
  const seen: TraceObject[] = [];
  const names: unknown[] = [];
  const server = await listening(async (socket) => {
    const session = await accept(socket, (objects) => void seen.push(...objects));
    const info = (await session.askDataPoints(['NodeInfo'])).get('NodeInfo');
    names.push(JSON.parse(info!).niName);
  });
  const plain = await forwardLines(options({ input: input(), name: 'my-app' }));
  assert.deepEqual(plain, {
    taken: 1,
    notTaken: 0,
    refused: 2,
    firstRefused: { line: 2, reason: 'no JSON object' },
  });
  const under = await forwardLines(options({ input: input(), name: 'my-app', namespace: 'My.App' }));
  await server.close();
  assert.deepEqual([under.taken, under.refused], [3, 0]);
  assert.deepEqual(names, ['my-app', 'my-app']);
  assert.deepEqual(
    seen.slice(1).map((o) => [o.toNamespace.join('.'), JSON.parse(o.toMachine).data]),
    [
      ['A.B', { n: 1 }],
      ['My.App', { text: 'plain' }],
      ['My.App', { a: 1 }],
    ],
  );
});

test('with listen it waits for the collector to connect', async () => {
  const seen: TraceObject[] = [];
  const forwarding = forwardLines(options({ input: lines(25), listen: true }));
  let socket: Socket | undefined;
  while (socket === undefined)
    socket = (await connectSocket({ kind: 'unix', path }).catch(() => sleep(10))) as Socket;
  await accept(socket, (objects) => void seen.push(...objects), 'initiator');
  assert.equal((await forwarding).taken, 25);
  assert.equal(seen.length, 25);
});

test('nobody there: it gives up after its patience and says how many were not taken', async () => {
  const result = await forwardLines(options({ input: lines(7), patienceMs: 50 }));
  assert.deepEqual([result.taken, result.notTaken], [0, 7]);
});

test('told to end, it stops reading and counts what was not taken', async () => {
  const stop = new AbortController();
  async function* input() {
    yield* lines(5);
    stop.abort();
    await new Promise(() => {});
  }
  const server = await listening((socket) => void accept(socket, () => {}));
  assert.deepEqual((await forwardLines(options({ input: input(), signal: stop.signal }))).taken, 5);
  await server.close();
});

test('an address that cannot be used is told at once', async () => {
  const long = join(folder, 'x'.repeat(120));
  for (const listen of [false, true]) {
    await assert.rejects(forwardLines(options({ address: long, listen })), {
      exit: 'usage',
      message: /at most 107 bytes/,
    });
    await assert.rejects(forwardLines(options({ address: '', listen })), { exit: 'usage' });
  }
  const server = await listening((socket) => socket.end());
  await assert.rejects(forwardLines(options({ listen: true })), {
    exit: 'unavailable',
    message: /answers on this socket/,
  });
  await server.close();
});
