import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { compareWithLocli } from '@slotbench/analysis';
import { differences } from '../../src/locli/differences.ts';
import { ANALYSIS_DATA, skipWithoutData } from '../shared-data.ts';
import { theirText } from './golden.ts';

const now = () => new Date(0);
const NAMES = ['blockprop.json', 'clusterperf.json', 'summary.json', 'chain.json', 'chain-rejecta.json'];

/** A golden set as an upstream run directory with its analysis. */
function upstreamRun(change: (name: string, text: string) => string): { dir: string; dispose(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-upstream-'));
  const source = join(ANALYSIS_DATA, 'locli-golden/setE');
  for (const name of ['meta.json', 'profile.json', 'genesis', 'logs'])
    cpSync(join(source, name), join(dir, name), { recursive: true });
  mkdirSync(join(dir, 'analysis'));
  for (const name of NAMES)
    writeFileSync(join(dir, 'analysis', name), change(name, theirText('setE', 'analysis', name)!));
  return { dir, dispose: () => rmSync(dir, { recursive: true, force: true }) };
}

test('a run that upstream has analysed: only the program and the date differ', {
  skip: skipWithoutData,
}, async () => {
  const run = upstreamRun((_, text) => text);
  try {
    const { files, differences: found, notes } = await compareWithLocli(run.dir, { now });
    assert.deepEqual(
      files.map((file) => file.name),
      NAMES,
    );
    assert.ok(files.find((file) => file.name === 'clusterperf.json')!.values > 10_000);
    assert.deepEqual(notes, []);
    assert.deepEqual(
      new Set(found.map(({ why }) => why)),
      new Set(['the time of the analysis itself', 'the program that made the file']),
    );
  } finally {
    run.dispose();
  }
});

test('what differs is listed with its place', { skip: skipWithoutData }, async () => {
  const run = upstreamRun((name, text) =>
    name === 'chain.json' ? text.replace('"beSlotNo":8}', '"beSlotNo":9}') : text,
  );
  try {
    const { differences: found } = await compareWithLocli(run.dir, { now });
    const slot = found.find(({ path }) => path === 'line 2: beSlotNo');
    assert.deepEqual(slot, {
      file: 'chain.json',
      path: 'line 2: beSlotNo',
      ours: '8',
      theirs: '9',
      why: 'not explained: please report it with the run',
      explained: false,
    });
  } finally {
    run.dispose();
  }
});

test('a run without an analysis of locli is an error that says so', { skip: skipWithoutData }, async () => {
  const place = join(ANALYSIS_DATA, 'locli-golden/setE/genesis');
  await assert.rejects(
    compareWithLocli(place, { now }),
    /analysis: expected locli's blockprop.json, .* got none of them/,
  );
});

test('a file of locli that cannot be read is an error with its place', {
  skip: skipWithoutData,
}, async () => {
  const run = upstreamRun((name, text) => (name === 'chain.json' ? text.slice(0, -20) : text));
  try {
    await assert.rejects(compareWithLocli(run.dir, { now }), /analysis\/chain\.json: expected JSON, got /);
    rmSync(join(run.dir, 'analysis/chain.json'));
    writeFileSync(join(run.dir, 'analysis/chain.json.gz'), 'not packed at all');
    await assert.rejects(
      compareWithLocli(run.dir, { now }),
      /chain\.json\.gz: expected a file packed with gzip/,
    );
  } finally {
    run.dispose();
  }
});

test('reasons go by the place and by the size of the difference', () => {
  const why = (ours: unknown, theirs: unknown) =>
    differences('blockprop.json', JSON.stringify(ours), JSON.stringify(theirs)).found.map((d) => [
      d.path,
      d.why,
    ]);
  assert.deepEqual(why({ a: [1, 2] }, { a: [1, 2] }), []);
  assert.deepEqual(why({ a: 1 }, { a: 1 + 1e-15 }), [['a', 'rounding of the last digits']]);
  assert.match(why({ a: { b: 1.0 } }, { a: { b: 1.0000003 } })[0]![1]!, /half a microsecond/);
  assert.match(why({ a: 1 }, { a: 2 })[0]![1]!, /not explained/);
  assert.match(why({}, { a: 2 })[0]![1]!, /we have nothing here/);
  assert.match(why({ a: 2 }, {})[0]![1]!, /upstream has nothing here/);
});
