import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseConfig } from '../src/configuration/config.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the program in the README runs and prints what its comments say', () => {
  const [, program] = /```ts\n([\s\S]*?)```/.exec(readme)!;
  const expected = [...program!.matchAll(/console\.log\(.*\);?,? \/\/ (.+)/g)].map(([, said]) => said);
  assert.equal(expected.length, 3);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=source', '--input-type=module-typescript', '--eval', program!],
    { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
  assert.deepEqual(stdout.trimEnd().split('\n'), expected);
});

test('the configuration in the README is one', () => {
  const [, config] = /```json\n([\s\S]*?)```/.exec(readme)!;
  parseConfig(config!, 'README.md', ({ text }) => assert.fail(text));
});
