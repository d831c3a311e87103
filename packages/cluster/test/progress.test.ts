import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { advance } from '../src/progress/chain-progress.ts';
import { createLogTail } from '../src/progress/log-tail.ts';
import { secondsLeft } from '../src/progress/seconds-left.ts';

const line = (ns: string, data: object) =>
  JSON.stringify({ at: '2026-07-03T09:41:06.1Z', ns, data, sev: 'Info', thread: '1', host: 'h' });

test('slot and block number follow the log of a node and never go back', () => {
  const first = advance(undefined, [
    'garbage',
    line('Forge.Loop.StartLeadershipCheck', { kind: 'TraceStartLeadershipCheck', slot: 41 }),
    line('ChainSync.Client.DownloadedHeader', { kind: 'DownloadedHeader', slot: 40, blockNo: 7, peer: {} }),
  ]);
  assert.deepEqual(first, { slot: 41, blockNo: 7 });
  const next = advance(first, [
    line('Forge.Loop.ForgedBlock', { slot: 42, blockNo: 8 }),
    line('ChainSync.Client.DownloadedHeader', { slot: 30, blockNo: 6 }),
    line('Mempool.AddedTx', { slot: 99, blockNo: 99 }),
  ]);
  assert.deepEqual(next, { slot: 41, blockNo: 8 });
  assert.equal(advance(undefined, ['{}']), undefined);
});

test('a tail gives whole lines once, whatever the cuts, and starts anew with another file', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sb-tail-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'log');
  const tail = createLogTail();
  assert.deepEqual(await tail.read(path), []);
  writeFileSync(path, 'one\ntw');
  assert.deepEqual(await tail.read(path), ['one']);
  appendFileSync(path, 'o\n\nthree');
  assert.deepEqual(await tail.read(path), ['two', '']);
  const long = 'x'.repeat(600_000); // more than one read
  appendFileSync(path, `${long}\n`);
  assert.deepEqual(await tail.read(path), [`three${long}`]);
  writeFileSync(join(folder, 'next'), 'four\n');
  assert.deepEqual(await tail.read(join(folder, 'next')), ['four']);
});

const left: readonly [name: string, o: Partial<Parameters<typeof secondsLeft>[0]>, seconds: number][] = [
  ['before slot 0', { elapsedSeconds: -5, blockNo: -1 }, 30],
  ['in the middle', { elapsedSeconds: 12, blockNo: 10 }, 15],
  ['beyond the target', { elapsedSeconds: 40, blockNo: 26 }, 0],
  ['the plan ends earlier than the blocks', { elapsedSeconds: 110, blockNo: 5 }, 10],
  ['no target', { elapsedSeconds: 20, blockTarget: undefined }, 100],
];
for (const [name, o, seconds] of left)
  test(`seconds left: ${name}`, () =>
    assert.equal(
      secondsLeft({
        elapsedSeconds: 0,
        blockNo: 0,
        blockTarget: 25,
        plannedSeconds: 120,
        blockSeconds: 1,
        ...o,
      }),
      seconds,
    ));
