import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseRun, type Results } from '@slotbench/analysis';
import { rankCorrelation } from '../../src/statistics/rank-correlation.ts';
import { syntheticRun, writeRun } from '../synthetic-run.ts';

const now = () => new Date('2026-05-04T11:00:00Z');

async function analysed(run: ReturnType<typeof syntheticRun>): Promise<Results> {
  const { dir, dispose } = writeRun(run.files);
  try {
    return await analyseRun(dir, { now });
  } finally {
    dispose();
  }
}

const CORRELATIONS: [what: string, a: number[], b: number[], expected: number | null][] = [
  ['together', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1, 4, 9, 16, 25, 36, 49, 64, 81, 100], 1],
  ['against each other', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [10, 9, 8, 7, 6, 5, 4, 3, 2, 1], -1],
  // Ties share their rank: 1.5 1.5 3.5 3.5 … against 1 … 10 gives 40 / √(40 · 82.5).
  ['with ties', [1, 1, 2, 2, 3, 3, 4, 4, 5, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9847319278346618],
  ['too few', [1, 2, 3], [1, 2, 3], null],
  ['one that never changes', new Array(12).fill(1), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], null],
  ['not measured', new Array(12).fill(Number.NaN), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], null],
];

for (const [what, a, b, expected] of CORRELATIONS)
  test(`rank correlation: ${what}`, () => {
    const found = rankCorrelation(a, b);
    if (expected === null) assert.equal(found, null);
    else assert.ok(Math.abs(found! - expected) < 1e-12, String(found));
  });

test('what hosts trace a second is what stands in their logs', async () => {
  const run = syntheticRun();
  const { metrics } = await analysed(run);
  const of = (id: string) => metrics.find((m) => m.id === id)!;
  for (const host of run.truth.hosts) {
    const text = [...run.files].filter(([name]) => name.startsWith(`tracer/${host}/`)).map(([, t]) => t);
    const lines = text.flatMap((t) => t.split('\n')).filter((line) => line !== '');
    const stamps = lines.map((line) => Date.parse(JSON.parse(line).at.replace(/(\.\d{3})\d*/, '$1')));
    const seconds = (Math.max(...stamps) - stamps[0]!) / 1000;
    assert.ok(
      Math.abs(of('traceLines').perHost[host]!.mean * seconds - lines.length) <
        (0.1 * lines.length) / seconds,
    );
    const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    assert.ok(
      Math.abs(of('traceBytes').perHost[host]!.mean * 1024 * seconds - bytes) < (0.1 * bytes) / seconds,
    );
    assert.equal(of('missedSlots').perHost[host]!.mean, 0);
  }
});

test('a slot without its leadership check is missed, by that host alone', async () => {
  const run = syntheticRun();
  for (const [name, text] of run.files)
    if (name.startsWith('tracer/node-2/'))
      run.files.set(
        name,
        text
          .split('\n')
          .filter((line) => !(line.includes('"slot":50') && line.includes('Leadership')))
          .join('\n'),
      );
  const missed = (await analysed(run)).metrics.find((m) => m.id === 'missedSlots')!;
  assert.deepEqual(
    Object.entries(missed.perHost).map(([host, { mean }]) => [host, mean]),
    run.truth.hosts.map((host) => [host, host === 'node-2' ? 1 : 0]),
  );
});

test('the way of a transaction: intended, in a block, adopted by half, most and all of the hosts', async () => {
  const run = syntheticRun();
  const { metrics } = await analysed(run);
  const startMs = Date.parse('2026-05-04T10:00:00Z');
  const onChain = new Map(
    run.truth.blocks
      .filter((b) => b.onChain)
      .slice(0, -1)
      .map((b) => [b.hash, b]),
  );
  const txs = run.files
    .get('generator/transactions.jsonl')!
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  const expected = txs.flatMap((tx) => {
    const block = tx.kind === 'split' ? undefined : onChain.get(tx.blockHash);
    if (block === undefined || tx.intendedMs === undefined) return [];
    const adopted = Object.values(block.adopted)
      .map(({ at }) => at)
      .sort((a, b) => a - b);
    return [startMs + adopted.at(-1)! / 1e6 - tx.intendedMs];
  });
  assert.ok(expected.length > 100);
  const all = metrics.find((m) => m.id === 'txAdopted1.00')!.value!;
  assert.equal(all.n, expected.length);
  assert.ok(Math.abs(all.max - Math.max(...expected) / 1000) < 1e-6);
  const mean = expected.reduce((sum, ms) => sum + ms, 0) / expected.length / 1000;
  assert.ok(Math.abs(all.mean - mean) < 1e-6, `${all.mean} ${mean}`);
  const means = ['txForged', 'txAdopted0.50', 'txAdopted0.90', 'txAdopted1.00'].map(
    (id) => metrics.find((m) => m.id === id)!.value!.mean,
  );
  assert.deepEqual(
    means,
    [...means].sort((a, b) => a - b),
  );
});
