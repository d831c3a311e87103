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
    // Lateness that the steps of the stamps hide never changes, so nothing goes along with it.
    if (id === 'gcTardiness') continue;
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

test('adoptions that the legacy system leaves out are known from the tip of the next slot, or of its metrics', async () => {
  const today = await analyse((line) => line);
  let n = 0;
  const eliding = (line: string) => {
    if (!line.includes('AddBlockEvent.AddedToCurrentChain') || ++n % 3 > 0) return legacyLine(line);
    if (n % 2 === 0) return '';
    const { at, host, data } = JSON.parse(line);
    const hash = data.newtip.slice(0, 64);
    return JSON.stringify({
      at,
      ns: ['cardano.node.metrics.tipBlock'],
      data: { kind: 'LogMessage', message: { hash } },
      host,
      thread: '1',
    });
  };
  const legacy = await analyse(eliding);
  assert.ok(n > 60);
  let later = 0;
  for (const [i, { adopted, host }] of legacy.hosts.entries()) {
    assert.deepEqual(adopted.missing, [], host);
    assert.equal(adopted.count, today.hosts[i]!.adopted.count);
    assert.ok(adopted.inferred > 0 && adopted.inferred < adopted.count / 2, `${host}: ${adopted.inferred}`);
  }
  for (const [i, block] of legacy.chain.blocks.entries()) {
    const [truly, found] = [today.chain.blocks[i]!, block].map((b) => b.adoption.at(-1)![1]) as [
      number,
      number,
    ];
    // A slot of 0.2 s at most, and the loop that begins late in it.
    assert.ok(
      found >= truly - 0.01 && found <= truly + 0.22,
      `block ${block.blockNo}: ${found} for ${truly}`,
    );
    if (found > truly + 0.01) later++;
  }
  assert.ok(later > 0);
  assert.equal(legacy.quality.filter((q) => q.id === 'inferredAdoptions').length, legacy.hosts.length);
});
