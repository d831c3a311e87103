import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { analyseRun, exportRun } from '@slotbench/analysis';
import { syntheticRun, writeRun } from '../synthetic-run.ts';

const now = () => new Date('2026-05-04T11:00:00Z');

test('an export has upstream’s files and tables of blocks and slots', async () => {
  const run = writeRun(syntheticRun().files);
  const out = mkdtempSync(join(tmpdir(), 'slotbench-export-'));
  try {
    const results = await analyseRun(run.dir, { now });
    const { files, notes } = await exportRun(run.dir, out, results, { now });
    for (const name of ['blockprop.json', 'clusterperf.json', 'summary.json', 'chain.json', 'blocks.csv'])
      assert.ok(files.includes(name), `${name} is missing: ${notes.join('; ')}`);
    const blocks = readFileSync(join(out, 'blocks.csv'), 'utf8').trimEnd().split('\n');
    assert.equal(blocks.length, 1 + results.chain.length);
    assert.match(blocks[0]!, /^blockNo,slot,epoch,hash,forger,/);
    for (const { host } of results.hosts) {
      const [head, ...rows] = readFileSync(join(out, `slots-${host}.csv`), 'utf8')
        .trimEnd()
        .split('\n');
      assert.ok(rows.length > 10, host);
      assert.ok(rows.every((row) => row.split(',').length === head!.split(',').length));
    }
  } finally {
    run.dispose();
    rmSync(out, { recursive: true, force: true });
  }
});
