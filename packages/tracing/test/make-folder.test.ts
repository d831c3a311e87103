import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolder } from '../src/make-folder.ts';

test('makes what is missing, and again is no fault; a file in the way is one', (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-folder-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const deep = join(dir, 'a/b/c');
  makeFolder(deep);
  makeFolder(deep);
  assert.ok(statSync(deep).isDirectory());
  writeFileSync(join(dir, 'file'), '');
  assert.throws(() => makeFolder(join(dir, 'file')), { code: 'EEXIST' });
  assert.throws(() => makeFolder(join(dir, 'file/below')), { code: 'ENOTDIR' });
});

test('a file system without such a name is told, where a recursive mkdir never returns', {
  skip: existsSync('/proc/self') ? false : 'needs /proc',
}, () => {
  assert.throws(() => makeFolder('/proc/slotbench/runs'), { code: 'ENOENT' });
});
