import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { stampSystemStart } from '../../src/index.ts';

const byron = '{"protocolConsts": {"k": 3}, "startTime": 1506203091}';
const shelley = '{\n"systemStart": "2017-09-23T21:44:51Z",\n"maxLovelaceSupply": 45000000000000000001}';
const at = new Date(1_783_071_666_000);

function folder(t: { after(f: () => void): void }, files: { byron: string; shelley: string }): string {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-start-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  for (const [era, text] of Object.entries(files)) writeFileSync(join(dir, `genesis.${era}.json`), text);
  return dir;
}

test('only the start of slot 0 changes, in both files, and numbers keep every digit', async (t) => {
  const dir = folder(t, { byron, shelley });
  await stampSystemStart(dir, at);
  const text = (era: string) => readFileSync(join(dir, `genesis.${era}.json`), 'utf8');
  assert.equal(text('byron'), byron.replace('1506203091', '1783071666'));
  assert.equal(text('shelley'), shelley.replace('2017-09-23T21:44:51Z', '2026-07-03T09:41:06Z'));
});

test('a Shelley genesis that does not begin with its start is refused, and stays as it is', async (t) => {
  const other = `{"maxLovelaceSupply": 1,${shelley.slice(1)}`;
  const dir = folder(t, { byron, shelley: other });
  await assert.rejects(stampSystemStart(dir, at), /systemStart as its first member/);
  assert.equal(readFileSync(join(dir, 'genesis.shelley.json'), 'utf8'), other);
});
