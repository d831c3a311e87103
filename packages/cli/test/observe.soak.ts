import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { assertAgreement, meanOf, observedRun } from './observed-run.ts';

const dir = mkdtempSync(join(tmpdir(), 'slotbench-observe-'));
after(() => rmSync(dir, { recursive: true, force: true }));

test('four nodes for half a minute: the observer costs less than 2 % of a core', {
  timeout: 240_000,
}, async (t) => {
  const { results } = await observedRun(dir, []);
  assertAgreement(results);
  const cpu = meanOf(results, 'observerCpu');
  t.diagnostic(`${cpu.toFixed(2)} % of a core`);
  assert.ok(cpu < 2, `${cpu} %`);
});
