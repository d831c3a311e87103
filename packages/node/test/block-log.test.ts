import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { openBlockLog } from '../src/block-log.ts';

const genesisHash = 'ab'.repeat(32);
const blocks = [Uint8Array.of(1, 2, 3), new Uint8Array(300).fill(7), Uint8Array.of(9)];

async function inFolder(use: (path: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sbn-log-'));
  try {
    await use(join(folder, 'db', 'blocks.log'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function writeAll(path: string, contents: readonly Uint8Array[]): Promise<void> {
  const log = await openBlockLog(path, { genesisHash });
  for await (const _ of log.replay()) void _;
  for (const bytes of contents) log.append(bytes);
  await log.close();
}

/** What a start reads, and what it says it cut off. */
async function readAll(path: string): Promise<{ found: number[][]; droppedBytes: number }> {
  const log = await openBlockLog(path, { genesisHash });
  const found: number[][] = [];
  for await (const { place, bytes } of log.replay()) {
    assert.deepEqual(await log.read(place), bytes);
    found.push([...bytes]);
  }
  const { droppedBytes } = log;
  await log.close();
  return { found, droppedBytes };
}

const contents = blocks.map((bytes) => [...bytes]);

test('what was appended is read again, in order, over several starts', () =>
  inFolder(async (path) => {
    await writeAll(path, blocks.slice(0, 1));
    await writeAll(path, blocks.slice(1));
    assert.deepEqual(await readAll(path), { found: contents, droppedBytes: 0 });
  }));

test('cut at every byte, the whole records before the cut survive and appending goes on', () =>
  inFolder(async (path) => {
    await writeAll(path, blocks);
    const whole = readFileSync(path);
    const headerBytes = 40;
    const ends = [headerBytes];
    for (const { length } of blocks) ends.push(ends.at(-1)! + 8 + length);
    assert.equal(ends.at(-1), whole.length);
    for (let cut = 0; cut <= whole.length; cut++) {
      writeFileSync(path, whole.subarray(0, cut));
      const kept = ends.filter((end) => end <= cut).length - 1;
      const { found, droppedBytes } = await readAll(path);
      assert.deepEqual(found, contents.slice(0, Math.max(kept, 0)), `cut at ${cut}`);
      assert.equal(droppedBytes, kept < 0 ? 0 : cut - ends[kept]!, `cut at ${cut}`);
      await writeAll(path, [Uint8Array.of(42)]);
      assert.deepEqual((await readAll(path)).found.at(-1), [42], `cut at ${cut}`);
    }
  }));

test('a record with a flipped bit ends the log there', () =>
  inFolder(async (path) => {
    await writeAll(path, blocks);
    const whole = readFileSync(path);
    for (const at of [40, 44, 48, 50]) {
      const broken = Buffer.from(whole);
      broken[at]! ^= 1;
      writeFileSync(path, broken);
      const { found, droppedBytes } = await readAll(path);
      assert.deepEqual(found, [], `byte ${at}`);
      assert.equal(droppedBytes, whole.length - 40);
    }
  }));

test('a log of another genesis, or another file, is refused and left alone', () =>
  inFolder(async (path) => {
    await writeAll(path, blocks);
    const before = readFileSync(path);
    await assert.rejects(openBlockLog(path, { genesisHash: 'cd'.repeat(32) }), {
      code: 'NODE_DATABASE_UNUSABLE',
      message: /another genesis/,
    });
    assert.deepEqual(readFileSync(path), before);
    writeFileSync(path, 'a text of somebody that is longer than any header');
    await assert.rejects(openBlockLog(path, { genesisHash }), { code: 'NODE_DATABASE_UNUSABLE' });
    writeFileSync(path, 'short');
    await assert.rejects(openBlockLog(path, { genesisHash }), { code: 'NODE_DATABASE_UNUSABLE' });
    assert.equal(readFileSync(path, 'utf8'), 'short');
  }));
