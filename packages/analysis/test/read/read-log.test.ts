import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { readLog } from '../../src/read/read-log.ts';

const dir = mkdtempSync(join(tmpdir(), 'slotbench-read-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** 200,000 lines, 2.6 MB: more than one chunk of anything. */
const TEXT = Buffer.from(
  Array.from({ length: 200_000 }, (_, i) => `line ${(i * 7919) % 100_003}\n`).join(''),
);

async function read(bytes: Buffer) {
  const path = join(dir, 'log');
  writeFileSync(path, bytes);
  const seen = { lines: [] as string[], tails: 0, broken: undefined as string | undefined };
  const result = await readLog(
    { path, name: 'log' },
    {
      startFile() {},
      line: (buffer, start, end) => void seen.lines.push(buffer.toString('latin1', start, end)),
      tail: () => void seen.tails++,
      garbage: () => assert.fail(),
      broken: (why) => {
        seen.broken = why;
      },
    },
  );
  assert.deepEqual(result, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
  return seen;
}

const lines = TEXT.toString('latin1').trimEnd().split('\n');
const PACKERS = [
  { name: 'gzip', pack: gzipSync },
  { name: 'zstd', pack: zstdCompressSync },
];

for (const { name, pack } of PACKERS) {
  const whole = pack(TEXT);
  test(`${name}: the lines of a packed file, also of one that was appended to`, async () => {
    const once = await read(whole);
    assert.deepEqual(once, { lines, tails: 0, broken: undefined });
    const thrice = await read(Buffer.concat([whole, whole, whole]));
    assert.equal(thrice.broken, undefined);
    assert.deepEqual(thrice.lines, [...lines, ...lines, ...lines]);
  });

  test(`${name}: a file cut short or damaged gives what can be unpacked, and says so`, async () => {
    const cases: [string, Buffer, RegExp][] = [
      ['cut in the middle', whole.subarray(0, whole.length >> 1), /ends in the middle/],
      ['without its last byte', whole.subarray(0, whole.length - 1), /ends in the middle/],
      [
        'with other bytes after it',
        Buffer.concat([whole, Buffer.from('{"at":"x"}\n')]),
        /damaged|other bytes/,
      ],
      ['its end damaged', flip(whole, whole.length - 40), /damaged|ends in the middle/],
    ];
    for (const [what, bytes, expected] of cases) {
      const seen = await read(bytes);
      assert.match(seen.broken ?? '', expected, what);
      assert.ok(seen.lines.length > 30_000, `${what}: ${seen.lines.length} lines`);
      // What was read is a beginning of the text; the last line may have been damaged.
      assert.deepEqual(seen.lines.slice(0, 30_000), lines.slice(0, 30_000), what);
    }
  });

  test(`${name}: bytes that only begin like it`, async () => {
    for (const bytes of [
      whole.subarray(0, 5),
      Buffer.concat([whole.subarray(0, 4), Buffer.alloc(5000, 0xaa)]),
    ]) {
      const seen = await read(bytes);
      assert.deepEqual(seen.lines, []);
      assert.match(seen.broken ?? '', /ends in the middle|damaged/);
    }
  });

  test(`${name}: what the reader of the lines throws comes out, and is no fault of the file`, async () => {
    const path = join(dir, `thrown-${name}`);
    writeFileSync(path, whole);
    const boom = new Error('boom');
    const sink = {
      startFile() {},
      line() {
        throw boom;
      },
      tail() {},
      garbage() {},
      broken: () => assert.fail(),
    };
    await assert.rejects(readLog({ path, name: path }, sink), (error) => error === boom);
  });
}

test('an empty file has no lines and no fault', async () => {
  assert.deepEqual(await read(Buffer.alloc(0)), { lines: [], tails: 0, broken: undefined });
});

test('the memory for a packed file does not grow with it', async () => {
  // 200 MB of zeros and line ends in 200 KB.
  const path = join(dir, 'bomb');
  writeFileSync(path, gzipSync(Buffer.alloc(200_000_000, `${'0'.repeat(999)}\n`), { level: 1 }));
  let count = 0;
  let peak = 0;
  const before = process.memoryUsage().rss;
  const sink = {
    startFile() {},
    line() {
      if (count++ % 20_000 === 0) peak = Math.max(peak, process.memoryUsage().rss - before);
    },
    tail() {},
    garbage() {},
    broken: () => assert.fail(),
  };
  await readLog({ path, name: 'bomb' }, sink);
  assert.equal(count, 200_000);
  assert.ok(peak < 100e6, `${peak} bytes more`);
});

function flip(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  for (let i = at; i < at + 8; i++) changed[i] = changed[i]! ^ 0xff;
  return changed;
}
