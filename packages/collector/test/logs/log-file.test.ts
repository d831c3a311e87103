import assert from 'node:assert/strict';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Disk, disk } from '../../src/logs/disk.ts';
import { createLogFile } from '../../src/logs/log-file.ts';

let root: string;
let nowMs: number;
let full: unknown[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slotbench-log-'));
  nowMs = Date.parse('2026-07-01T12:00:00Z');
  full = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const open = (o: Partial<Disk> = {}) =>
  createLogFile({
    directory: join(root, 'node-0'),
    format: 'ForMachine',
    disk: { ...disk, ...o },
    nowMs: () => nowMs,
    onFull: (error) => full.push(error),
  });
const bytes = (text: string) => new TextEncoder().encode(text);
const read = (name = 'node.json') => readFileSync(join(root, 'node-0', name), 'utf8');

test('lines are appended, the link leads to the current file', async () => {
  const log = open();
  assert.equal(await log.append(bytes('{"a":1}\n')), 8);
  await Promise.all([log.append(bytes('2\n')), log.append(bytes('3\n')), log.append(bytes('4\n'))]);
  await log.close();
  assert.equal(read(), '{"a":1}\n2\n3\n4\n');
  assert.equal(readlinkSync(join(root, 'node-0', 'node.json')), 'node-2026-07-01T12-00-00.json');
});

test('a file of the same second is continued, never truncated, and a cut last line is ended first', async () => {
  const first = open();
  await first.append(bytes('1\n'));
  await first.close();
  const second = open();
  await second.append(bytes('2\n'));
  await second.close();
  assert.equal(read(), '1\n2\n');
  writeFileSync(join(root, 'node-0', 'node-2026-07-01T12-00-00.json'), '1\n{"cut":');
  const third = open();
  await third.append(bytes('3\n'));
  await third.close();
  assert.equal(read(), '1\n{"cut":\n3\n');
});

test('a new file starts at the limit; old ones go by count and age', async () => {
  const log = open();
  const limits = { limitBytes: 4, keepFiles: 1, maxAgeMs: 60_000 };
  for (let n = 0; n < 4; n++) {
    await log.append(bytes(`${n}ab\n`));
    nowMs += 60_000;
    await log.rotate(limits);
  }
  await log.rotate(limits); // the current file is empty: nothing to rotate, one more is out of its age
  await log.close();
  const names = readdirSync(join(root, 'node-0')).sort();
  assert.deepEqual(names, ['node-2026-07-01T12-03-00.json', 'node-2026-07-01T12-04-00.json', 'node.json']);
  assert.equal(read('node-2026-07-01T12-03-00.json'), '3ab\n');
});

for (const [what, take] of [
  [
    'file',
    (folder: string) => renameSync(join(folder, readlinkSync(join(folder, 'node.json'))), join(folder, 'x')),
  ],
  ['folder', (folder: string) => rmSync(folder, { recursive: true })],
] as const)
  test(`a ${what} that was taken away: lines after the next rotation check go to a new file`, async () => {
    const limits = { limitBytes: 1000, keepFiles: 1, maxAgeMs: 60_000 };
    const log = open();
    await log.append(bytes('1\n'));
    take(join(root, 'node-0'));
    nowMs += 60_000;
    await log.rotate(limits);
    await log.append(bytes('2\n'));
    await log.close();
    assert.equal(read(), '2\n');
    assert.equal(readlinkSync(join(root, 'node-0', 'node.json')), 'node-2026-07-01T12-01-00.json');
  });

/** A disk with room for so many bytes, which can be changed. */
function smallDisk(room: { bytes: number; code?: string }): Partial<Disk> {
  return {
    async openAppend(path) {
      const handle = await disk.openAppend(path);
      return {
        ...handle,
        async write(bytes) {
          const code = room.code ?? 'ENOSPC';
          if (room.bytes <= 0) throw Object.assign(new Error(`${code}: write`), { code });
          const written = await handle.write(bytes.subarray(0, room.bytes));
          room.bytes -= written;
          return written;
        },
      };
    },
  };
}

test('a full disk: the batch waits, in the middle of a line, is said once, and goes on where it stopped', async () => {
  const room = { bytes: 5 };
  const log = open(smallDisk(room));
  let written: number | undefined;
  const first = Promise.resolve(log.append(bytes('{"first":1}\n'))).then((n) => {
    written = n;
  });
  await sleep(600); // two attempts more
  assert.equal(written, undefined);
  assert.equal(full.length, 1);
  nowMs += 60_000;
  await log.rotate({ limitBytes: 1, keepFiles: 5, maxAgeMs: 1e9 });
  room.bytes = 1000;
  await first;
  await log.append(bytes('{"second":2}\n'));
  await log.close();
  assert.equal(written, 12);
  assert.equal(read(), '{"first":1}\n{"second":2}\n', 'one file: a line that waits is not cut by a rotation');
});

test('closing gives a batch up that waits for room', async () => {
  const log = open(smallDisk({ bytes: 5 }));
  const waiting = Promise.resolve(log.append(bytes('{"first":1}\n')));
  await sleep(50);
  await Promise.all([assert.rejects(waiting, /ENOSPC/), log.close()]);
  const next = open();
  await next.append(bytes('{"second":2}\n'));
  await next.close();
  assert.equal(read(), '{"fir\n{"second":2}\n', 'what was cut ends before the next line');
});

test('any other error rejects the batch at once; the next one opens the file anew, on its own line', async () => {
  const room = { bytes: 5, code: 'EIO' };
  const log = open(smallDisk(room));
  await assert.rejects(async () => log.append(bytes('{"first":1}\n')), /EIO/);
  room.bytes = 1000;
  await log.append(bytes('{"second":2}\n'));
  await log.close();
  assert.deepEqual(full, []);
  assert.equal(read(), '{"fir\n{"second":2}\n');
});
