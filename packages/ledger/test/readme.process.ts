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
  const [address, fee, valid, refused] = printed.trimEnd().split('\n');
  assert.match(address!, /^addr_test1v[a-z0-9]{52}$/);
  assert.match(fee!, /^at least 1[67]\d{4} lovelace$/);
  assert.equal(valid, 'undefined');
  assert.match(refused!, /^inputs unknown or already spent: [0-9a-f]{64}#0$/);
});
