import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSources, root } from './sources.ts';

const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const rows = page.split('\n').filter((line) => /^\| (?!input |-)/.test(line) && !line.startsWith('|---'));

test('every row of the page of inputs names tests that exist', () => {
  assert.ok(rows.length > 50);
  for (const row of rows) {
    const named = [
      ...row
        .split('|')
        .at(-2)!
        .matchAll(/`([^`]+)`: ((?:"[^"]+"(?:, )?)+)/g),
    ];
    assert.ok(named.length > 0, row);
    for (const [, path, titles] of named) {
      const file = join(root, 'packages', path!);
      assert.ok(existsSync(file), `${path} is not there`);
      const text = readFileSync(file, 'utf8');
      for (const [, title] of titles!.matchAll(/"([^"]+)"/g))
        assert.ok(text.includes(title!), `${path} has no test "${title}"`);
    }
  }
});

test('every variable of the environment that a program reads is on the page', () => {
  const read = new Set(
    readSources()
      .filter(({ path }) => /^packages\/[^/]+\/src\//.test(path))
      .flatMap(({ text }) => [...text.matchAll(/\b(?:env|environment)\.([A-Z][A-Z_]+)\b/g)])
      .map(([, name]) => name!),
  );
  assert.ok(read.size > 3);
  for (const name of read) assert.ok(page.includes(`\`${name}\``), `${name} is not on docs/security.md`);
});
