import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { analyseRun } from '@slotbench/analysis';
import { cutDouble } from '../../src/locli/render/cells.ts';
import { ANALYSIS_DATA, skipWithoutData } from '../shared-data.ts';
import { theirText } from './golden.ts';

const now = () => new Date(0);
const UNITARY = { filters: ['unitary'] };

/** Averages as an Org report of upstream's prints them, by the name of the metric. */
function printed(set: string, file: string): [name: string, average: string][] {
  const rows = theirText(set, 'analysis', file)!
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return rows.filter((cells) => cells[1] === '#').map((cells) => [cells[2]!, cells[3]!]);
}

for (const [set, cpu] of [
  ['setA', '20.050'],
  ['setI', '32.317'],
] as const)
  test(`${set} as locli computes it: every average is the one that its reports print`, {
    skip: skipWithoutData,
  }, async () => {
    const dir = join(ANALYSIS_DATA, 'locli-golden', set);
    const own = await analyseRun(dir, { now, filters: UNITARY, adoption: 'extensionOnly' });
    const results = await analyseRun(dir, { now, filters: UNITARY, compat: 'locli' });
    assert.equal(results.provenance.compat, 'locli');
    assert.equal(own.provenance.compat, undefined);
    const machines = printed(set, 'clusterperf.full.report.org');
    const blocks = printed(set, 'blockprop.full.org');
    let compared = 0;
    for (const metric of results.metrics) {
      if (metric.upstreamId === null) continue;
      const average = (metric.group === 'machine' ? machines : blocks).find(([name]) =>
        name.startsWith(`${UPSTREAM_NAMES[metric.id] ?? metric.name},`),
      );
      if (average === undefined) continue;
      compared++;
      assert.equal(cutDouble(metric.value!.mean, 6), average[1], metric.id);
      assert.match(metric.definition, /as locli 2.3 computes it$/);
    }
    assert.ok(compared > 45, `only ${compared} metrics compared`);
    // With more than 29 hosts only the lowest 29 count; the true mean of set I is 32.876.
    assert.equal(cutDouble(results.metrics.find((m) => m.id === 'cpu')!.value!.mean, 6), cpu);
    assert.deepEqual(
      results.metrics.filter((m) => m.upstreamId === null),
      own.metrics.filter((m) => m.upstreamId === null),
    );
  });

/** Where our name says it better. */
const UPSTREAM_NAMES: Readonly<Record<string, string>> = {
  forgerForge: 'Leadership to forged',
  blocksFilteredRatio: 'Filtered to chained blocks',
  blockBattle: 'Height & slot battles',
  gcCpu: 'RTS GC CPU usage',
  mutatorCpu: 'RTS Mutator CPU usage',
  majorGcs: 'Major GCs',
  minorGcs: 'Minor GCs',
  heap: 'RTS heap size',
  live: 'RTS live GC dateset',
  alloc: 'RTS alloc rate',
  fsRead: 'Filesystem reads',
  fsWrite: 'Filesystem writes',
};

test('what locli would have stopped at is said', { skip: skipWithoutData }, async () => {
  const dir = join(ANALYSIS_DATA, 'locli-golden/setG');
  const { quality } = await analyseRun(dir, { now, filters: UNITARY, compat: 'locli' });
  const notes = quality.filter((item) => item.id === 'locliNote').map((item) => item.text);
  assert.deepEqual(notes, ['As locli: node-2: 1 unreadable line left out.']);
});
