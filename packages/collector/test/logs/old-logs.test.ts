import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { type LogFormat, logFileName } from '../../src/logs/log-name.ts';
import { type OldLogsContext, tendOldLogs } from '../../src/logs/old-logs.ts';

const HOUR_MS = 3_600_000;
const nowMs = Date.parse('2026-07-01T12:00:00Z');
let root: string;
const errors: string[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slotbench-old-logs-'));
  errors.length = 0;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const name = (minutesAgo: number, format: LogFormat = 'ForMachine') =>
  logFileName(format, nowMs - minutesAgo * 60_000);

function write(node: string, file: string, text: string, minutesAgo = 0): void {
  mkdirSync(join(root, node), { recursive: true });
  writeFileSync(join(root, node, file), text);
  const seconds = nowMs / 1000 - minutesAgo * 60;
  utimesSync(join(root, node, file), seconds, seconds);
}

function link(node: string, target: string): void {
  symlinkSync(target, join(root, node, 'node.json'));
}

const list = (node: string) => readdirSync(join(root, node)).sort();

async function tend(o: Partial<OldLogsContext> = {}): Promise<void> {
  await tendOldLogs({
    logging: [
      { logRoot: root, logMode: 'FileMode', logFormat: 'ForMachine' },
      { logRoot: root, logMode: 'FileMode', logFormat: 'ForHuman' },
    ],
    compression: undefined,
    departedMaxAgeMs: undefined,
    isConnected: () => true,
    nowMs: () => nowMs,
    onError: (place, error) => errors.push(`${place}: ${(error as Error).message}`),
    signal: new AbortController().signal,
    ...o,
  });
  assert.deepEqual(errors, []);
}

for (const compression of ['gzip', 'zstd'] as const)
  test(`${compression}: rotated files of both formats, not the current one, not young ones, nothing else`, async () => {
    const ending = compression === 'gzip' ? '.gz' : '.zst';
    const text = `${'x'.repeat(700_000)}\n`;
    write('node-0', name(30), text, 20);
    write('node-0', name(10), 'current by name\n');
    write('node-0', name(0.5), 'young\n');
    write('node-0', name(5), 'linked\n');
    link('node-0', `/elsewhere/${name(5)}`);
    write('node-0', name(40, 'ForHuman'), 'human\n');
    write('node-0', name(1, 'ForHuman'), 'current\n');
    write('node-0', 'notes.txt', 'notes\n');
    await tend({ compression });
    assert.deepEqual(
      list('node-0'),
      [
        name(30) + ending,
        name(10) + ending,
        name(5),
        name(0.5),
        name(40, 'ForHuman') + ending,
        name(1, 'ForHuman'),
        'node.json',
        'notes.txt',
      ].sort(),
    );
    const path = join(root, 'node-0', name(30) + ending);
    const unpack = compression === 'gzip' ? gunzipSync : zstdDecompressSync;
    assert.equal(unpack(readFileSync(path)).toString(), text);
    assert(statSync(path).size < 10_000);
    assert.equal(statSync(path).mtimeMs, nowMs - 20 * 60_000);
  });

test('what kill -9 left of a compression is done again', async () => {
  write('node-0', name(30), 'whole\n');
  write('node-0', `${name(30)}.gz`, 'of before the unlink, or not');
  write('node-0', `${name(20)}.gz.tmp`, 'half');
  write('node-0', name(20), 'also whole\n');
  write('node-0', 'other.gz.tmp', 'not ours');
  write('node-0', name(1), 'current\n');
  await tend({ compression: 'gzip' });
  assert.deepEqual(list('node-0'), [`${name(30)}.gz`, `${name(20)}.gz`, name(1), 'other.gz.tmp']);
  assert.equal(gunzipSync(readFileSync(join(root, 'node-0', `${name(30)}.gz`))).toString(), 'whole\n');
});

test('told to stop, it leaves the file as it was', async () => {
  const stop = new AbortController();
  write('node-0', name(30), 'x'.repeat(5_000_000));
  write('node-0', name(1), 'current\n');
  const tending = tend({ compression: 'zstd', signal: stop.signal });
  setTimeout(() => stop.abort(), 1);
  await tending;
  assert.deepEqual(list('node-0'), [name(30), name(1)]);
});

test('departed nodes: files go by their last line, then link and folder; connected nodes keep theirs', async () => {
  for (const node of ['gone', 'here', 'with-notes']) {
    write(node, name(300), 'a\n', 200);
    write(node, `${name(250)}.zst`, 'a', 150);
    link(node, name(300));
  }
  mkdirSync(join(root, 'empty'));
  write('gone-lately', name(300), 'a\n', 200);
  write('gone-lately', name(280), 'still written\n', 119);
  write('with-notes', 'notes.txt', 'mine');
  write('with-notes', name(300, 'ForHuman'), 'human\n', 200);
  await tend({ departedMaxAgeMs: 2 * HOUR_MS, isConnected: (directory) => directory === 'here' });
  assert(!existsSync(join(root, 'gone')));
  assert.deepEqual(list('here'), [name(300), `${name(250)}.zst`, 'node.json']);
  assert.deepEqual(list('gone-lately'), [name(280)]);
  assert.deepEqual(list('with-notes'), ['notes.txt']);
  assert.deepEqual(list('empty'), [], 'a folder that we have not emptied');
});

test('trouble in one folder hinders no other', async () => {
  mkdirSync(join(root, 'a', name(30)), { recursive: true }); // a folder by the name of a log file
  write('a', name(1), 'current\n');
  write('b', name(30), 'b\n');
  write('b', name(1), 'current\n');
  await assert.rejects(tend({ compression: 'gzip' }));
  assert.match(errors.join(), /^[^,]*\/a\/[^,]*EISDIR/);
  assert.deepEqual(list('b'), [`${name(30)}.gz`, name(1)]);
});

test('a root that is not there, and nothing asked for', async () => {
  await tend({ logging: [{ logRoot: join(root, 'x'), logMode: 'FileMode', logFormat: 'ForHuman' }] });
  await tend({
    logging: [{ logRoot: join(root, 'x'), logMode: 'FileMode', logFormat: 'ForHuman' }],
    compression: 'gzip',
  });
});
