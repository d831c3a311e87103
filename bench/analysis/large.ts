/**
 * Is memory independent of the size of logs? `node --conditions=source bench/analysis/large.ts [GB]` (default 10) writes the logs of
 * 52 hosts and 2,250 blocks into the folder for temporary files, `TMPDIR` or /tmp, analyses them once on all cores and again with other
 * filters, each in a process of its own, prints what that took, and removes them. Owed: 400 MB at the most.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Contender, Measured } from './measure.ts';
import { synthesise } from './synthesise.ts';

const HOSTS = 52;
/** One slot in twenty has a block. */
const SLOTS = 45_000;
/** Bytes a slot and host: those of the loop, blocks and resources, and of every line besides. */
const LOOP_BYTES = 1650;
const NOISE_BYTES = 212;

const gigabytes = Number(process.argv[2] ?? 10);
const noise = Math.max(0, Math.round(((gigabytes * 1e9) / HOSTS / SLOTS - LOOP_BYTES) / NOISE_BYTES));
const dir = mkdtempSync(join(tmpdir(), 'slotbench-large-'));
process.on('SIGINT', () => process.exit(130));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));

const start = performance.now();
const { blocks } = synthesise(dir, { seed: 1, hosts: HOSTS, slots: SLOTS, noise });
const seconds = ((performance.now() - start) / 1e3).toFixed(0);
console.log(
  `${HOSTS} hosts, ${blocks.length} blocks, ${noise} lines of noise a slot, written in ${seconds} s`,
);
const first = measure('allCores');
print('allCores', first);
const again = measure('again');
print('again', again);
console.log(`again ${(first.seconds / again.seconds).toFixed(1)} times as fast as first`);

function measure(contender: Contender): Measured {
  const program = fileURLToPath(new URL('./measure.ts', import.meta.url));
  const cache = join(dir, 'cache');
  const args = ['--conditions=source', program, contender, dir, cache, '1'];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

function print(contender: Contender, { bytes, seconds, cpuSeconds, peakMb }: Measured): void {
  console.log(
    `${contender.padEnd(10)} ${(bytes / 1e9).toFixed(2)} GB in ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of CPU): ` +
      `${(bytes / 1e6 / seconds).toFixed(0)} MB/s, peak ${peakMb.toFixed(0)} MB`,
  );
}
