import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AnalysisError, analyseRun } from '@slotbench/analysis';
import { unreadable } from '../../src/errors.ts';
import { syntheticRun, writeRun } from '../synthetic-run.ts';
import { randomFrom, VALUES } from './mutate.ts';

const FILES = ['meta.json', 'genesis/genesis.shelley.json', 'node-specs.json', 'tracer/collector.json'];

test('200 mutations of the JSON files of a run: results, or an error that names the file', async () => {
  const { files } = syntheticRun({ slots: 6, hosts: 2, tps: 1 });
  const run = writeRun(files);
  const codes = new Map<string, number>();
  try {
    for (let seed = 1; seed <= 200; seed++) {
      const random = randomFrom(seed);
      const name = random.pick(FILES);
      const text = files.get(name)!;
      const values = [...text.matchAll(/(?<=":\s*)("[^"]*"|-?[\d.e+]+|true|false|null|\{\}|\[\])/g)];
      const { index, 0: old } = random.pick(values);
      const cut = random.below(10) === 0 ? random.below(text.length) : Number.POSITIVE_INFINITY;
      const changed = (text.slice(0, index) + random.pick(VALUES) + text.slice(index + old.length)).slice(
        0,
        cut,
      );
      writeFileSync(join(run.dir, name), changed);
      try {
        const results = await analyseRun(run.dir, { now: () => new Date(0), workers: 0 });
        assert.ok(results.hosts.length > 0);
        // No value that JSON cannot hold.
        assert.deepEqual(JSON.parse(JSON.stringify(results)), results, `seed ${seed}`);
        codes.set('results', (codes.get('results') ?? 0) + 1);
      } catch (error) {
        if (!(error instanceof AnalysisError))
          throw new Error(`seed ${seed}: ${name}: ${changed.slice(0, 300)}\n${error}`, { cause: error });
        codes.set(error.code, (codes.get(error.code) ?? 0) + 1);
      } finally {
        writeFileSync(join(run.dir, name), text);
      }
    }
  } finally {
    run.dispose();
  }
  assert.ok(codes.get('results')! > 100 && codes.get('RUN_BAD_FILE')! > 10, JSON.stringify([...codes]));
});

test('a log that may not be read is named, the others are analysed', {
  skip: process.getuid?.() === 0 && 'whoever runs as root may read everything',
}, async () => {
  const run = writeRun(syntheticRun({ slots: 60, logSource: 'stdout' }).files);
  try {
    chmodSync(join(run.dir, 'node-1/stdout'), 0);
    const { quality, hosts } = await analyseRun(run.dir, { now: () => new Date(0) });
    assert.equal(hosts.length, 3);
    assert.match(
      quality.find((q) => q.id === 'unreadableLog')!.text,
      /node-1\/stdout could not be read: EACCES/,
    );
  } finally {
    run.dispose();
  }
});

test('what the file system says becomes an error with a place, also from another thread', () => {
  const error = unreadable(new Error("EIO: i/o error, open '/run/node-0/stdout'"), '/run');
  assert.deepEqual(
    [error?.code, error?.place, error?.got],
    ['RUN_UNREADABLE', '/run/node-0/stdout', 'EIO: i/o error'],
  );
  assert.equal(
    unreadable(new Error('EISDIR: illegal operation on a directory, read'), '/run')?.place,
    '/run',
  );
  assert.equal(unreadable(new Error('Every word, in this text'), '/run'), undefined);
  assert.equal(unreadable('EIO: text, read', '/run'), undefined);
});
