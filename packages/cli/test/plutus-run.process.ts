/** A Plutus profile of the vocabulary, scaled, from its name to its report; all the others are in plutus-profiles.test.ts. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const main = join(import.meta.dirname, '../src/main.ts');

/** Two blocks a second instead of three a minute. */
const quicker = {
  genesis: { slot_duration: 0.2, active_slots_coeff: 0.4, epoch_length: 500, extra_future_offset: -36 },
  generator: { init_cooldown: 0.5 },
};

test('plutuscall runs scaled: calls that use up twice the memory get into blocks, and the report has their calibration', (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-plutuscall-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, 'quicker.json'), JSON.stringify(quicker));
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      ...['--conditions=source', main, 'run', 'plutuscall-loop-memx2'],
      ...['--overlay', 'quicker.json', '--scale', 'hosts=2,slots=60,tps=4,utxo=0,delegators=2'],
    ],
    { cwd: dir, encoding: 'utf8', timeout: 120_000 },
  );
  assert.equal(status, 0, stderr);
  const run = realpathSync(join(dir, 'run/current'));
  const json = (path: string) => JSON.parse(readFileSync(join(run, path), 'utf8'));
  const profile = json('profile.json');
  assert.match(profile.name, /^plutuscall-loop-memx2-scaled-hosts2-slots60-tps4/);
  assert.equal(profile.overlay.generator.tps, 4);
  const summary = json('generator/plutus-budget-summary.json');
  assert.equal(summary.loopCounter, 8366);
  assert.equal(summary.projectedTxPerBlock, 4);
  const transactions = readFileSync(join(run, 'generator/transactions.jsonl'), 'utf8').trimEnd().split('\n');
  const { confirmed } = JSON.parse(transactions.at(-1)!).summary;
  assert.ok(confirmed >= 8, `${confirmed} transactions in blocks`);
  const report = readFileSync(join(run, 'analysis/report.html'), 'utf8');
  assert.match(report, /builtin: Loop/);
  assert.match(report, /plutuscall-loop-memx2-scaled-hosts2-slots60-tps4/);
});
