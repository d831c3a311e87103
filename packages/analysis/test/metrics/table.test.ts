import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseRun, METRIC_DEFINITIONS } from '@slotbench/analysis';
import { observedRun } from '../observer/observed-run.ts';
import { writeRun } from '../synthetic-run.ts';

test('the metric table names every metric of the results once, in their order', async () => {
  const run = writeRun(observedRun().files);
  try {
    const results = await analyseRun(run.dir, { now: () => new Date(0) });
    assert.deepEqual(
      results.metrics.map((m) => [m.id, m.definition]),
      METRIC_DEFINITIONS.map((m) => [m.id, m.doc]),
    );
  } finally {
    run.dispose();
  }
});

test('every definition is a sentence of its own, with the formula', () => {
  const seen = new Set<string>();
  for (const { id, doc, formula, caveat } of METRIC_DEFINITIONS) {
    assert.ok(!seen.has(doc), `${id} repeats: ${doc}`);
    seen.add(doc);
    for (const text of [doc, formula, ...(caveat === null ? [] : [caveat])])
      assert.ok(text.length > 3 && !text.endsWith('.'), `${id}: ${text}`);
  }
});
