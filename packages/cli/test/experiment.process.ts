import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const main = join(import.meta.dirname, '../src/main.ts');
const dir = mkdtempSync(join(tmpdir(), 'slotbench-experiment-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** Two runs of two nodes and six blocks, the target's node told to be slower: about half a minute. */
writeFileSync(
  join(dir, 'slower.yaml'),
  `name: slower
profile: quick
overlay: {composition: {n_singular_hosts: 2}, node: {shutdown_on_block_synced: 6}}
target: {overlay: {node: {verbatim: {SlotbenchDose: {forgingMs: 20}}}}}
runs: 1
`,
);

test('an experiment of real runs: what the file changed is named, one run a side decides nothing, its runs become history', () => {
  const slotbench = (...argv: string[]) =>
    spawnSync(process.execPath, ['--conditions=source', main, ...argv], { cwd: dir, encoding: 'utf8' });
  const { status, stdout, stderr } = slotbench('experiment', 'slower.yaml', '--unmeasured');
  assert.equal(status, 2, stderr);
  assert.match(stdout, /differs in treatment node\.verbatim\.SlotbenchDose: nothing →\s+\{"forgingMs":20\}/);
  assert.match(stdout, /one run a side/);
  const state = JSON.parse(readFileSync(join(dir, 'run/experiment-slower/experiment.json'), 'utf8'));
  assert.deepEqual(
    state.attempts.map((one: { status: string }) => one.status),
    ['complete', 'complete'],
  );
  for (const name of ['comparison.json', 'report.html', 'summary.txt'])
    assert.ok(existsSync(join(dir, 'run/experiment-slower', name)), name);
  const again = slotbench('experiment', 'slower.yaml', '--unmeasured');
  assert.match(again.stderr, /going on: 2 of 2 runs are there/);
  assert.equal(again.stdout, stdout);
  const added = slotbench('history', 'add', 'batch:slower-base', 'batch:slower-target');
  assert.match(added.stdout, /^2 added/);
  assert.match(slotbench('history', 'rss').stdout, /of quick, 2 runs/);
});
