import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseRun, type Results } from '@slotbench/analysis';
import { lostInLine } from '../../src/read/queue-loss.ts';
import { syntheticRun, writeRun } from '../synthetic-run.ts';

async function analyse(change: (files: Map<string, string>) => void, slots = 150): Promise<Results> {
  const { files } = syntheticRun({ logSource: 'stdout', slots });
  change(files);
  const run = writeRun(files);
  try {
    return await analyseRun(run.dir, { now: () => new Date(0) });
  } finally {
    run.dispose();
  }
}

const items = (results: Results, id: string) => results.quality.filter((q) => q.id === id);
const edit = (files: Map<string, string>, host: string, change: (lines: string[]) => string[]) =>
  files.set(`${host}/stdout`, change(files.get(`${host}/stdout`)!.split('\n')).join('\n'));
/** Without every nth line that holds the text. */
const without = (text: string, nth: number) => {
  let seen = 0;
  return (lines: string[]) => lines.filter((line) => !line.includes(text) || ++seen % nth !== 0);
};

test('traces that slots and blocks call for, against those in the log', async () => {
  const whole = await analyse(() => {});
  assert.ok(whole.coverage.length >= 4 * 10);
  for (const { host, trace, expected, seen } of whole.coverage)
    assert.equal(seen, expected, `${host} ${trace}`);
  assert.deepEqual(items(whole, 'traceCoverage'), []);

  const lossy = await analyse((files) => {
    edit(files, 'node-1', without('Forge.Loop.LedgerState"', 5));
    edit(files, 'node-2', without('DownloadedHeader"', 3));
    edit(files, 'node-3', without('Forge.Loop.LedgerView"', 1));
  });
  const row = (host: string, trace: string) => {
    const { expected, seen } = lossy.coverage.find((c) => c.host === host && c.trace === trace)!;
    return [expected, seen];
  };
  assert.deepEqual(row('node-1', 'LedgerState'), [150, 120]);
  assert.deepEqual(row('node-3', 'LedgerView'), [150, 0]);
  const [expected, seen] = row('node-2', 'DownloadedHeader') as [number, number];
  assert.ok(seen < expected && seen >= Math.floor((2 * expected) / 3));
  assert.deepEqual(
    items(lossy, 'traceCoverage').map(({ host, count, level }) => [host, count, level]),
    [
      ['node-1', 30, 'warning'],
      ['node-2', expected - seen, 'warning'],
    ],
  );
  assert.match(items(lossy, 'untraced:LedgerView')[0]!.text, /^node-3 never traces LedgerView\.$/);
});

test('a log that begins late or ends early is not expected to hold the blocks of before and after', async () => {
  const results = await analyse((files) => {
    edit(files, 'node-1', (lines) =>
      lines.filter((line) => line > '{"at":"2026-05-04T10:00:10' && line < '{"at":"2026-05-04T10:00:20'),
    );
  });
  const { expected, seen } = results.coverage.find((c) => c.host === 'node-1' && c.per === 'block')!;
  assert.equal(seen, expected);
  assert.ok(expected < results.chain.length / 2);
});

test('what a forger’s log lacks is counted by phase', async () => {
  const results = await analyse((files) => {
    for (const host of ['node-0', 'node-1', 'node-2', 'node-3']) {
      edit(files, host, without('ChainSync.ServerHeader.Update', 1));
      edit(files, host, without('AdoptedBlock', 1));
    }
  });
  assert.equal(items(results, 'missing:announced')[0]?.count, results.chain.accepted);
  assert.match(items(results, 'missing:announced')[0]!.text, /locli puts in 10 ms/);
  assert.equal(items(results, 'missing:size')[0]?.count, results.chain.accepted);
});

test('frequency limits: what they suppressed, also while they are still on', async () => {
  const line = (at: string, kind: string, count: number) =>
    JSON.stringify({
      at: `2026-05-04T10:00:${at}Z`,
      ns: `Reflection.${kind}`,
      data: { kind, numSuppressed: count },
      sev: 'Notice',
      thread: '1',
      host: 'h',
    });
  const results = await analyse((files) => {
    edit(files, 'node-0', (lines) => [
      ...lines.filter((l) => l !== ''),
      line('29.5', 'RememberLimiting', 40),
      line('29.6', 'RememberLimiting', 90),
      line('29.7', 'StopLimiting', 100),
    ]);
    edit(files, 'node-1', (lines) => [
      ...lines.filter((l) => l !== ''),
      line('29.5', 'StopLimiting', 7),
      line('29.6', 'RememberLimiting', 5),
    ]);
  });
  assert.deepEqual(
    items(results, 'tracesSuppressed').map(({ host, count }) => [host, count]),
    [
      ['node-0', 100],
      ['node-1', 12],
    ],
  );
});

const PRINTED: [string, number][] = [
  [
    'TraceObject queue overflowed. Dropped 192 messages from 2026-05-04 10:00:00.5 UTC to 2026-05-04 10:00:01 UTC',
    192,
  ],
  ["Notice: TraceForwarder's queue is full, 200 log items were dropped!", 200],
  ["Error: Switchboard's queue full, dropping log items!", 1],
  ["Notice: EKGViews's queue full, dropping log items!", 1],
  ['Starting: cardano-node', 0],
  ['TraceObject queue overflowed', 0],
];
for (const [text, lost] of PRINTED)
  test(`a queue that ran over: ${text.slice(0, 50)}`, () => assert.equal(lostInLine(text), lost));

test('queues that ran over are found in stderr and in the text among the lines', async () => {
  const results = await analyse((files) => {
    files.set('node-2/stderr', `something\n${PRINTED[0]![0]}\n${PRINTED[1]![0]}\n`);
    edit(files, 'node-2', (lines) => [PRINTED[2]![0], ...lines]);
  });
  assert.deepEqual(
    items(results, 'queueLosses').map(({ host, count, level }) => [host, count, level]),
    [['node-2', 393, 'warning']],
  );
});

test('the start-up is told apart, and told if it moves the figures', async () => {
  const results = await analyse((files) => {
    // Adoption in the first ten slots, which are two seconds, 1.5 s later than it was.
    for (const host of ['node-0', 'node-1', 'node-2', 'node-3'])
      edit(files, host, (lines) =>
        lines.map((line) =>
          /AddedToCurrentChain/.test(line) && line < '{"at":"2026-05-04T10:00:02'
            ? line.replace(/10:00:0(\d)/, (_, s) => `10:00:0${Number(s) + 1}`)
            : line,
        ),
      );
  }, 400);
  assert.deepEqual(
    results.strata.map(({ id }) => id),
    ['startUp', 'steady'],
  );
  const [startUp, steady] = results.strata;
  assert.equal(startUp!.checkedSlots, 4 * 10);
  assert.equal(steady!.checkedSlots, 4 * 390);
  assert.equal(startUp!.blocks + steady!.blocks, results.chain.accepted);
  const adoption = (s: typeof startUp) => s!.metrics.find((m) => m.id === 'adoption0.90')!.median;
  assert.ok(adoption(startUp) > adoption(steady) + 0.9);
  // Two blocks are too few for a sentence.
  assert.deepEqual(items(results, 'stratum:startUp'), []);
});

test('adoptions that the legacy system left out are upper bounds, and said to be', async () => {
  const results = await analyse((files) => edit(files, 'node-3', without('AddedToCurrentChain"', 2)));
  const [item] = items(results, 'inferredAdoptions');
  assert.equal(item?.host, 'node-3');
  assert.equal(item?.level, 'warning');
  const host = results.hosts.find((h) => h.host === 'node-3')!;
  assert.equal(host.adopted.inferred, item?.count);
  assert.ok(host.adopted.inferred > 5);
});

test('pauses of the chain that chance does not explain', async () => {
  const blocks = /"block|newtip|addBlock|head"|ForgedBlock|AdoptedBlock/;
  const stopped = await analyse((files) => {
    for (const host of ['node-0', 'node-1', 'node-2', 'node-3'])
      edit(files, host, (lines) =>
        lines.filter((line) => !(blocks.test(line) && line > '{"at":"2026-05-04T10:00:08')),
      );
  });
  assert.match(
    items(stopped, 'chainPause')[0]!.text,
    /The chain stops at block \d: the logs go on for 11\d slots/,
  );
  assert.deepEqual(items(await analyse(() => {}), 'chainPause'), []);
});
