import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** SLOTBENCH_FUZZ_SEED repeats a run, SLOTBENCH_FUZZ_CASES shortens or lengthens it. */
const seed = Number(process.env.SLOTBENCH_FUZZ_SEED ?? Date.now() % 2 ** 31);
const cases = Number(process.env.SLOTBENCH_FUZZ_CASES ?? 100_000);
/** Heap that the decoders may use beside the program itself; the inputs are some kilobytes each. */
const HEAP_MIB = 64;
const TIMEOUT_MS = 120_000;

test(`no bytes break a decoder: ${cases} cases of seed ${seed}`, () => {
  console.log(`fuzz: SLOTBENCH_FUZZ_SEED=${seed} SLOTBENCH_FUZZ_CASES=${cases}`);
  const program = fileURLToPath(new URL('./fuzz/play.ts', import.meta.url));
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=source', `--max-old-space-size=${HEAP_MIB}`, program, String(seed), String(cases)],
    { encoding: 'utf8', timeout: TIMEOUT_MS },
  );
  assert.equal(status, 0, `${signal ?? ''} ${stderr}`);
  const { read, refused, longestMs, peakMiB } = JSON.parse(stdout);
  assert.equal(read + refused, cases);
  // Each way must have been taken by many, else the cases are too tame or too wild.
  assert.ok(read > cases / 20 && refused > cases / 5, stdout);
  assert.ok(longestMs < 2_000, `a case took ${longestMs} ms`);
  assert.ok(peakMiB < 400, `${peakMiB} MiB`);
});
