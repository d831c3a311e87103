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

/** What the cases `from` to `to` ended in, by way. */
function play(from: number, to: number): Promise<Record<string, number>> {
  const program = fileURLToPath(new URL('./fuzz/play.ts', import.meta.url));
  const args = ['--conditions=source', program, ...[seed, from, to].map(String)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (piece) => {
    out += piece;
  });
  child.stderr.on('data', (piece) => {
    err += piece;
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(out)) : reject(new Error(err))));
  });
}
