import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { type Disk, disk } from '../src/disk.ts';
import { createLogFile } from '../src/log-file.ts';

let root: string;
let nowMs: number;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slotbench-log-'));
  nowMs = Date.parse('2026-07-01T12:00:00Z');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const open = (o: Partial<Disk> = {}) =>
  createLogFile({
    directory: join(root, 'node-0'),
    format: 'ForMachine',
    disk: { ...disk, ...o },
    nowMs: () => nowMs,
  });
const read = (name = 'node.json') => readFileSync(join(root, 'node-0', name), 'utf8');

test('lines are appended, the link leads to the current file', async () => {
  const log = open();
  assert.equal(await log.append('{"a":1}\n'), 8);
  await Promise.all([log.append('2\n'), log.append('3\n'), log.append('4\n')]);
  await log.close();
  assert.equal(read(), '{"a":1}\n2\n3\n4\n');
  assert.equal(readlinkSync(join(root, 'node-0', 'node.json')), 'node-2026-07-01T12-00-00.json');
});

test('a file of the same second is continued, never truncated, and a cut last line is ended first', async () => {
  const first = open();
  await first.append('1\n');
  await first.close();
  const second = open();
  await second.append('2\n');
  await second.close();
  assert.equal(read(), '1\n2\n');
  writeFileSync(join(root, 'node-0', 'node-2026-07-01T12-00-00.json'), '1\n{"cut":');
  const third = open();
  await third.append('3\n');
  await third.close();
  assert.equal(read(), '1\n{"cut":\n3\n');
});

test('a new file starts at the limit; old ones go by count and age', async () => {
  const log = open();
  const limits = { limitBytes: 4, keepFiles: 1, maxAgeMs: 60_000 };
  for (let n = 0; n < 4; n++) {
    await log.append(`${n}ab\n`);
    nowMs += 60_000;
    await log.rotate(limits);
  }
  await log.rotate(limits); // the current file is empty: nothing to rotate, one more is out of its age
  await log.close();
  const names = readdirSync(join(root, 'node-0')).sort();
  assert.deepEqual(names, ['node-2026-07-01T12-03-00.json', 'node-2026-07-01T12-04-00.json', 'node.json']);
  assert.equal(read('node-2026-07-01T12-03-00.json'), '3ab\n');
});

test('a full disk rejects the batch, keeps what fitted, and the next batch starts on its own line', async () => {
  let room = 5;
  const full: Partial<Disk> = {
    async openAppend(path) {
      const handle = await disk.openAppend(path);
      return {
        ...handle,
        async write(bytes) {
          if (room <= 0)
            throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
          const written = await handle.write(bytes.subarray(0, room));
          room -= written;
          return written;
        },
      };
    },
  };
  const log = open(full);
  await assert.rejects(log.append('{"first":1}\n'), /ENOSPC/);
  room = 1000;
  await log.append('{"second":2}\n');
  await log.close();
  assert.equal(read(), '{"fir\n{"second":2}\n');
});
