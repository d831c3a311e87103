import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/**
 * A program whose connections were closed must end by itself: no timer, listener or socket of ours may hold it.
 * Its receives wait in states with limits of 10 to 97 s when it closes.
 */
const program = `
import { connectForwarder, connectSocket, listenForwarder, listenUnixOrTcp, openNodeToNode, runAcceptor } from '@slotbench/wire';

const server = Promise.withResolvers();
const listener = await listenUnixOrTcp({ kind: 'tcp', host: '127.0.0.1', port: 0 }, (socket) =>
  server.resolve(openNodeToNode(socket, { side: 'responder', magic: 42 })),
);
const client = await openNodeToNode(await connectSocket(listener.address), { side: 'initiator', magic: 42 });
await client.chainSync.send({ kind: 'RequestNext' });
const waiting = [client.chainSync.receive(), (await server.promise).keepAlive.receive()];
await new Promise((resolve) => setTimeout(resolve, 20));
client.close();
await Promise.allSettled(waiting);
await listener.close();

const source = {
  takeObjects: () => [],
  untilObjects: (signal) => new Promise((resolve) => signal.addEventListener('abort', resolve)),
  metrics: () => [],
  dataPoint: () => undefined,
};
const forwarder = await listenForwarder({ kind: 'tcp', host: '127.0.0.1', port: 0 }, { magic: 42, source });
const session = await runAcceptor(await connectSocket(forwarder.address), {
  side: 'initiator', magic: 42, onObjects() {}, onMetrics() {}, metricsPeriodMs: 60_000,
});
await session.askDataPoints(['NodeInfo']);
session.close();
await session.ended;
await forwarder.close();

const stop = new AbortController();
const retrying = connectForwarder(forwarder.address, {
  magic: 42, source, signal: stop.signal,
  onState(state) {
    if (state.kind === 'waiting') stop.abort();
  },
});
await retrying;
console.log('closed');
`;

test('a program ends by itself once its connections are closed', { timeout: 20_000 }, async () => {
  const child = spawn(process.execPath, ['--conditions=source', '--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let closedAtMs = 0;
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    closedAtMs = performance.now();
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.equal(code, 0);
  assert.equal(output, 'closed\n');
  assert.ok(performance.now() - closedAtMs < 3000, 'within the second that a socket may linger');
});
