import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const slotbench = join(import.meta.dirname, '../src/main.ts');
const collector = fileURLToPath(import.meta.resolve('@slotbench/collector/program'));
let root: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slotbench-cli-forward-'));
  writeFileSync(
    join(root, 'config.json'),
    JSON.stringify({
      networkMagic: 42,
      network: { tag: 'AcceptAt', contents: 's' },
      logging: [{ logRoot: 'logs', logMode: 'FileMode', logFormat: 'ForMachine' }],
    }),
  );
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

function start(program: string, ...argv: string[]) {
  const child = spawn(process.execPath, ['--conditions=source', program, ...argv], { cwd: root });
  children.push(child);
  const err = { text: '' };
  child.stderr.on('data', (piece) => {
    err.text += piece;
  });
  child.stdin.on('error', () => {}); // what the program says tells more
  return { child, err, exit: new Promise<number | null>((resolve) => child.on('close', resolve)) };
}

async function until(what: string, condition: () => boolean): Promise<void> {
  for (let n = 0; !condition(); n++) {
    if (n > 1000) assert.fail(`not within 20 s: ${what}`);
    await sleep(20);
  }
}

async function stopped(running: { child: ChildProcess; exit: Promise<number | null> }): Promise<void> {
  running.child.kill('SIGTERM');
  assert.equal(await running.exit, 0);
}

const log = () => {
  const path = join(root, 'logs', 'my-app', 'node.json');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

const lines = Array.from(
  { length: 20_000 },
  (_, n) =>
    `{"at":"2026-07-01T12:00:00.${String(n).padStart(9, '0')}Z","ns":"My.App","data":{"n":${n},"text":"ü \\" ${'x'.repeat(n % 300)}"},"sev":"Info","thread":"1","host":"h"}\n`,
);

test('what goes into slotbench forward is what a collector writes, byte for byte; it may come later', async () => {
  const forward = start(slotbench, 'forward', '--socket', 's', '--magic', '42', '--name', 'my-app');
  forward.child.stdin.end(lines.join(''));
  await until('the first try', () => forward.err.text.includes('no collector at s'));
  const collecting = start(collector, '-c', 'config.json');
  assert.equal(await forward.exit, 0, forward.err.text);
  assert(log() === lines.join(''), 'the file differs from the input');
  await stopped(collecting);
});

test('a collector that is killed and started again has every line', async () => {
  const first = start(collector, '-c', 'config.json');
  const forward = start(slotbench, 'forward', '--socket', 's', '--magic', '42', '--name', 'my-app');
  forward.child.stdin.write(lines.slice(0, 10_000).join(''));
  await until('some lines', () => log().length > 100_000);
  first.child.kill('SIGKILL');
  await first.exit;
  const before = log();
  rmSync(join(root, 'logs'), { recursive: true });
  const second = start(collector, '-c', 'config.json');
  forward.child.stdin.end(lines.slice(10_000).join(''));
  assert.equal(await forward.exit, 0, forward.err.text);
  await stopped(second);
  const after = log();
  assert.equal(after.slice(after.indexOf(lines.at(-1)!)), lines.at(-1));
  const seen = new Set([...before.split(/(?<=\n)/), ...after.split(/(?<=\n)/)]);
  assert.equal(lines.filter((line) => !seen.has(line)).length, 0);
  const twice = before.length + after.length - lines.join('').length;
  assert(twice < 100 * 500, `${twice} bytes twice: more than one reply`);
});

const answers: { argv: string[]; input: string; exit: number; says: RegExp }[] = [
  { argv: [], input: '', exit: 64, says: /forward: --socket is missing/ },
  { argv: ['--socket', 's', '--magic', '-1'], input: '', exit: 64, says: /--magic: expected an integer/ },
  {
    argv: ['--socket', 's', '--magic', '42', '--patience', '1'],
    input: 'a\n{}\n',
    exit: 65,
    says: /2 lines were not forwarded, the first is line 1: no JSON object; --ns NAMESPACE takes any line/,
  },
  {
    argv: ['--socket', 's', '--magic', '42', '--patience', '1', '--ns', 'A'],
    input: 'a\n{}\n',
    exit: 69,
    says: /0 lines were taken, 2 that were read were not/,
  },
];

for (const { argv, input, exit, says } of answers)
  test(`slotbench forward ${argv.join(' ')} ends with ${exit} and says why`, async () => {
    const forward = start(slotbench, 'forward', ...argv);
    forward.child.stdin.end(input);
    assert.equal(await forward.exit, exit, forward.err.text);
    assert.match(forward.err.text, says);
  });

test('SIGTERM ends it with 143, though its input goes on', async () => {
  const forward = start(slotbench, 'forward', '--socket', 's', '--magic', '42', '--ns', 'A');
  forward.child.stdin.write('one\n');
  await until('the first try', () => forward.err.text.includes('no collector at s'));
  forward.child.kill('SIGTERM');
  assert.equal(await forward.exit, 143);
  assert.match(forward.err.text, /0 lines were taken, 1 that were read were not/);
});
