import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type InputLine, splitLines } from '../../src/forward-lines/split-lines.ts';

async function linesOf(chunks: Iterable<Uint8Array>): Promise<InputLine[]> {
  const signal = new AbortController().signal;
  async function* input() {
    yield* chunks;
  }
  const lines: InputLine[] = [];
  for await (const line of splitLines(input(), signal)) lines.push(line);
  return lines;
}

test('lines are the same however the bytes are cut', async () => {
  const bytes = Buffer.from('a\r\n\nüber\n\ufeffx\rlast');
  const expected = ['a', '', 'über', '\ufeffx\rlast'].map((text, n) => ({ number: n + 1, text }));
  for (let cut = 0; cut <= bytes.length; cut++)
    assert.deepEqual(await linesOf([bytes.subarray(0, cut), bytes.subarray(cut)]), expected, `cut at ${cut}`);
});

test('a line that is too long or not UTF-8 is named and the next one comes', async () => {
  const long = Buffer.alloc(700_000, 0x61);
  assert.deepEqual(await linesOf([long, long, Buffer.from('\n\xff\nok\n', 'latin1')]), [
    { number: 1, reason: '1400000 bytes, more than 1048576' },
    { number: 2, reason: 'not UTF-8' },
    { number: 3, text: 'ok' },
  ]);
});

test('an abort ends it with the whole lines that came', async () => {
  const stop = new AbortController();
  async function* input() {
    yield Buffer.from('a\nb\ncut');
    await new Promise(() => {});
  }
  const seen: InputLine[] = [];
  for await (const line of splitLines(input(), stop.signal)) {
    seen.push(line);
    stop.abort();
  }
  assert.deepEqual(seen, [
    { number: 1, text: 'a' },
    { number: 2, text: 'b' },
  ]);
});
