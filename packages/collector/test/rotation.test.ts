import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createdMs, linkName, logFileName } from '../src/log-name.ts';
import { expiredLogs } from '../src/rotation.ts';

const now = Date.parse('2026-07-01T12:00:00Z');
const file = (minutesAgo: number) => logFileName('ForMachine', now - minutesAgo * 60_000);

test('log file names tell their second of creation', () => {
  assert.equal(file(0), 'node-2026-07-01T12-00-00.json');
  assert.equal(createdMs(file(0), 'ForMachine'), now);
  assert.equal(linkName('ForHuman'), 'node.log');
  const foreign = [
    'node.json',
    'node-2026-07-01T12-00-00.log',
    'node-2026-13-01T12-00-00.json',
    'xnode-2026-07-01T12-00-00.json',
  ];
  for (const name of foreign) assert.equal(createdMs(name, 'ForMachine'), undefined, name);
});

const cases: [
  name: string,
  keepFiles: number,
  maxAgeMinutes: number,
  agesKept: number[],
  agesDeleted: number[],
][] = [
  ['the current file never goes', 0, 0, [1], [2, 30]],
  ['keepFiles is a minimum beside the current file', 2, 0, [1, 2, 3], [40, 50]],
  ['old enough counts, to the minute', 0, 30, [1, 29], [30, 31]],
  ['young files are no surplus', 1, 60, [1, 2, 3, 4, 59], []],
];

for (const [name, keepFiles, maxAgeMinutes, kept, deleted] of cases)
  test(name, () => {
    const names = ['notes.txt', 'node.json', ...[...kept, ...deleted].map(file)];
    const expired = expiredLogs(names, {
      format: 'ForMachine',
      keepFiles,
      maxAgeMs: maxAgeMinutes * 60_000,
      nowMs: now,
    });
    assert.deepEqual(expired.sort(), deleted.map(file).sort());
  });
