import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkName, logFileName, parseLogName } from '../../src/logs/log-name.ts';
import { currentLog, expiredLogs } from '../../src/logs/rotation.ts';

const now = Date.parse('2026-07-01T12:00:00Z');
const file = (minutesAgo: number) => logFileName('ForMachine', now - minutesAgo * 60_000);

test('log file names tell their second of creation, format and compression', () => {
  assert.equal(file(0), 'node-2026-07-01T12-00-00.json');
  const plain = { format: 'ForMachine', createdMs: now, compression: undefined };
  assert.deepEqual(parseLogName(file(0)), plain);
  assert.deepEqual(parseLogName(`${file(0)}.gz`), { ...plain, compression: 'gzip' });
  assert.deepEqual(parseLogName(`${file(0)}.zst`), { ...plain, compression: 'zstd' });
  assert.deepEqual(parseLogName('node-2026-07-01T12-00-00.log'), { ...plain, format: 'ForHuman' });
  assert.equal(linkName('ForHuman'), 'node.log');
  const foreign = [
    'node.json',
    'node-2026-07-01T12-00-00.json.bz2',
    'node-2026-07-01T12-00-00.json.gz.tmp',
    'node-2026-07-01T12-00-00.txt',
    'node-2026-13-01T12-00-00.json',
    'xnode-2026-07-01T12-00-00.json',
  ];
  for (const name of foreign) assert.equal(parseLogName(name), undefined, name);
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
  for (const ending of ['', '.gz', '.zst'])
    test(`${name}${ending === '' ? '' : `, the others compressed to ${ending}`}`, () => {
      const [current, ...others] = kept;
      const end = (minutes: number) => file(minutes) + ending;
      const names = ['notes.txt', 'node.json', file(current!), ...[...others, ...deleted].map(end)];
      const expired = expiredLogs([...names, logFileName('ForHuman', 0)], {
        format: 'ForMachine',
        keepFiles,
        maxAgeMs: maxAgeMinutes * 60_000,
        nowMs: now,
      });
      assert.deepEqual(expired.sort(), deleted.map(end).sort());
    });

test('the current file is the newest that is not compressed', () => {
  assert.equal(currentLog([file(3), file(2), `${file(1)}.gz`]), file(2));
  assert.equal(currentLog([`${file(1)}.gz`]), undefined);
});
