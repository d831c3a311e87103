import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarise } from '../src/summary.ts';
import { createTransactionLog, type RandomAccessFile } from '../src/transaction-log.ts';
import type { TxRecord } from '../src/transactions.ts';

function record(n: number, more: Partial<TxRecord> = {}): TxRecord {
  return {
    id: n.toString(16).padStart(64, '0'),
    n,
    kind: 'load',
    sizeBytes: 300,
    fee: 1_000_000,
    intendedMs: 1_767_225_600_000 + n * 0.1,
    offeredMs: 1_767_225_600_000 + n * 0.1 + 1,
    target: 'node-0',
    sentMs: null,
    requestedMs: null,
    servedMs: null,
    blockSlot: null,
    blockNo: null,
    blockHash: null,
    confirmedMs: null,
    atDepthMs: null,
    ...more,
  };
}

function memoryFile(): RandomAccessFile & { text(): string; writes: number; full: boolean } {
  let bytes = Buffer.alloc(0);
  return {
    writes: 0,
    full: false,
    async write(piece, position) {
      if (this.full) throw new Error('ENOSPC');
      this.writes++;
      if (bytes.length < position + piece.length)
        bytes = Buffer.concat([bytes, Buffer.alloc(position + piece.length - bytes.length)]);
      bytes.set(piece, position);
    },
    async close() {},
    text: () => bytes.toString(),
  };
}

const lines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('at every flush the file is whole lines, one a transaction, with the latest of each', async () => {
  const file = memoryFile();
  const log = createTransactionLog(file, ['node-0', 'knoten-ä']);
  const records = Array.from({ length: 1_000 }, (_, n) => record(n));
  for (const each of records) log.add(each);
  await log.flush();
  assert.equal(file.writes, 4, '1000 new lines are four pieces');
  assert.equal(lines(file.text()).length, 1_000);
  for (const n of [3, 4, 900]) {
    Object.assign(records[n]!, {
      target: 'knoten-ä',
      sentMs: 1_767_225_600_123.456,
      confirmedMs: 1_767_225_601_000.875,
      blockHash: 'ab'.repeat(32),
      blockSlot: 7,
      blockNo: 1,
    });
    log.touch(records[n]!);
  }
  await log.flush();
  assert.equal(file.writes, 6, 'two neighbours and one more');
  const rows = lines(file.text());
  assert.equal(rows.length, 1_000);
  assert.deepEqual(
    rows.map((row) => row.n),
    records.map((each) => each.n),
  );
  assert.deepEqual(rows[4], {
    id: records[4]!.id,
    n: 4,
    target: 'knoten-ä',
    intendedMs: 1_767_225_600_000.4,
    offeredMs: 1_767_225_600_001.4,
    sentMs: 1_767_225_600_123.456,
    requestedMs: null,
    servedMs: null,
    blockSlot: 7,
    blockNo: 1,
    blockHash: 'ab'.repeat(32),
    confirmedMs: 1_767_225_601_000.875,
    atDepthMs: null,
    kind: 'load',
    sizeBytes: 300,
    fee: 1_000_000,
  });
  assert.equal(rows[5].sentMs, null);
});

test('what could not be written is written at the next flush, and the summary is the last line', async () => {
  const file = memoryFile();
  const log = createTransactionLog(file, ['node-0']);
  log.add(record(0));
  file.full = true;
  await assert.rejects(log.flush(), /ENOSPC/);
  file.full = false;
  const summary = summarise([record(0)], {
    endedBy: 'told to stop',
    planned: 1,
    counts: { reoffered: 0, refused: 0, unavailable: 0 },
    failures: [],
    signedLate: 0,
    startMs: null,
    saturation: null,
  });
  await log.finish(summary);
  const rows = lines(file.text());
  assert.deepEqual(rows, [rows[0], { summary: JSON.parse(JSON.stringify(summary)) }]);
  assert.equal(rows[0].n, 0);
});

test('the summary counts steps and measures from the intended time', () => {
  const startMs = 1_767_225_600_000;
  const records = Array.from({ length: 101 }, (_, n) =>
    record(n, {
      intendedMs: startMs + n * 10,
      offeredMs: startMs + n * 10 + (n === 100 ? 9 : 1),
      target: n % 2 === 0 ? 'node-0' : 'node-1',
      sentMs: n < 90 ? startMs + n * 10 + 4 : null,
      servedMs: n < 80 ? startMs + n * 10 + 6 : null,
      confirmedMs: n < 50 ? startMs + n * 10 + 500 : null,
      atDepthMs: n < 20 ? startMs + n * 10 + 800 : null,
    }),
  );
  const split = record(0, { kind: 'split', confirmedMs: 1 });
  const options = {
    endedBy: 'targets gone',
    planned: 200,
    counts: { reoffered: 3, refused: 4, unavailable: 5 },
    failures: ['node-1: gone'],
    signedLate: 2,
    startMs,
    saturation: null,
  } as const;
  const summary = summarise([split, ...records], options);
  assert.deepEqual(summary, {
    endedBy: 'targets gone',
    splitTransactions: 1,
    planned: 200,
    offered: 101,
    sent: 90,
    requested: 0,
    served: 80,
    confirmed: 50,
    atDepth: 20,
    refused: 4,
    unavailable: 5,
    reoffered: 3,
    signedLate: 2,
    startMs,
    elapsedSeconds: 1.009,
    tps: { intended: 100, sent: 89.197, confirmed: 49.554 },
    slipMs: { p50: 1, p90: 1, p99: 1, max: 9 },
    announceDelayMs: { p50: 4, p90: 4, p99: 4, max: 4 },
    confirmationMs: { p50: 500, p90: 500, p99: 500, max: 500 },
    atDepthMs: { p50: 800, p90: 800, p99: 800, max: 800 },
    failures: ['node-1: gone'],
    saturation: null,
    perTarget: { 'node-0': { sent: 45, served: 40 }, 'node-1': { sent: 45, served: 40 } },
  });
});
