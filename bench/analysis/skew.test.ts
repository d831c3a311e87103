import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { analyseRun } from '@slotbench/analysis';
import { synthesise } from './synthesise.ts';

test('synthesised clocks that differ are found within their bounds', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-skew-'));
  try {
    const skewMs = [0, 900, -700, 0, 0];
    synthesise(dir, { seed: 11, hosts: skewMs.length, slots: 1500, noise: 0, losses: false, skewMs });
    const { clocks } = await analyseRun(dir, { now: () => new Date(0) });
    const base = skewMs[Number(clocks.reference!.slice('node-'.length))]!;
    for (const [i, { host, state, low, high }] of clocks.hosts.entries()) {
      const lead = (skewMs[i]! - base) / 1000;
      assert.equal(state, 'steady');
      assert.ok(low! <= lead && lead <= high!, `${host}: ${low} to ${high}, truly ${lead}`);
      assert.ok(high! - low! < 0.1, `${host}: ${low} to ${high}`);
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
