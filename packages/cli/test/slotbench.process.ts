import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const main = join(import.meta.dirname, '../src/main.ts');
const dir = mkdtempSync(join(tmpdir(), 'slotbench-cli-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** `quick` with two nodes and six blocks: about twelve seconds. */
const small = { composition: { n_singular_hosts: 2 }, node: { shutdown_on_block_synced: 6 } };
writeFileSync(join(dir, 'small.json'), JSON.stringify(small));
writeFileSync(join(dir, 'broken.json'), '{"node": ');
writeFileSync(join(dir, 'wrong.json'), '{"generator": {"tsp": 50}}');

function slotbench(...argv: string[]) {
  return spawnSync(process.execPath, ['--conditions=source', main, ...argv], { cwd: dir, encoding: 'utf8' });
}

const answers: { argv: string[]; exit: number; says: RegExp }[] = [
  { argv: ['run', 'quikc'], exit: 64, says: /'quikc' \(closest: quick/ },
  { argv: ['run', 'quick', '--overlay', 'none.json'], exit: 66, says: /overlay none\.json: ENOENT/ },
  {
    argv: ['run', 'quick', '--overlay', 'broken.json'],
    exit: 65,
    says: /overlay broken\.json: expected JSON/,
  },
  {
    argv: ['run', 'quick', '--overlay', 'wrong.json'],
    exit: 65,
    says: /overlay wrong\.json: generator\.?.*tsp/,
  },
  { argv: ['runs', 'show', 'nothing'], exit: 66, says: /no such run/ },
  { argv: ['analyse', 'nothing'], exit: 66, says: /no such run/ },
  { argv: ['profiles', 'show', 'quik'], exit: 64, says: /closest: quick/ },
];

for (const { argv, exit, says } of answers)
  test(`slotbench ${argv.join(' ')} ends with ${exit} and says why`, () => {
    const { status, stderr } = slotbench(...argv);
    assert.match(stderr, says);
    assert.doesNotMatch(stderr, /\n\s+at /, 'no stack trace');
    assert.equal(status, exit);
  });

test('slotbench run --json ends with one object that names run, results and report', {
  timeout: 120_000,
}, () => {
  const { status, stdout, stderr } = slotbench('run', 'quick', '--overlay', 'small.json', '--json');
  assert.equal(status, 0, stderr);
  const last = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
  assert.equal(last.status, 'complete');
  const results = JSON.parse(readFileSync(last.results, 'utf8'));
  assert.equal(results.run.profile, 'quick');
  assert.match(readFileSync(last.report, 'utf8'), /^<!doctype html>/i);

  const listed = JSON.parse(slotbench('runs', 'list', '--json').stdout);
  assert.deepEqual(
    listed.map((run: { path: string }) => run.path),
    [last.run],
  );
  assert.equal(slotbench('report', 'current').stdout.trim(), last.report);
  assert.equal(
    JSON.parse(slotbench('analyse', 'current', '--json').stdout).chain.length,
    results.chain.length,
  );
});

test('Ctrl-C in the middle: exit 130, a run marked incomplete with its report', {
  timeout: 60_000,
}, async () => {
  const runs = join(dir, 'interrupted');
  const child = spawn(
    process.execPath,
    ['--conditions=source', main, 'run', 'quick', '--runs', runs, '--json'],
    { cwd: dir },
  );
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  while (!/load {2}block/.test(err) && child.exitCode === null) await sleep(50);
  child.kill('SIGINT');
  const code = await new Promise((resolve) => child.on('exit', resolve));
  assert.equal(code, 130, err);
  const last = JSON.parse(out.trimEnd().split('\n').at(-1)!);
  assert.equal(last.status, 'incomplete');
  assert.match(last.reason, /SIGINT/);
  assert.match(readFileSync(last.report, 'utf8'), /SIGINT/);
});
