import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { RESULTS_SCHEMA } from '@slotbench/analysis';
import { inProcess } from './in-process.ts';

const dir = mkdtempSync(join(tmpdir(), 'slotbench-experiment-'));
after(() => rmSync(dir, { recursive: true, force: true }));

writeFileSync(join(dir, 'broken.yaml'), 'name: a\nruns: [\n');
writeFileSync(join(dir, 'wrong.yaml'), 'name: a\nprofile: quick\nruns: 4\ntarget:\n  overlay: none.json\n');
writeFileSync(
  join(dir, 'typo.yaml'),
  'name: a\nprofile: quick\nruns: 4\nlooks: [2, 3]\ntarget: {overlay: {}}\n',
);
writeFileSync(
  join(dir, 'profile.yaml'),
  'name: a\nprofile: quikc\nruns: 4\ntarget: {overlay: {generator: {tps: 60}}}\n',
);
writeFileSync(
  join(dir, 'overlay.yaml'),
  'name: a\nprofile: quick\nruns: 4\ntarget: {overlay: {generator: {tsp: 60}}}\n',
);
writeFileSync(join(dir, 'other.json'), '{"schema": "other/1"}');

/** Two runs with as much in them as a plan reads. */
for (const [i, rss] of [900, 910].entries()) {
  const run = join(dir, 'run', `a-${i + 1}`);
  mkdirSync(join(run, 'analysis'), { recursive: true });
  const systemStart = `2026-05-04T10:0${i}:10Z`;
  const timing = { systemStart, started: `2026-05-04T10:0${i}:00Z`, ended: `2026-05-04T10:0${i}:40Z` };
  const meta = {
    tag: `a-${i + 1}`,
    batch: 'a',
    profile: 'quick',
    timing,
    profile_content: {},
    status: 'complete',
  };
  writeFileSync(join(run, 'meta.json'), JSON.stringify({ meta }));
  const value = { n: 25, mean: rss, stddev: 1, min: rss, max: rss, centiles: [] };
  const metric = {
    id: 'rss',
    upstreamId: 'RSS',
    name: 'Kernel RSS',
    definition: '',
    group: 'machine',
    unit: 'MiB',
  };
  const results = {
    schema: RESULTS_SCHEMA,
    run: { tag: meta.tag, profile: 'quick', backend: 'local', node: 'embedded', manifest: {}, systemStart },
    status: { state: 'complete', reason: null, exits: [] },
    chain: { accepted: 25, blocks: [] },
    hosts: [],
    metrics: [{ ...metric, direction: 'lower', population: 'samples', value, perHost: {}, curve: null }],
    transactions: null,
    quality: [],
  };
  writeFileSync(join(run, 'analysis', 'results.json'), JSON.stringify(results));
}

const answers: { argv: string[]; exit: number; says: RegExp }[] = [
  { argv: ['experiment', 'none.yaml'], exit: 66, says: /none\.yaml: cannot be read/ },
  { argv: ['experiment', 'broken.yaml'], exit: 65, says: /broken\.yaml/ },
  { argv: ['experiment', 'wrong.yaml'], exit: 66, says: /none\.json: cannot be read/ },
  {
    argv: ['experiment', 'typo.yaml'],
    exit: 65,
    says: /typo\.yaml:4 looks: expected rising numbers that end with 4/,
  },
  { argv: ['experiment', 'profile.yaml'], exit: 64, says: /'quikc' \(closest: quick/ },
  { argv: ['experiment', 'overlay.yaml'], exit: 65, says: /overlay of target: generator.*tsp/ },
  { argv: ['experiment', 'plan', 'nothing'], exit: 66, says: /no such run/ },
  { argv: ['experiment', 'plan', 'a-1', '--margin', '200%'], exit: 64, says: /expected a share such as 2%/ },
  { argv: ['experiment', 'plan', 'a-1', '--hours', 'x'], exit: 64, says: /expected a number of hours/ },
  { argv: ['experiment', 'plan', 'a-1', '--price', 'x'], exit: 64, says: /0\.48\/h/ },
  {
    argv: ['experiment', 'plan', 'a-1', '--hours', '1', '--margin', '2%'],
    exit: 64,
    says: /different questions/,
  },
  { argv: ['experiment', 'plan', 'a-1'], exit: 3, says: /nothing says how much runs/ },
  { argv: ['history', 'rss'], exit: 66, says: /there is no history; `slotbench history add/ },
  { argv: ['history', 'import', 'other.json'], exit: 65, says: /expected slotbench\/history\/1/ },
  { argv: ['history', 'annotate', 'yesterday', 'x'], exit: 64, says: /expected a date/ },
];
for (const { argv, exit, says } of answers)
  test(`slotbench ${argv.join(' ')} ends with ${exit} and says why`, async () => {
    const { status, stderr } = await inProcess(dir, ...argv);
    assert.match(stderr, says);
    assert.equal(status, exit);
  });

test('a plan from two runs, then from one run and the history', async () => {
  const plan = await inProcess(dir, 'experiment', 'plan', 'a-1,a-2', '--margin', '2%', '--price', '0.48/h');
  assert.equal(plan.status, 0, plan.stderr);
  assert.match(plan.stdout, /Kernel RSS +0\.78 % \(1\) +2 % +4 \(/);
  const store = join(dir, 'store.sqlite');
  await inProcess(dir, 'history', 'add', 'a-1,a-2', '--label', 'x', '--file', store);
  const borrowed = await inProcess(dir, 'experiment', 'plan', 'a-1', '--history', store);
  assert.match(borrowed.stdout, /deviation from history, 1 degrees of freedom/);
});

test('the history on the command line: add, annotate, show, export, import', async () => {
  const added = await inProcess(
    dir,
    'history',
    'add',
    'a-1',
    'a-2',
    '--label',
    'nightly',
    '--file',
    'h.sqlite',
  );
  assert.match(added.stdout, /^2 added, 0 replaced in .*h\.sqlite/);
  await inProcess(dir, 'history', 'annotate', '2026-05-04T10:00:30Z', 'a new compiler', '--file', 'h.sqlite');
  const shown = await inProcess(dir, 'history', 'rss', '--file', 'h.sqlite', '--label', 'nightly');
  assert.match(
    shown.stdout,
    /Kernel RSS \(rss\) of quick, 2 runs, 900 to 910 MiB\n.*900.*\n.*a new compiler\n.*910/,
  );
  await inProcess(dir, 'history', 'export', 'h.json', '--file', 'h.sqlite');
  const imported = await inProcess(dir, 'history', 'import', 'h.json', '--file', 'other.sqlite');
  assert.match(imported.stdout, /^2 runs added/);
  await inProcess(dir, 'history', 'export', 'again.json', '--file', 'other.sqlite');
  assert.equal(readFileSync(join(dir, 'again.json'), 'utf8'), readFileSync(join(dir, 'h.json'), 'utf8'));
});
