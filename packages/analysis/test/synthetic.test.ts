import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AnalysisError, analyseRun, type Results } from '@slotbench/analysis';
import { cardanoNode } from '../src/adapter/cardano-node.ts';
import { HostFold } from '../src/fold/host-fold.ts';
import { LineCutter } from '../src/read/line-cutter.ts';
import { type SyntheticOptions, syntheticRun, writeRun } from './synthetic-run.ts';

const now = () => new Date('2026-05-04T11:00:00Z');

async function analyse(files: ReadonlyMap<string, string | Buffer>): Promise<Results> {
  const run = writeRun(files);
  try {
    return await analyseRun(run.dir, { now });
  } finally {
    run.dispose();
  }
}

const metric = (results: Results, id: string) => results.metrics.find((m) => m.id === id)!.value;
const quality = (results: Results, id: string) => results.quality.filter((item) => item.id === id);

const LAYOUTS: SyntheticOptions[] = [
  { logSource: 'tracer' },
  { logSource: 'stdout', seed: 2 },
  { logSource: 'tracer', hosts: 7, seed: 3 },
];
for (const options of LAYOUTS) {
  test(`the chain and every adoption are as they truly were: ${JSON.stringify(options)}`, async () => {
    const { files, truth } = syntheticRun(options);
    const results = await analyse(files);
    const chain = truth.blocks.filter((b) => b.onChain);
    const expected = chain.slice(0, -1);
    assert.ok(expected.length > 20);
    assert.deepEqual(
      results.chain.blocks.map((b) => b.hash),
      expected.map((b) => b.hash),
      'the tip is left out',
    );
    assert.equal(results.chain.tip?.hash, chain.at(-1)!.hash);
    assert.equal(results.provenance.logSource, options.logSource);
    assert.deepEqual(results.chain.gaps, []);
    const announced = expected.map((b) => (b.announced - b.slot * truth.slotNs) / 1e9);
    assert.equal(metric(results, 'forgerAnnounceCum')?.max, Math.max(...announced));
    for (const [i, block] of results.chain.blocks.entries()) {
      const truths = Object.values(expected[i]!.adopted).map((a) => (a.at - block.slot * truth.slotNs) / 1e9);
      assert.equal(block.adopters, truth.hosts.length);
      assert.equal(block.adoption.at(-1)?.[1], Math.max(...truths));
      assert.equal(block.sizeBytes, expected[i]!.size);
    }
    const losers = truth.blocks.filter((b) => !b.onChain);
    assert.equal(results.chain.forkedBlocks, losers.length);
    assert.ok(losers.length > 0);
    const switches = expected
      .flatMap((b) => Object.values(b.adopted))
      .filter((a) => a.by === 'forkSwitch').length;
    assert.equal(
      results.hosts.reduce((sum, h) => sum + h.adopted.byForkSwitch, 0),
      switches,
    );
    assert.deepEqual(
      results.quality.filter((item) => item.level === 'warning'),
      [],
    );
    assert.equal(results.status.state, 'complete');
  });
}

test('transactions: counts, latency from the intended time, and which never came into a block', async () => {
  const { files } = syntheticRun({ tps: 20 });
  const lines = files.get('generator/transactions.jsonl')!.trimEnd().split('\n');
  const txs = lines.slice(0, -1).map((line) => JSON.parse(line));
  const early = { ...txs[0], blockHash: null, blockSlot: null, confirmedMs: null };
  files.set('generator/transactions.jsonl', [JSON.stringify(early), 'no json', ...lines.slice(1)].join('\n'));
  const { transactions, ...results } = await analyse(files);
  const confirmed = txs.slice(1).filter((tx) => tx.confirmedMs !== null);
  assert.equal(transactions?.intended, txs.length);
  assert.equal(transactions?.confirmed, confirmed.length);
  assert.equal(transactions?.lost, 1);
  assert.equal(transactions?.pending, txs.length - 1 - confirmed.length);
  assert.equal(transactions?.garbageLines, 1);
  assert.ok(Math.abs(transactions!.intendedTps! - 20) < 1e-6);
  const latencies = confirmed.map((tx) => (tx.confirmedMs - tx.intendedMs) / 1000);
  assert.equal(
    results.metrics.find((m) => m.id === 'txInclusionLatency')?.value?.max,
    Math.max(...latencies),
  );
});

test('a log without one forger: its blocks are kept, named as a gap, and rejected only by a filter that needs the forger', async () => {
  const { files, truth } = syntheticRun();
  for (const name of files.keys()) if (name.startsWith('tracer/node-2/')) files.delete(name);
  const results = await analyse(files);
  const expected = truth.blocks.filter((b) => b.onChain).slice(0, -1);
  assert.deepEqual(
    results.chain.blocks.map((b) => b.hash),
    expected.map((b) => b.hash),
  );
  const lost = expected.filter((b) => b.forger === 'node-2').length;
  assert.equal(results.chain.gaps.filter((gap) => gap.missing === 'noForger').length, lost);
  assert.equal(quality(results, 'noLog')[0]?.host, 'node-2');
  assert.equal(results.hosts.length, 3);
});

test('garbage and a cut tail are counted per file with their place, and change nothing else', async () => {
  const { files } = syntheticRun();
  const clean = await analyse(files);
  const name = 'tracer/node-1/node-2026-05-04T10-00-00.json';
  const lines = files.get(name)!.split('\n');
  const bad = [
    '{"at":"2026-05-04T10:00:01Z","ns":"Forge',
    '\u0000\u0000\u0000',
    '{"at":"x","ns":"Resources","data":{},"sev":"Info"}',
    '{"at":"2026-05-04T10:00:00.1Z","ns":"A.B","data":{"k{"at":"2026-05-04T10:00:00.2Z","ns":"A.B","data":{}}',
  ];
  const at = lines.slice(0, 100).join('\n').length + 1;
  lines.splice(100, 0, ...bad);
  files.set(name, lines.join('\n'));
  const last = 'tracer/node-3/node-2026-05-04T10-00-15.json';
  files.set(last, `${files.get(last)!}{"at":"2026-05-04T10:0`);
  const results = await analyse(files);
  const host = results.hosts.find((h) => h.host === 'node-1')!;
  assert.equal(host.logs.garbageLines, bad.length);
  const [item] = quality(results, 'garbageLines');
  assert.equal(item?.level, 'warning');
  assert.match(item!.text, new RegExp(`${name} has 4 unreadable lines.*byte ${at},`));
  assert.equal(quality(results, 'cutTail')[0]?.host, 'node-3');
  assert.deepEqual(results.metrics, clean.metrics);
  assert.deepEqual(results.chain, clean.chain);
});

test('a log cut at any byte: what is whole is read, what is cut is counted', () => {
  const { files } = syntheticRun({ slots: 5, hosts: 2, logSource: 'stdout' });
  const whole = Buffer.from(files.get('node-1/stdout')!);
  // The first lines stand for all: the time grows with the square of their bytes.
  const bytes = whole.subarray(0, whole.indexOf(10, 4000) + 1);
  for (let cut = 1; cut <= bytes.length; cut++) {
    const fold = new HostFold({
      host: 'node-1',
      adapter: cardanoNode,
      systemStart: { seconds: Date.parse('2026-05-04T10:00:00Z') / 1000, nanoseconds: 0 },
      slotNs: 200_000_000,
      adoption: 'any',
    });
    const cutter = new LineCutter({
      onLine: (l, start, end, at) => fold.line(l, start, end, at),
      onOversized: (at) => fold.garbage(at),
    });
    const middle = cut >> 1;
    cutter.push(bytes.subarray(0, middle));
    cutter.push(bytes.subarray(middle, cut));
    cutter.finish((l, start, end, at) => fold.tail(l, start, end, at));
    const { counts, faults } = fold.finish();
    const part = bytes.subarray(0, cut).toString();
    const lines = part.split('\n').filter((line) => line !== '');
    assert.equal(counts.lines, lines.length, `cut at ${cut}`);
    assert.equal(counts.garbageLines, 0, `cut at ${cut}`);
    const isCut = lines.length > 1 && !part.endsWith('\n') && bytes[cut] !== 10;
    assert.equal(faults[0]?.cutTailAt, isCut ? part.lastIndexOf('\n') + 1 : undefined, `cut at ${cut}`);
  }
});

test('an incomplete run says why and keeps what there is', async () => {
  const { files } = syntheticRun({ status: { status: 'incomplete', reason: 'node-2 was killed' } });
  files.set('node-2/exit_code', '137\n');
  const results = await analyse(files);
  assert.deepEqual(results.status.state, 'incomplete');
  assert.equal(results.status.reason, 'node-2 was killed');
  assert.deepEqual(
    results.status.exits.find((e) => e.program === 'node-2'),
    { program: 'node-2', code: 137 },
  );
  assert.ok(results.chain.length > 0);
  assert.match(quality(results, 'incompleteRun')[0]!.text, /node-2 was killed/);
});

test('missed slots are found, and the slots before a late start are not missed', async () => {
  const { files } = syntheticRun({ logSource: 'stdout', hosts: 2 });
  const keep = (name: string, keepLine: (slot: number | undefined, line: string) => boolean) =>
    files.set(
      name,
      files
        .get(name)!
        .split('\n')
        .filter((line) => keepLine(Number(/"slot":(\d+)/.exec(line)?.[1] ?? Number.NaN), line))
        .join('\n'),
    );
  keep(
    'node-0/stdout',
    (slot, line) => !(line.includes('StartLeadershipCheck') && (slot === 40 || slot === 41)),
  );
  keep('node-1/stdout', (_, line) => line > '{"at":"2026-05-04T10:00:06');
  const results = await analyse(files);
  const [item, ...others] = quality(results, 'missedSlots');
  assert.equal(item?.host, 'node-0');
  assert.match(item!.text, /2 slots of 150 \(first: 40, 41\)/);
  assert.deepEqual(others, []);
});

test('errors name the place and what was expected', async () => {
  await assert.rejects(
    analyseRun('/nonexistent/run', { now }),
    (error: AnalysisError) => error.code === 'RUN_NOT_FOUND',
  );
  const { files } = syntheticRun({ slots: 20 });
  const cases: [string, (f: Map<string, string>) => void, RegExp][] = [
    ['RUN_NO_GENESIS', (f) => f.delete('genesis/genesis.shelley.json'), /genesis\.shelley\.json/],
    ['RUN_BAD_FILE', (f) => f.set('meta.json', '{'), /meta\.json: expected JSON/],
    [
      'RUN_BAD_FILE',
      (f) => f.set('genesis/genesis.shelley.json', '{"systemStart":"now","slotLength":0}'),
      /systemStart as ISO 8601/,
    ],
    [
      'RUN_NO_LOGS',
      (f) => [...f.keys()].filter((n) => n.startsWith('tracer/node')).forEach((n) => void f.delete(n)),
      /expected logs/,
    ],
  ];
  for (const [code, change, message] of cases) {
    const changed = new Map(files);
    change(changed);
    await assert.rejects(
      analyse(changed),
      (error: AnalysisError) => error.code === code && message.test(error.message),
      code,
    );
  }
  const run = writeRun(files);
  try {
    await assert.rejects(
      analyseRun(run.dir, { now, signal: AbortSignal.abort() }),
      (error: AnalysisError) => error.code === 'ANALYSIS_ABORTED',
    );
  } finally {
    run.dispose();
  }
});
