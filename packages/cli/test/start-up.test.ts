import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../src');

/** Rooms whose loading costs next to nothing. */
const LIGHT = ['@slotbench/tracing/launch', '@slotbench/profiles/listing'];

/** The files of this room that `main.ts` loads at once, directly or through others. */
function loadedAtOnce(file: string, found = new Map<string, string>()): Map<string, string> {
  if (found.has(file)) return found;
  const text = readFileSync(join(root, file), 'utf8');
  found.set(file, text);
  for (const [, names, path] of text.matchAll(/^import (?!type )([^;]*?) from '(\.[^']+)'/gms))
    if (!onlyTypes(names!)) loadedAtOnce(join(dirname(file), path!), found);
  return found;
}

const onlyTypes = (names: string): boolean => /^\{(\s*type [^,}]+,?)*\s*\}$/.test(names);

test('a command loads rooms when it runs: help and a wrong argument answer at once', () => {
  const files = loadedAtOnce('main.ts');
  assert.ok(files.size > 20);
  const heavy = [...files].flatMap(([file, text]) => {
    const imports = text.matchAll(/^import (?!type )([^;]*?) from '(@slotbench\/[^']+)'/gms);
    return [...imports]
      .filter(([, names, room]) => !LIGHT.includes(room!) && !onlyTypes(names!))
      .map(([, , room]) => `${file}: ${room}`);
  });
  assert.deepEqual(heavy, []);
});
