/**
 * The paces that the embedded node owes, as whole runs: three nodes at 200 tx/s, 52 nodes at the cloud's timescale. Prints missed slots and
 * memory a node. Meant for a quiet machine: `npm run soak -- pace`; SLOTBENCH_SOAK_MINUTES (default 3) is the length of the load.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const minutes = Number(process.env.SLOTBENCH_SOAK_MINUTES ?? 3);
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

interface Results {
  readonly metrics: readonly { id: string; perHost: Record<string, { mean: number; max: number }> }[];
  readonly quality: readonly { id: string; host: string | null; text: string }[];
  readonly transactions: { achievedTps: number | null } | null;
}

function runPace(profile: string, overlay: object): Results {
  const folder = mkdtempSync(join(tmpdir(), 'sb-pace-'));
  try {
    writeFileSync(join(folder, 'overlay.json'), JSON.stringify(overlay));
    const args = ['run', profile, '--overlay', 'overlay.json', '--runs', 'runs', '--json'];
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--conditions=source', main, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    return JSON.parse(readFileSync(JSON.parse(stdout).results, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const missed = ({ quality }: Results): string[] =>
  quality.filter(({ text }) => text.includes('made no leadership check')).map(({ text }) => text);

function rssMiB({ metrics }: Results): number[] {
  return Object.values(metrics.find(({ id }) => id === 'rss')!.perHost).map(({ max }) => max);
}

test('three nodes forge and carry 200 tx/s with slots of 0.2 s and blocks of 90,112 bytes', (t) => {
  const results = runPace('quick', {
    composition: { n_singular_hosts: 3 },
    genesis: { shelley: { protocolParams: { maxBlockBodySize: 90_112 } } },
    // An epoch of `quick` is 120 s, the longest that it may take without more of them.
    generator: { tps: 200, tx_count: 200 * 60 * minutes, epochs: Math.ceil(minutes / 2) + 2 },
    node: { shutdown_on_block_synced: Math.round(60 * minutes) + 30 },
  });
  t.diagnostic(
    `${results.transactions?.achievedTps} tx/s confirmed; at most ${Math.max(...rssMiB(results))} MiB a node`,
  );
  assert.deepEqual(missed(results), []);
  assert.ok((results.transactions?.achievedTps ?? 0) > 190);
});

test('52 nodes keep the slots of the cloud: 1 s, f 0.05, 12 tx/s, within 120 MiB each', (t) => {
  const results = runPace('quick', {
    composition: { n_singular_hosts: 52 },
    // The allowance of the workbench, 40 s: `quick` has 3 s for its four nodes, the last of 52 on two cores listens after 18.
    genesis: {
      ...{ slot_duration: 1, active_slots_coeff: 0.05, epoch_length: 8000, parameter_k: 40 },
      extra_future_offset: 0,
    },
    generator: { tps: 12, tx_count: 12 * 60 * minutes },
    node: { shutdown_on_block_synced: null, shutdown_on_slot_synced: 60 * minutes + 60 },
  });
  const sizes = rssMiB(results);
  t.diagnostic(
    `52 nodes: ${Math.min(...sizes)} to ${Math.max(...sizes)} MiB at most; missed slots: ${missed(results).length} nodes`,
  );
  assert.deepEqual(missed(results), []);
  assert.ok(Math.max(...sizes) <= 120, `${Math.max(...sizes)} MiB`);
});
