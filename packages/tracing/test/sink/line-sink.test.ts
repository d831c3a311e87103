import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fdSink } from '../../src/sink/byte-sink.ts';
import { LineSink } from '../../src/sink/line-sink.ts';
import { FakeClock, MemorySink } from '../fakes.ts';

/** `line` ends with its line feed. */
function write(sink: LineSink, line: string, urgent: boolean): void {
  sink.text.utf8(line.slice(0, -1));
  sink.lineDone(urgent);
}

function setup() {
  const clock = new FakeClock();
  const memory = new MemorySink();
  return { clock, memory, sink: new LineSink(memory, clock) };
}

test('lines are written together after 100 ms, and no timer stays', () => {
  const { clock, memory, sink } = setup();
  write(sink, 'a\n', false);
  clock.advance(60);
  write(sink, 'b\n', false);
  assert.equal(memory.text, '');
  clock.advance(40);
  assert.equal(memory.text, 'a\nb\n');
  assert.equal(memory.writes, 1);
  assert.equal(clock.timers, 0);
});

test('an urgent line takes the others along', () => {
  const { clock, memory, sink } = setup();
  write(sink, 'a\n', false);
  write(sink, 'b\n', true);
  assert.equal(memory.text, 'a\nb\n');
  assert.equal(clock.timers, 0);
});

test('a full buffer is written at once', () => {
  const { memory, sink } = setup();
  const line = `${'x'.repeat(1023)}\n`;
  for (let i = 0; i < 63; i++) write(sink, line, false);
  assert.equal(memory.writes, 0);
  write(sink, line, false);
  assert.equal(memory.text.length, 64 * 1024);
});

test('a reader that takes bytes in pieces gets all, characters of several bytes too', () => {
  const { memory, sink } = setup();
  memory.most = 3;
  const bytes: number[] = [];
  memory.write = (some) => {
    const part = some.subarray(0, 3);
    bytes.push(...part);
    return part.length;
  };
  write(sink, 'äöü 😀 日本\n', true);
  assert.equal(Buffer.from(bytes).toString(), 'äöü 😀 日本\n');
});

test('a full disk costs counted lines, never an exception; later lines start afresh', () => {
  const { memory, sink } = setup();
  let room = 10;
  memory.write = (bytes) => {
    if (room === 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    const some = bytes.subarray(0, Math.min(room, bytes.length));
    room -= some.length;
    memory.text += Buffer.from(some).toString();
    return some.length;
  };
  for (const line of ['first\n', 'second\n', 'third\n']) write(sink, line, false);
  sink.flush();
  assert.equal(sink.lostLines, 2);
  assert.equal(sink.failure, 'ENOSPC');
  room = 100;
  write(sink, 'fourth\n', true);
  assert.equal(memory.text, 'first\nseco\nfourth\n');
});

test('a reader that is gone is not asked again', () => {
  const { memory, sink } = setup();
  let asked = 0;
  memory.write = () => {
    asked++;
    throw Object.assign(new Error('gone'), { code: 'EPIPE' });
  };
  write(sink, 'a\n', true);
  write(sink, 'b\n', true);
  assert.equal(asked, 1);
  assert.equal(sink.lostLines, 2);
});

test('a reader that is not ready gets the lines later, in order; too many are dropped and counted', () => {
  const { clock, memory, sink } = setup();
  memory.fail = 'EAGAIN';
  write(sink, 'a\n', true);
  write(sink, 'b\n', false);
  clock.advance(100);
  memory.fail = undefined;
  clock.advance(100);
  assert.equal(memory.text, 'a\nb\n');
  memory.fail = 'EAGAIN';
  const big = `${'x'.repeat(1024 * 1024 - 1)}\n`;
  for (let i = 0; i < 12; i++) write(sink, big, false);
  assert.ok(sink.lostLines > 0);
  memory.fail = undefined;
  sink.close();
  assert.equal(memory.lines.length - 2 + sink.lostLines, 12);
});

test('a pipe: unread lines wait and arrive later, a reader that leaves is counted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slotbench-tracing-'));
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const clock = new FakeClock();
  const sink = new LineSink(fdSink(writer), clock);
  // More than the 64 KiB that a pipe holds.
  const lines = Array.from({ length: 3000 }, (_, i) => `line ${i} ${'x'.repeat(60)}\n`);
  for (const line of lines) write(sink, line, false);
  let got = '';
  const chunk = Buffer.alloc(1 << 16);
  while (got.length < lines.join('').length) {
    clock.advance(100);
    got += chunk.toString('latin1', 0, readSync(reader, chunk));
  }
  assert.equal(got, lines.join(''));
  assert.equal(sink.lostLines, 0);
  closeSync(reader);
  write(sink, 'nobody reads this\n', true);
  assert.equal(sink.lostLines, 1);
  assert.equal(sink.failure, 'EPIPE');
  closeSync(writer);
  rmSync(folder, { recursive: true });
});

test('a file holds every line after close', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slotbench-tracing-'));
  const fd = openSync(join(folder, 'log'), 'a');
  const sink = new LineSink(fdSink(fd), new FakeClock());
  const lines = Array.from({ length: 5000 }, (_, i) => `line ${i} äöü\n`);
  for (const line of lines) write(sink, line, false);
  sink.close();
  closeSync(fd);
  assert.equal(readFileSync(join(folder, 'log'), 'utf8'), lines.join(''));
  rmSync(folder, { recursive: true });
});
