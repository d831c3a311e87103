import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { analyseRun, RESULTS_SCHEMA, writeResults } from '@slotbench/analysis';
import { faults, type Schema } from '../../../scripts/json-schema.ts';
import { syntheticRun, writeRun } from './synthetic-run.ts';

/** A results object that a test may break anywhere. */
// biome-ignore lint/suspicious/noExplicitAny: breaking types is the point
type Loose = Record<string, any>;

const schema = JSON.parse(
  readFileSync(new URL('../../../schemas/results.schema.json', import.meta.url), 'utf8'),
) as Schema;

async function written(
  change: (files: Map<string, string>) => void = () => {},
): Promise<Record<string, unknown>> {
  const { files } = syntheticRun();
  change(files);
  const run = writeRun(files);
  try {
    const path = await writeResults(
      run.dir,
      await analyseRun(run.dir, { now: () => new Date('2026-05-04T11:00:00Z') }),
    );
    assert.ok(path.endsWith('/analysis/results.json'));
    return JSON.parse(readFileSync(path, 'utf8'));
  } finally {
    run.dispose();
  }
}

test('results of a whole run, of a damaged and of an almost empty one fit the schema', async () => {
  assert.equal(schema.$id, RESULTS_SCHEMA);
  assert.deepEqual(faults(await written(), schema, schema), []);
  const damaged = await written((files) => {
    files.delete('generator/transactions.jsonl');
    files.delete('tracer/node-2/node-2026-05-04T10-00-15.json');
    files.set('node-2/exit_code', '\n');
    files.set('meta.json', '{"meta":{"status":"running"}}');
  });
  assert.deepEqual(faults(damaged, schema, schema), []);
  const empty = await written((files) => {
    for (const name of files.keys())
      if (name.startsWith('tracer/node')) files.set(name, 'no trace in here\n');
    files.delete('meta.json');
    files.delete('node-specs.json');
  });
  assert.deepEqual(faults(empty, schema, schema), []);
  assert.equal((empty.chain as { length: number }).length, 0);
});

test('the schema notices what is missing, extra or of the wrong kind', async () => {
  const results = await written();
  const cases: [string, (copy: Loose) => void, RegExp][] = [
    ['missing', (r) => delete r.chain.tip, /\$\.chain\.tip: missing/],
    ['extra', (r) => (r.run.mood = 'good'), /\$\.run\.mood: nothing is allowed/],
    ['wrong kind', (r) => (r.hosts[0].forged = '7'), /\$\.hosts\[0\]\.forged: expected integer/],
    ['wrong version', (r) => (r.schema = 'slotbench/results/2'), /\$\.schema/],
    [
      'incomplete without reason',
      (r) => (r.status = { state: 'incomplete', reason: null, exits: [] }),
      /\$\.status: fits no alternative/,
    ],
    ['centile above 1', (r) => (r.metrics[0].value.centiles[0] = [1.5, 0]), /\$\.metrics\[0\]\.value/],
  ];
  for (const [name, change, message] of cases) {
    const copy = structuredClone(results);
    change(copy);
    assert.match(faults(copy, schema, schema).join('\n'), message, name);
  }
});

test('the same logs give the same results', async () => {
  assert.deepEqual(await written(), await written());
});
