import assert from 'node:assert/strict';
import { test } from 'node:test';
import { skipWithoutData } from '../shared-data.ts';
import { GOLDEN_RUNS, type GoldenRun, golden, parting, theirText } from './golden.ts';

/** Not every set has every file; without the data all tests are named, and skipped. */
function has(each: GoldenRun, name: string): boolean {
  return skipWithoutData !== false || theirText(each.set, each.out, name) !== undefined;
}

const FILES = ['chain.json', 'chain-rejecta.json', 'blockprop.json', 'clusterperf.json', 'summary.json'];

for (const each of GOLDEN_RUNS) {
  for (const name of FILES.filter((file) => has(each, file)))
    test(`${each.set}/${each.out}/${name} is locli's to the byte`, { skip: skipWithoutData }, async () => {
      const theirs = theirText(each.set, each.out, name)!;
      const ours = (await golden(each)).exported.files.get(name);
      assert.ok(ours === theirs, parting(ours ?? '', theirs));
    });
  if (!has(each, 'node-0.perf-stats.json')) continue;
  test(`${each.set}/${each.out}: performance of every host is locli's to the byte`, {
    skip: skipWithoutData,
  }, async () => {
    const { run, exported } = await golden(each);
    for (const { host } of run.hosts) {
      const theirs = theirText(each.set, each.out, `${host}.perf-stats.json`)!;
      const ours = exported.files.get(`logs-${host}.perf-stats.json`);
      assert.ok(ours === theirs, `${host}: ${parting(ours ?? '', theirs)}`);
    }
  });
}
