import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** SLOTBENCH_FUZZ_SEED repeats a run, SLOTBENCH_FUZZ_CASES shortens or lengthens it. */
const seed = Number(process.env.SLOTBENCH_FUZZ_SEED ?? Date.now() % 2 ** 31);
const cases = Number(process.env.SLOTBENCH_FUZZ_CASES ?? 100_000);

test(`whatever a peer sends ends its own connection at most: ${cases} cases of seed ${seed}`, async () => {
  console.log(`fuzz: SLOTBENCH_FUZZ_SEED=${seed} SLOTBENCH_FUZZ_CASES=${cases}`);
  const half = Math.ceil(cases / 2);
  const counts: Record<string, number> = {};
  for (const part of await Promise.all([play(0, half), play(half, cases)]))
    for (const [way, times] of Object.entries(part)) counts[way] = (counts[way] ?? 0) + times;
  const unknown = Object.keys(counts).filter((way) => !/^(eof|refused|WIRE_[A-Z_]+)$/.test(way));
  assert.deepEqual(unknown, [], 'no defect ends a connection');
  assert.equal(
    Object.values(counts).reduce((sum, times) => sum + times, 0),
    cases,
  );
  // Each way to end must have been taken by many, else the cases are too tame or too wild.
  for (const way of ['eof', 'refused', 'WIRE_DECODE', 'WIRE_ILLEGAL_MESSAGE', 'WIRE_UNKNOWN_PROTOCOL'])
    assert.ok((counts[way] ?? 0) >= cases / 500, `${way}: ${counts[way]} of ${JSON.stringify(counts)}`);
});

/** Heap for the decoders beside the program itself; a message of the cases has at most some hundred bytes. */
const HEAP_MIB = 64;

test(`no bytes break a decoder of messages: ${cases} cases of seed ${seed}`, async () => {
  const { read, refused, longestMs, peakMiB } = JSON.parse(
    await runFuzz('play-messages.ts', [seed, cases], [`--max-old-space-size=${HEAP_MIB}`]),
  );
  assert.equal(read + refused, cases);
  assert.ok(read > cases / 20 && refused > cases / 5, `${read} read, ${refused} refused`);
  assert.ok(longestMs < 2_000, `a case took ${longestMs} ms`);
  assert.ok(peakMiB < 300, `${peakMiB} MiB`);
});

/** What the cases `from` to `to` ended in, by way. */
async function play(from: number, to: number): Promise<Record<string, number>> {
  return JSON.parse(await runFuzz('play.ts', [seed, from, to]));
}

/** Runs a program of `fuzz/` on numbers; what it prints. */
function runFuzz(name: string, numbers: readonly number[], options: readonly string[] = []): Promise<string> {
  const program = fileURLToPath(new URL(`./fuzz/${name}`, import.meta.url));
  const args = ['--conditions=source', ...options, program, ...numbers.map(String)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (piece) => {
    out += piece;
  });
  child.stderr.on('data', (piece) => {
    err += piece;
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code) => (code === 0 ? resolve(out) : reject(new Error(err))));
  });
}
