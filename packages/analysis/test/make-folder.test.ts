import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolder } from '../src/make-folder.ts';

test('makes what is missing, and again is no fault, also at once', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-folder-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const deep = join(dir, 'a/b/c');
  await Promise.all([makeFolder(deep), makeFolder(deep)]);
  await makeFolder(deep);
  assert.ok(statSync(deep).isDirectory());

  writeFileSync(join(dir, 'file'), '');
  for (const place of ['file', 'file/below'])
    await assert.rejects(makeFolder(join(dir, place)), { code: 'OUT_NOT_A_FOLDER' }, place);
});

test('a file system without such a name is told, where a recursive mkdir never returns', {
  skip: existsSync('/proc/self') ? false : 'needs /proc',
}, async () => {
  await assert.rejects(makeFolder('/proc/slotbench/results'), {
    code: 'OUT_NOT_A_FOLDER',
    place: '/proc/slotbench',
    message: /^\/proc\/slotbench: expected a place where a folder .* name another one, got E/,
  });
});
