import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import type { LogHead } from '../../src/log/observation.ts';
import { ObservationSummary } from '../../src/log/summary.ts';
import { writeLog } from '../../src/log/write-log.ts';

const head: LogHead = {
  kind: 'log',
  format: 'slotbench/observations/1',
  version: '0',
  originMs: 0,
  pid: 1,
  magic: 42,
  nodes: [{ name: 'node-0', address: 'h:1' }],
  blocks: true,
  sampleMs: 1000,
};

test('every line that was written is there after close, the head first', async () => {
  let text = '';
  const output = new Writable({
    write(chunk, _, done) {
      text += chunk;
      setTimeout(done, 2);
    },
  });
  const log = writeLog(output, head, assert.fail);
  for (let ns = 0; ns < 100; ns++) log.write({ ns, kind: 'roundTrip', node: 'node-0', roundTripNs: 1 });
  await log.close();
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(lines[0], head);
  assert.deepEqual(
    lines.slice(1).map(({ ns }) => ns),
    Array.from({ length: 100 }, (_, i) => i),
  );
  assert.equal(log.lostLines, 0);
});

test('a reader that is too slow: lines are counted, memory is bounded', async () => {
  const output = new Writable({ highWaterMark: 1, write() {} });
  const log = writeLog(output, head, assert.fail);
  const text = 'x'.repeat(9 << 20);
  for (let ns = 0; ns < 3; ns++) {
    log.write({ ns, kind: 'ended', node: 'node-0', reason: 'closed', text, retryMs: null });
    await new Promise((resolve) => setTimeout(resolve, 260));
    if (log.lostLines > 0) break;
  }
  assert.ok(log.lostLines > 0);
  assert.ok(output.writableLength < 20 << 20);
});

test('an output that breaks is told once', async () => {
  const errors: string[] = [];
  const output = new Writable({
    write(_, __, done) {
      done(new Error('no space'));
    },
  });
  const log = writeLog(output, head, (error) => errors.push(error.message));
  log.write({ ns: 1, kind: 'roundTrip', node: 'node-0', roundTripNs: 1 });
  await log.close();
  assert.deepEqual(errors, ['no space']);
});

test('the summary counts what nodes did and says why connections ended', () => {
  const summary = new ObservationSummary(head);
  const node = 'node-0';
  const block = { slot: 1, hash: 'aa', askedNs: 1 };
  summary.add({
    ns: 1,
    kind: 'header',
    node,
    ...block,
    block: 1,
    how: 'pushed',
    pool: '',
    bodyBytes: 4,
    tipBlock: 1,
  });
  summary.add({ ns: 2, kind: 'block', node, ...block, bytes: 9 });
  summary.add({ ns: 3, kind: 'rollback', node, slot: null, hash: null, depth: 1, tipBlock: 0 });
  summary.add({ ns: 4, kind: 'roundTrip', node, roundTripNs: 2_500_000 });
  summary.add({ ns: 5, kind: 'ended', node, reason: 'tip', text: 'it lies', retryMs: 60_000 });
  summary.add({ ns: 6, kind: 'ended', node, reason: 'stopped', text: 'the observer ends', retryMs: null });
  const sample = {
    kind: 'process',
    name: 'observer',
    pid: 1,
    systemMs: 0,
    rssBytes: 1,
    minorFaults: 0,
    majorFaults: 0,
    threads: 1,
  } as const;
  summary.add({ ns: 0, ...sample, userMs: 100, peakRssBytes: 0 });
  summary.add({ ns: 2e9, ...sample, userMs: 130, peakRssBytes: 3 << 20 });
  assert.deepEqual(summary.lines(), [
    'node-0: 1 headers, 1 blocks, 1 rollbacks, shortest round trip 2.50 ms',
    '  ended 1 times, tip: it lies',
    'process observer: 1.5 % of a core, peak 3 MiB',
  ]);
});
