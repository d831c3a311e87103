import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('the program in the README runs: metrics, a data point and a line cross', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, program] = /```ts\n([\s\S]*?)```/.exec(readme)!;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=source', '--input-type=module-typescript', '--eval', program!],
    { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8', timeout: 20_000 },
  );
  assert.equal(status, 0, stderr);
  const lines = stdout.trimEnd().split('\n');
  assert.deepEqual(lines.sort(), [
    'Mem.resident_int is 1024',
    '{"at":"2026-07-23T12:34:56Z","ns":"Net.Test","data":{}}',
    '{"niName":"node-1"}',
  ]);
});
