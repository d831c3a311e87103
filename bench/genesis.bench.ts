/**
 * Making a genesis on disk, cache and all, in a process of its own for each size, so that its peak of memory is its own. The rival is
 * what nobody can leave out: one Ed25519 key for every key of the genesis, by the same OpenSSL in one loop; the ratio says how much of the
 * time that is.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ed25519 } from '@slotbench/ledger';
import type { BenchResult } from './main.ts';

const program = fileURLToPath(new URL('genesis/make.ts', import.meta.url));

interface Made {
  readonly seconds: number;
  readonly peakMB: number;
}

/** UTxO entries and delegators of each size. */
const SIZES = { tenThousand: [10_000, 1000], million: [1_000_000, 100_000] } as const;

export default async function genesis(
  sizes: Readonly<Record<string, readonly [utxo: number, delegators: number]>> = SIZES,
): Promise<BenchResult> {
  const ratios: Record<string, number> = {};
  const figures: Record<string, number> = {};
  for (const [name, [utxo, delegators]] of Object.entries(sizes)) {
    const folder = mkdtempSync(join(tmpdir(), 'slotbench-genesis-bench-'));
    try {
      const first = make(folder, 'first', { utxo, delegators });
      const again = make(folder, 'again', { utxo, delegators });
      figures[`${name}Seconds`] = first.seconds;
      figures[`${name}CachedSeconds`] = again.seconds;
      figures[`${name}PeakMB`] = first.peakMB;
      ratios[`${name}KeysOfTime`] = secondsOfKeys(2 * delegators) / first.seconds;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return { name: 'genesis', ratios, figures };
}

function make(folder: string, name: string, o: { utxo: number; delegators: number }): Made {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=source', program, folder, name, String(o.utxo), String(o.delegators)],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function secondsOfKeys(count: number): number {
  const sample = Math.min(count, 5000);
  const seed = new Uint8Array(32);
  const start = performance.now();
  for (let i = 0; i < sample; i++) {
    new DataView(seed.buffer).setUint32(0, i);
    ed25519.publicKey(seed);
  }
  return ((performance.now() - start) / 1000) * (count / sample);
}
