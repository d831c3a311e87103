import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { faults, type Schema } from '../../../../scripts/json-schema.ts';
import { analyseRun, type Results } from '../../src/index.ts';
import { type SyntheticOptions, type Truth, writeRun } from '../synthetic-run.ts';
import { OFFER_NS, observationsOf, observedRun, SERVE_NS } from './observed-run.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../../../schemas/results.schema.json', import.meta.url), 'utf8'),
) as Schema;

async function analysed(
  o: SyntheticOptions = {},
  change?: (lines: string[], truth?: Truth) => string[],
  withoutLogs = false,
): Promise<{ results: Results; truth: Truth }> {
  const { files, truth } = observedRun(o, change);
  if (withoutLogs)
    for (const name of [...files.keys()])
      if (name.startsWith('tracer/')) {
        files.delete(name);
        files.set(`${name.split('/')[1]}/stdout`, 'no traces\n');
      }
  const run = writeRun(files);
  try {
    const results = await analyseRun(run.dir, { now: () => new Date('2026-05-04T11:00:00Z') });
    assert.deepEqual(faults(JSON.parse(JSON.stringify(results)), schema, schema), []);
    return { results, truth };
  } finally {
    run.dispose();
  }
}
const value = (results: Results, id: string) => results.metrics.find((m) => m.id === id)?.value;
const close = (actual: number | undefined, expected: number, what: string) =>
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) < 1e-6,
    `${what}: ${actual}, not ${expected}`,
  );
const items = (results: Results, id: string) => results.quality.filter((item) => item.id === id);

/** Blocks that count: of the main chain, without the tip. */
const counted = (truth: Truth) => truth.blocks.filter(({ onChain }) => onChain).slice(0, -1);

test('figures from outside are what truly happened and the way to the observer', async () => {
  const { results, truth } = await analysed();
  const blocks = counted(truth);
  const offered = blocks.map(({ slot, adopted }) =>
    Object.values(adopted)
      .map(({ at }) => (at + OFFER_NS - slot * truth.slotNs) / 1e9)
      .sort((a, b) => a - b),
  );
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  for (const [id, index] of [
    ['offered0.50', 2],
    ['offered0.90', 3],
    ['offered1.00', 3],
  ] as const) {
    assert.equal(value(results, id)?.n, blocks.length, id);
    close(value(results, id)?.mean, mean(offered.map((times) => times[index]!)), id);
  }
  close(value(results, 'hostOffered')?.mean, mean(offered.flat()), 'hostOffered');
  close(value(results, 'blockServing')?.max, SERVE_NS / 1e9, 'blockServing');
  close(value(results, 'outsideCpu')?.mean, 10, 'outsideCpu');
  close(value(results, 'outsideRss')?.mean, 100, 'outsideRss');
  close(value(results, 'outsidePeakRss')?.mean, 120, 'outsidePeakRss');
  close(value(results, 'outsideMinorFaults')?.mean, 50, 'outsideMinorFaults');
  close(value(results, 'outsideCalls')?.mean, 40, 'outsideCalls');
  close(value(results, 'outsideDiskWrite')?.mean, 4, 'outsideDiskWrite');
  close(value(results, 'outsideCpuWait')?.mean, 3, 'outsideCpuWait');
  close(value(results, 'observerCpu')?.mean, 1, 'observerCpu');
  close(value(results, 'cpuPressure')?.mean, 50, 'cpuPressure');
  assert.equal(value(results, 'outsideNetSent'), null);
});

test('the log agrees: every gap is the way to the observer, and nothing is marked', async () => {
  const { results, truth } = await analysed();
  assert.equal(results.outside?.gaps.length, truth.hosts.length);
  for (const gap of results.outside!.gaps) {
    assert.equal(gap.adapter, 'cardano-node');
    close(gap.min, OFFER_NS / 1e9, gap.host);
    close(gap.max, OFFER_NS / 1e9, gap.host);
    close(gap.networkError ?? undefined, 0.0005, 'median round trip');
    close(gap.clockError, 0.0007, 'anchor and drift');
    assert.equal(gap.loggedLate, 0);
  }
  assert.deepEqual(items(results, 'adoptionLoggedLate'), []);
  assert.equal(results.outside?.partial, 0);
});

test('a log that tells of adoption after the world saw the block is marked wrong', async () => {
  const { results } = await analysed({ skewMs: (host) => (host === 'node-2' ? 10 : 0) });
  const [marked, ...others] = items(results, 'adoptionLoggedLate');
  assert.deepEqual(others, []);
  assert.equal(marked?.host, 'node-2');
  assert.equal(marked.level, 'warning');
  assert.match(
    marked.text,
    /by up to 8\.0 ms: as the adapter cardano-node reads them, its adoption times are wrong/,
  );
  const gap = results.outside!.gaps.find(({ host }) => host === 'node-2')!;
  assert.equal(gap.loggedLate, gap.n);
});

test('nodes that log nothing have every figure from outside', async () => {
  const { results } = await analysed({}, undefined, true);
  assert.equal(value(results, 'adoption0.50'), null);
  assert.ok(value(results, 'offered0.50')!.n > 20);
  close(value(results, 'outsideCpu')?.mean, 10, 'outsideCpu');
  assert.deepEqual(results.outside?.gaps, []);
});

test('a run without an observer says nothing of one', async () => {
  const { files } = observedRun();
  files.delete('observer/observations.jsonl');
  const run = writeRun(files);
  const results = await analyseRun(run.dir, { now: () => new Date() }).finally(run.dispose);
  assert.equal(results.outside, undefined);
  assert.equal(
    results.metrics.some(({ group }) => group === 'outside'),
    false,
  );
});

test('a block that a node was not followed for is left out and counted', async () => {
  const { results, truth } = await analysed({}, (lines) => {
    let seen = 0;
    return lines.flatMap((line) => {
      const fields = JSON.parse(line);
      if (fields.kind !== 'header' || fields.node !== 'node-1' || ++seen % 5 !== 0) return [line];
      return [JSON.stringify({ ...fields, how: 'late' })];
    });
  });
  const all = counted(truth).length;
  assert.equal(results.outside!.blocks + results.outside!.partial, all);
  assert.equal(results.outside!.partial, Math.floor(all / 5));
  assert.equal(items(results, 'partlyObserved')[0]?.level, 'warning');
});

test('an observer that came late says where it began', async () => {
  const { results, truth } = await analysed({}, (lines) =>
    lines.filter((line) => {
      const { kind, block } = JSON.parse(line);
      return kind !== 'header' || block >= 6;
    }),
  );
  assert.equal(results.outside?.firstBlock, 6);
  assert.equal(results.outside.blocks, counted(truth).length - 6);
  const [late] = items(results, 'observedLate');
  assert.equal(late?.level, 'warning');
  assert.match(late.text, /began with block 6, 6 blocks after the chain/);
});

test('a rollback leaves the chain; faults of a node and of the observer are told', async () => {
  const { results, truth } = await analysed({}, (lines) => {
    const at = lines.findLastIndex((line) => line.includes('"kind":"header"'));
    const last = JSON.parse(lines[at]!);
    const rest = { ns: last.ns, node: last.node };
    const extra = [
      { ...last, slot: last.slot + 1, block: last.block + 1, hash: 'ff'.repeat(32) },
      { ...rest, kind: 'rollback', slot: last.slot, hash: last.hash, depth: 1, tipBlock: last.block },
      { ...rest, kind: 'ended', reason: 'tip', text: 'it lies', retryMs: 60_000 },
      { ...rest, kind: 'ended', reason: 'stopped', text: 'the observer ends', retryMs: null },
      { ns: last.ns, kind: 'machine', lateMaxNs: 6e7, driftMs: -3, lostLines: 2 },
      { ns: last.ns, kind: 'of a later version' },
    ];
    return [
      ...lines.slice(0, at + 1),
      ...extra.map((line) => JSON.stringify(line)),
      '{"half',
      '[]',
      ...lines.slice(at + 1),
    ];
  });
  assert.equal(results.outside?.blocks, counted(truth).length);
  assert.deepEqual(
    ['peerFault', 'observerLate', 'observerClock', 'observationsLost'].map(
      (id) => items(results, id)[0]?.level,
    ),
    ['warning', 'note', 'warning', 'warning'],
  );
  assert.equal(results.outside.observer.garbageLines, 2);
  assert.equal(results.outside.observer.lostLines, 2);
  const node = results.outside.nodes.find(({ rollbacks }) => rollbacks === 1);
  assert.deepEqual(node?.ends, [{ reason: 'tip', count: 1, text: 'it lies' }]);
});

test('mutations of an observer’s log: results that fit the schema, or none of it', async () => {
  let seed = 20_261_124;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed % below;
  };
  const values = [null, -1, 1e300, '', 'x', true, [], {}, '__proto__', 0.5];
  const { truth } = observedRun({ hosts: 2, slots: 20 });
  const lines = observationsOf(truth);
  for (let round = 0; round < 25; round++)
    await analysed({ hosts: 2, slots: 20 }, () =>
      lines.flatMap((line) => {
        if (random(10) > 0) return [line];
        if (random(4) === 0) return [line.slice(0, random(line.length))];
        if (random(8) === 0) return [];
        const fields = JSON.parse(line);
        const keys = Object.keys(fields);
        fields[keys[random(keys.length)]!] = values[random(values.length)];
        return [JSON.stringify(fields)];
      }),
    );
});
