import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ForwardingStudy } from '@slotbench/report';

const slotbench = join(import.meta.dirname, '../src/main.ts');

test('a node that tells more and more: the knee, and both sides count the same beyond it', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-study-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const argv = ['study', 'forwarding', '--quick', '--sizes', '10000', '--nodes', '2', '--queue-size', '20'];
  const child = spawn(process.execPath, ['--conditions=source', slotbench, ...argv, '--out', dir], {
    cwd: dir,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (piece) => {
    err += piece;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, 0, err);
  const study: ForwardingStudy = JSON.parse(readFileSync(join(dir, 'study.json'), 'utf8'));
  const tunnelled = study.cells.some(({ path }) => path === 'tunnel');
  assert.ok(tunnelled || study.notes.some((note) => note.startsWith('not through a tunnel: ')), err);
  // Without a reason there is a tunnel where there is sshd.
  if (existsSync('/usr/sbin/sshd') && process.getuid?.() === 0) assert.ok(tunnelled, study.notes.join());
  for (const { path, points, lineBytes } of study.cells) {
    assert.ok(
      points.some(({ lost }) => lost > 0),
      `${path}: queues of 20 objects hold everything`,
    );
    for (const { told, lost, arrived } of points) assert.equal(arrived, told - lost, path);
    assert.ok(lineBytes! > 10_000 && lineBytes! < 10_400, String(lineBytes));
  }
});
