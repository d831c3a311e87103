import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseRun, type Results } from '@slotbench/analysis';
import { legacyLine } from '../legacy-line.ts';
import { syntheticRun, writeRun } from '../synthetic-run.ts';

async function analyse(change: (line: string) => string): Promise<Results> {
  const { files } = syntheticRun({ logSource: 'stdout' });
  for (const [name, text] of files)
    if (name.endsWith('/stdout')) files.set(name, text.split('\n').map(change).join('\n'));
  const run = writeRun(files);
  try {
    return await analyseRun(run.dir, { now: () => new Date(0) });
  } finally {
    run.dispose();
  }
}

test('the log of a node with the legacy tracing says what that of one of today says, to 10 ms', async () => {
  const [today, legacy] = [await analyse((line) => line), await analyse(legacyLine)];
  assert.ok(legacy.chain.length > 20);
  assert.deepEqual(
    legacy.chain.blocks.map(({ hash, slot, forger, sizeBytes, adopters }) => [
      hash,
      slot,
      forger,
      sizeBytes,
      adopters,
    ]),
    today.chain.blocks.map(({ hash, slot, forger, sizeBytes, adopters }) => [
      hash,
      slot,
      forger,
      sizeBytes,
      adopters,
    ]),
  );
  assert.deepEqual(
    legacy.hosts.map(({ host, adopted, logs }) => [host, adopted, logs.lines, logs.events]),
    today.hosts.map(({ host, adopted, logs }) => [host, adopted, logs.lines, logs.events]),
  );
  for (const { id, value } of today.metrics) {
    const other = legacy.metrics.find((m) => m.id === id)!.value;
    assert.equal(other?.n, value?.n, id);
  }
  const adoption = (r: Results) => r.metrics.find((m) => m.id === 'adoption0.90')!.value!.mean;
  assert.ok(Math.abs(adoption(legacy) - adoption(today)) <= 0.01);
  // Resources are traced, and stamps that are cut contradict nothing.
  for (const id of ['noResources', 'clockSkew', 'clockUnsteady', 'noticedTooEarly', 'traceCoverage'])
    assert.deepEqual(
      legacy.quality.filter((q) => q.id === id),
      [],
      id,
    );
});
