import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('the program in the README runs and prints what its comments say', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const program = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const printed = execFileSync(
    process.execPath,
    ['--conditions=source', '--input-type=module-typescript', '--eval', program],
    { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8' },
  );
  const [value, spent, hash] = printed.trimEnd().split('\n');
  const comments = [...program.matchAll(/; \/\/ ([({].*)$/gm)].map(([, comment]) => comment);
  assert.deepEqual([value, spent], comments);
  assert.match(hash!, /^[0-9a-f]{56}$/);
});
