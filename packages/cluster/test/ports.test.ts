import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { isListening } from '../src/backend/listening.ts';
import { freePorts, portsFrom } from '../src/ports.ts';

/** A listening server on a free port. */
async function busyPort(t: { after(f: () => void): void }): Promise<number> {
  const server = createServer();
  t.after(() => server.close());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as { port: number }).port;
}

test('free ports differ from each other and can be bound', async () => {
  const ports = await freePorts(8, Math.random);
  assert.equal(new Set(ports).size, 8);
  for (const port of ports) assert.equal(await isListening(port), false);
});

test('a busy port is named', async (t) => {
  const port = await busyPort(t);
  assert.equal(await isListening(port), true);
  await assert.rejects(portsFrom(port, 1), (error: Error) =>
    error.message.startsWith(`port ${port}: is in use`),
  );
  await assert.rejects(portsFrom(65_535, 2), /port 65536/);
});

test('a search that only meets busy ports ends', async (t) => {
  const port = await busyPort(t);
  const [free] = await freePorts(1, Math.random);
  assert.notEqual(free, port);
  await assert.rejects(
    freePorts(2, () => 0),
    { code: 'PORT_BUSY' },
  ); // the same candidate again and again
});
