import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseHere } from '../src/analyse-here.ts';
import { analyseOnThread } from '../src/analyse-on-thread.ts';
import { AnalysisError } from '../src/errors.ts';
import { syntheticRun, writeRun } from './synthetic-run.ts';

const now = () => new Date('2026-05-04T11:00:00Z');

test('a thread of its own changes nothing: results, refusals and an abort are the same', async () => {
  const { files } = syntheticRun({ logSource: 'tracer', seed: 5 });
  const run = writeRun(files);
  const compat = { compat: 'locli', workers: 2 } as const;
  try {
    for (const options of [{ correctClocks: true }, compat])
      assert.deepEqual(
        await analyseOnThread(run.dir, { now, ...options }),
        await analyseHere(run.dir, { now, ...options }),
      );
    const tiny = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 4 };
    assert.deepEqual(
      await analyseOnThread(run.dir, { now }, undefined, tiny),
      await analyseHere(run.dir, { now }),
      'tiny',
    );
    await assert.rejects(
      analyseOnThread(`${run.dir}/nowhere`, { now }),
      (error) => error instanceof AnalysisError && error.code === 'RUN_NOT_FOUND' && error.place !== '',
    );
    const stop = new AbortController();
    const analysis = analyseOnThread(run.dir, { now, signal: stop.signal });
    stop.abort();
    await assert.rejects(
      analysis,
      (error) => error instanceof AnalysisError && error.code === 'ANALYSIS_ABORTED',
    );
  } finally {
    run.dispose();
  }
});
