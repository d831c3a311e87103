// Runs alone: its nodes make blocks at real times and need both cores.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertAgreement, meanOf, observedRun } from './observed-run.ts';

const main = join(import.meta.dirname, '../src/main.ts');
const dir = mkdtempSync(join(tmpdir(), 'slotbench-observe-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const small = { composition: { n_singular_hosts: 2 }, node: { shutdown_on_block_synced: 12 } };
writeFileSync(join(dir, 'small.json'), JSON.stringify(small));

test('an observed run: what was seen from outside agrees with what the nodes log', {
  timeout: 120_000,
}, async () => {
  const run = observedRun(dir, ['--overlay', 'small.json']);
  const watching = watchBeside(run);
  const { results, runDir } = await run;
  assertAgreement(results);
  assert.ok(meanOf(results, 'observerCpu') < 8, 'compiling itself included: a short run');
  assert.equal(JSON.parse(readFileSync(join(runDir, 'meta.json'), 'utf8')).meta.observer, true);
  assert.equal(readFileSync(join(runDir, 'observer', 'exit_code'), 'utf8'), '0\n');

  // The same nodes, followed by an observer that is no part of the run.
  const { code, lines, err } = await watching;
  assert.equal(code, 0, err);
  assert.ok(lines.some(({ kind }) => kind === 'following'));
  assert.ok(lines.some(({ kind, name }) => kind === 'process' && name === 'me'));
  assert.match(err, /127\.0\.0\.1:\d+: \d+ headers, 0 blocks/);
});

/** `slotbench observe HOST:PORT` on the first node of a run, as soon as it is there, for six seconds. */
async function watchBeside(run: Promise<unknown>) {
  let over = false;
  void run
    .catch(() => {})
    .then(() => {
      over = true;
    });
  let port: number | undefined;
  while (port === undefined && !over) {
    await sleep(100);
    port = portOf();
  }
  const out = join(dir, 'beside.jsonl');
  const argv = ['observe', `127.0.0.1:${port}`, '--magic', '42', '--pid', `me=${process.pid}`];
  const child = spawn(
    process.execPath,
    ['--conditions=source', main, ...argv, '--duration', '6', '--out', out],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let err = '';
  child.stderr.on('data', (text) => {
    err += text;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  const lines = readFileSync(out, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): { kind: string; name?: string } => JSON.parse(line));
  return { code, lines, err };
}

/** Once the node's socket is there. */
function portOf(): number | undefined {
  try {
    const runDir = join(dir, 'run', 'current');
    if (!readdirSync(join(runDir, 'node-1')).includes('node.socket')) return undefined;
    return JSON.parse(readFileSync(join(runDir, 'node-specs.json'), 'utf8'))['node-0'].port;
  } catch {
    return undefined;
  }
}
