import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { exportTogether } from '@slotbench/analysis';
import { theirText } from '../locli/golden.ts';
import { skipWithoutData } from '../shared-data.ts';

const now = () => new Date('2026-11-24T08:09:20Z');

/** Folders as `exportRun` leaves them, of golden sets. */
function exportedSets(sets: readonly string[]): { out: string; dirs: string[] } {
  const out = mkdtempSync(join(tmpdir(), 'slotbench-together-'));
  const dirs = sets.map((set) => join(out, `2026-03-golden-${set}`));
  for (const [i, dir] of dirs.entries()) {
    mkdirSync(dir);
    for (const name of ['summary.json', 'clusterperf.json', 'blockprop.json'])
      writeFileSync(join(dir, name), theirText(sets[i]!, 'analysis', name)!);
  }
  return { out, dirs };
}

test('several exports together: the variance as a run directory, and the comparison', {
  skip: skipWithoutData,
}, async () => {
  const { out, dirs } = exportedSets(['setA', 'setB', 'setC']);
  try {
    const { files, notes } = await exportTogether(dirs, out, { now });
    assert.deepEqual(notes, []);
    const name = '2026-03-golden-setC_variance_10.7.1/analysis/clusterperf.json';
    assert.ok(files.includes(name), files.join());
    assert.equal(
      readFileSync(join(out, name), 'utf8'),
      theirText('variance-ABC', 'analysis', 'clusterperf.json'),
    );
    const { analyses } = JSON.parse(readFileSync(join(out, 'comparison.json'), 'utf8'));
    assert.equal(analyses.length, 5);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});

test('runs that upstream refuses to combine are compared all the same; a run without blocks is named', {
  skip: skipWithoutData,
}, async () => {
  const { out, dirs } = exportedSets(['setA', 'setD', 'setE']);
  try {
    rmSync(join(dirs[2]!, 'blockprop.json'));
    const { files, notes } = await exportTogether(dirs, out, { now });
    assert.deepEqual(files, ['comparison.json']);
    assert.equal(notes.length, 2);
    assert.match(notes[0]!, /golden-setE is left out of variance and comparison: blockprop.json is missing/);
    assert.match(notes[1]!, /no variance: .* have different versions/);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
