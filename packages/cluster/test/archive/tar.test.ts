import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { readTar, type TarEntry, writeTar } from '../../src/archive/tar.ts';

const pack = (entries: TarEntry[]) => Buffer.concat([...writeTar(entries)]);
const entry = (path: string, text: string, mode = 0o644): TarEntry => ({
  path,
  mode,
  content: Buffer.from(text),
});

test('what is written is read again, whatever its length, and by tar itself', () => {
  const long = `${'folder/'.repeat(20)}file`;
  const entries = [entry('a', ''), entry('b/c', 'x'.repeat(512), 0o600), entry(long, 'y'.repeat(513), 0o755)];
  const bytes = pack(entries);
  assert.equal(bytes.length % 512, 0);
  assert.deepEqual(
    readTar(bytes).map((each) => ({ ...each, content: Buffer.from(each.content) })),
    entries,
  );
  assert.deepEqual(pack(entries), bytes);
  const listed = spawnSync('tar', ['-tf', '-'], { input: bytes, encoding: 'utf8' });
  if (listed.error === undefined) assert.equal(listed.stdout, `a\nb/c\n${long}\n`);
});

const spoiled: readonly [name: string, bytes: () => Buffer, message: RegExp][] = [
  ['a path that leaves the folder', () => pack([entry('../x', 'x')]), /leaves its folder/],
  ['an absolute path', () => pack([entry('/etc/x', 'x')]), /leaves its folder/],
  ['a changed header', () => change(pack([entry('a', 'x')]), 0), /damaged archive: header at byte 0/],
  ['a cut file', () => pack([entry('a', 'x'.repeat(2000))]).subarray(0, 1024), /a is cut/],
  ['no end', () => pack([entry('a', 'x')]).subarray(0, 1024), /no end/],
  ['a link', () => link(), /neither file nor folder/],
];
for (const [name, bytes, message] of spoiled)
  test(`refuses ${name}`, () => assert.throws(() => readTar(bytes()), { message }));

test('a name that no header holds is refused', () => {
  assert.throws(() => pack([entry('x'.repeat(101), '')]), /too long for an archive/);
});

function change(bytes: Buffer, at: number): Buffer {
  bytes[at]! ^= 1;
  return bytes;
}

/** A symbolic link has type 2; the checksum grows by as much as the type. */
function link(): Buffer {
  const bytes = pack([entry('a', '')]);
  bytes[156] = '2'.charCodeAt(0);
  const sum = Number.parseInt(bytes.toString('latin1', 148, 154), 8) + 2;
  bytes.write(sum.toString(8).padStart(6, '0'), 148, 'latin1');
  return bytes;
}
