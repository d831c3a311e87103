import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const program = join(import.meta.dirname, '../../src/study/far-collector.ts');

/** In place of a collector: sends back what comes, and ends in order, with 7, when it is told to once. */
const ECHO = `
const { network } = JSON.parse(require('fs').readFileSync(process.argv[process.argv.indexOf('-c') + 1]));
require('net').createServer((s) => s.pipe(s)).listen(network.contents);
let told = 0;
process.on('SIGTERM', () => {
  told++;
  setTimeout(() => process.exit(told === 1 ? 7 : 143), 100);
});
`;

test('a far collector answers after both ways, whole and in order, and its exit code is the collector’s', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-far-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const socket = join(dir, 's');
  writeFileSync(join(dir, 'echo.cjs'), ECHO);
  writeFileSync(join(dir, 'config.json'), JSON.stringify({ network: { tag: 'AcceptAt', contents: socket } }));
  const argv = [program, '40', process.execPath, join(dir, 'echo.cjs'), '-c', 'config.json'];
  const child = spawn(process.execPath, argv, {
    cwd: dir,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const exited = once(child, 'exit');
  while (!existsSync(socket) && child.exitCode === null) await sleep(10);
  const begin = performance.now();
  const node = connect(socket);
  const sent = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
  node.write(sent);
  const parts: Buffer[] = [];
  for await (const part of node) {
    parts.push(part);
    if (parts.reduce((sum, { length }) => sum + length, 0) >= sent.length) break;
  }
  assert.ok(Buffer.concat(parts).equals(sent));
  assert.ok(performance.now() - begin >= 80, 'there and back');
  process.kill(-child.pid!, 'SIGTERM');
  assert.deepEqual(await exited, [7, null]);
});
