import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../src');

/** Rooms whose loading costs next to nothing. */
const LIGHT = ['@slotbench/tracing/launch', '@slotbench/profiles/listing'];

test('a command loads rooms when it runs: help and a wrong argument answer at once', () => {
  const files = globSync('**/*.ts', { cwd: root });
  assert.ok(files.length > 20);
  const heavy = files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const imports = text.matchAll(/^import (?!type )([^;]*?) from '(@slotbench\/[^']+)'/gms);
    return [...imports]
      .filter(([, names, room]) => !LIGHT.includes(room!) && !/^\{(\s*type [^,}]+,?)*\s*\}$/.test(names!))
      .map(([, , room]) => `${file}: ${room}`);
  });
  assert.deepEqual(heavy, []);
});
