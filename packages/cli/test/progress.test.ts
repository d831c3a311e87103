import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressLine } from '../src/progress.ts';
import { statusLine } from '../src/status-line.ts';

const full = {
  phase: 'load',
  slot: 61,
  blockNo: 12,
  blockTarget: 25,
  tps: 48.94,
  submitted: 700,
  confirmed: 612,
  messagesPerSecond: 911.6,
  secondsLeft: 12.2,
} as const;

const lines: {
  name: string;
  progress: Parameters<typeof progressLine>[0];
  columns: number;
  runs: number;
  line: string;
}[] = [
  {
    name: 'everything known',
    progress: full,
    columns: 120,
    runs: 1,
    line: 'load  block 12/25  slot 61  48.9 tx/s  612 tx in blocks  912 msg/s  13 s left',
  },
  {
    name: 'one of several runs',
    progress: { phase: 'starting' },
    columns: 80,
    runs: 3,
    line: 'run 2/3  starting',
  },
  {
    name: 'no rate before there is a load',
    progress: { phase: 'splitting', slot: 3, tps: 0, confirmed: 0 },
    columns: 80,
    runs: 1,
    line: 'splitting funds  slot 3',
  },
  {
    name: 'before slot 0',
    progress: { phase: 'splitting', secondsLeft: 60 },
    columns: 80,
    runs: 1,
    line: 'waiting for slot 0  60 s left',
  },
  {
    name: 'a narrow terminal keeps whole parts',
    progress: full,
    columns: 30,
    runs: 1,
    line: 'load  block 12/25  slot 61',
  },
  {
    name: 'late is not negative',
    progress: { phase: 'load', secondsLeft: -3 },
    columns: 80,
    runs: 1,
    line: 'load  0 s left',
  },
];

for (const { name, progress, columns, runs, line } of lines)
  test(`progress line: ${name}`, () => {
    assert.equal(progressLine(progress, { columns, run: 2, runs }), line);
  });

test('without a terminal a line appears when the phase changes, and every five seconds', () => {
  const written: string[] = [];
  let now = 0;
  const stream = {
    isTTY: false,
    write: (text: string) => written.push(text),
  } as unknown as NodeJS.WriteStream;
  const status = statusLine(stream, () => now);
  for (const [ms, line] of [
    [0, 'starting'],
    [500, 'load  block 1'],
    [1000, 'load  block 2'],
    [5600, 'load  block 6'],
  ] as const) {
    now = ms;
    status.show(line);
  }
  assert.deepEqual(written, ['starting\n', 'load  block 1\n', 'load  block 6\n']);
});
