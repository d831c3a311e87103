import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { RESULTS_SCHEMA } from '@slotbench/analysis';
import { inProcess } from './in-process.ts';

const dir = mkdtempSync(join(tmpdir(), 'slotbench-compare-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const slotbench = (...argv: string[]) => inProcess(dir, ...argv);

/** Runs `NAME-1…n` of a batch with as much in them as a comparison reads; their memory scatters by `cv`. */
function addRuns(batch: string, n: number, o: { rss: number; cv?: number; machine?: string }): void {
  const scatter = [0.4, -1.1, 0.9, -0.6, 1.2, -0.8];
  for (let i = 0; i < n; i++) {
    const tag = `${batch}-${i + 1}`;
    const run = join(dir, 'run', tag);
    mkdirSync(join(run, 'analysis'), { recursive: true });
    const systemStart = `2026-05-04T10:0${i}:00Z`;
    const mean = o.rss * (1 + (o.cv ?? 0.01) * scatter[i % 6]!);
    const meta = {
      tag,
      batch,
      profile: 'quick',
      timing: { systemStart },
      profile_content: { name: 'quick' },
      status: 'complete',
      node: 'embedded',
      machine: o.machine ?? 'two cores',
    };
    writeFileSync(join(run, 'meta.json'), JSON.stringify({ meta }));
    writeFileSync(join(run, 'profile.json'), JSON.stringify({ name: 'quick' }));
    const rss = {
      id: 'rss',
      upstreamId: 'RSS',
      name: 'Kernel RSS',
      definition: 'Resident memory of the process',
      group: 'machine',
      unit: 'MiB',
      direction: 'lower',
      population: 'samples',
      value: { n: 25, mean, stddev: 9, min: mean - 20, max: mean + 20, centiles: [[0.5, mean]] },
      perHost: {},
    };
    const results = {
      schema: RESULTS_SCHEMA,
      run: { tag, profile: 'quick', backend: 'local', node: 'embedded', manifest: {}, systemStart },
      status: { state: 'complete', reason: null, exits: [] },
      chain: { accepted: 25, blocks: [] },
      hosts: [],
      metrics: [rss],
      transactions: null,
      quality: [],
    };
    writeFileSync(join(run, 'analysis/results.json'), JSON.stringify(results));
  }
}

addRuns('before', 5, { rss: 900 });
addRuns('same', 5, { rss: 901 });
addRuns('worse', 5, { rss: 1100 });
addRuns('better', 5, { rss: 700 });
addRuns('noisy', 3, { rss: 905, cv: 0.1 });
addRuns('moved', 3, { rss: 900, machine: 'four cores' });

const answers: { argv: string[]; exit: number; says: RegExp }[] = [
  { argv: ['compare', 'batch:before', 'batch:same', '--gate'], exit: 0, says: /Gate: passed/ },
  {
    argv: ['compare', 'batch:before', 'batch:better', '--gate'],
    exit: 0,
    says: /better\n[\s\S]*Gate: passed/,
  },
  { argv: ['compare', 'batch:before', 'batch:worse', '--gate'], exit: 1, says: /Gate: failed/ },
  { argv: ['compare', 'batch:before', 'batch:worse'], exit: 0, says: /Kernel RSS .* worse/ },
  {
    argv: ['compare', 'batch:before', 'batch:noisy', '--gate'],
    exit: 2,
    says: /Gate: undecided[\s\S]*takes \d+ a\s+side/,
  },
  { argv: ['compare', 'batch:before', 'batch:noisy', '--gate', '--margin', '60%'], exit: 0, says: /passed/ },
  { argv: ['compare', 'batch:before', 'same-1', '--gate'], exit: 3, says: /rss: one run a side/ },
  {
    argv: ['compare', 'batch:before', 'batch:moved', '--gate'],
    exit: 3,
    says: /not comparable: machine: two cores/,
  },
  { argv: ['compare', 'batch:before', 'batch:moved'], exit: 65, says: /not comparable: machine: two cores/ },
  {
    argv: ['compare', 'batch:before', 'batch:moved', '--force'],
    exit: 0,
    says: /compared in spite of machine/,
  },
  { argv: ['compare', 'batch:before', 'nothing', '--gate'], exit: 66, says: /no such run/ },
  { argv: ['compare', 'batch:before', '--gate'], exit: 64, says: /missing required argument 'target'/ },
  { argv: ['compare', 'before-1', 'before-1'], exit: 64, says: /a run counts once/ },
  {
    argv: ['compare', 'batch:before', 'batch:same', '--margin', 'rss'],
    exit: 64,
    says: /--margin rss: expected a share/,
  },
  {
    argv: ['compare', 'batch:before', 'batch:same', '--margin', '150%'],
    exit: 64,
    says: /between 0 and 100 %/,
  },
  { argv: ['compare', 'batch:before', 'batch:same', '--junit', 'x.xml'], exit: 64, says: /add --gate/ },
  {
    argv: ['compare', 'batch:before', 'batch:same', '--headline', 'rs'],
    exit: 64,
    says: /metric 'rs': no run has it; closest: rss/,
  },
  { argv: ['variance', 'before-1', 'moved-1'], exit: 65, says: /not of one configuration: machine/ },
];
for (const { argv, exit, says } of answers)
  test(`slotbench ${argv.join(' ')} ends with ${exit}`, async () => {
    const { status, stdout, stderr } = await slotbench(...argv);
    assert.match(`${stdout}${stderr}`, says);
    assert.doesNotMatch(stderr, /\n\s+at /, 'no stack trace');
    assert.equal(status, exit, stderr);
  });

test('a variance is made, listed, shown, reported and compared; files are written', async () => {
  const made = await slotbench(
    'variance',
    'batch:before',
    '--name',
    'base',
    '--description',
    'the old build',
  );
  assert.equal(made.status, 0, made.stderr);
  assert.match(made.stdout, /the old build[\s\S]*variance .*base-quick-variance-5\n/);
  assert.match((await slotbench('runs', 'list')).stdout, /base-quick-variance-5 +variance of 5 runs/);
  assert.match((await slotbench('runs', 'show', 'base-quick')).stdout, /the old build/);
  const { stdout: report } = await slotbench('report', 'base-quick');
  assert.match(readFileSync(report.trim(), 'utf8'), /variance of 5 runs/);
  const files = ['--html', 'c.html', '--markdown', 'c.md', '--junit', 'c.xml'];
  const { status, stdout } = await slotbench(
    'compare',
    'base-quick',
    'batch:worse',
    '--gate',
    '--json',
    ...files,
  );
  assert.equal(status, 1);
  const { comparison, gates } = JSON.parse(stdout);
  assert.deepEqual([comparison.base.kind, gates[0].outcome], ['variance', 'worse']);
  assert.match(readFileSync(join(dir, 'c.html'), 'utf8'), /^<!doctype html>/);
  assert.match(readFileSync(join(dir, 'c.md'), 'utf8'), /🔴 worse/);
  assert.match(readFileSync(join(dir, 'c.xml'), 'utf8'), /<failure message="shown worse/);
});
