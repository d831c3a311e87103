import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { listenUnixOrTcp } from '../src/listen.ts';
import { temporaryFolder } from './loopback.ts';

test('a process that does not get around to accepting keeps its socket', async (t) => {
  const path = join(temporaryFolder(t), 's');
  const program = `require('node:net').createServer().listen({ path: ${JSON.stringify(path)}, backlog: 1 }, () => console.log('here'))`;
  const busy = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const waiting: Socket[] = [];
  t.after(() => {
    for (const socket of waiting) socket.destroy();
    busy.kill('SIGKILL');
  });
  await once(busy.stdout, 'data');
  busy.kill('SIGSTOP');
  for (let full = false; !full; ) {
    const socket = createConnection({ path });
    waiting.push(socket);
    full = await once(socket, 'connect').then(
      () => false,
      ({ code }) => code === 'EAGAIN',
    );
    assert.ok(waiting.length < 100, 'the backlog fills');
  }
  await assert.rejects(
    listenUnixOrTcp({ kind: 'unix', path }, () => {}),
    { code: 'WIRE_ADDRESS_IN_USE' },
  );
  assert.ok(existsSync(path));
});
