import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

const main = join(import.meta.dirname, '../src/main.ts');
const dir = mkdtempSync(join(tmpdir(), 'slotbench-cli-analysis-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** A folder of logs of one node: 20 slots, a check without a decision in slot 12. */
mkdirSync(join(dir, 'old/genesis'), { recursive: true });
mkdirSync(join(dir, 'old/logs'));
const genesis = {
  systemStart: '2026-05-04T10:00:00Z',
  slotLength: 1,
  activeSlotsCoeff: 0.05,
  securityParam: 10,
};
writeFileSync(
  join(dir, 'old/genesis/genesis.shelley.json'),
  JSON.stringify({ ...genesis, epochLength: 100 }),
);
const line = (slot: number, ns: string) =>
  `${JSON.stringify({ at: `2026-05-04T10:00:${String(slot).padStart(2, '0')}.001Z`, ns, data: { slot }, sev: 'Info', thread: '1', host: 'x' })}\n`;
const log = Array.from({ length: 20 }, (_, slot) =>
  [
    line(slot, 'Forge.Loop.StartLeadershipCheck'),
    slot === 12 ? '' : line(slot, 'Forge.Loop.NodeNotLeader'),
  ].join(''),
).join('');
writeFileSync(join(dir, 'old/logs/node-0.jsonl'), log);
writeFileSync(
  join(dir, 'own.yaml'),
  '# Mine\n- name: mine\n  formula: "[] (forall i in Int. SlotStarted{slot = i} => <>^1 Never{slot = i})"\n',
);
writeFileSync(join(dir, 'broken.yaml'), '- true\n- "[] (A{s = i})"\n');

function slotbench(...argv: string[]) {
  return spawnSync(process.execPath, ['--conditions=source', main, ...argv], { cwd: dir, encoding: 'utf8' });
}

const answers: { argv: string[]; exit: number; says: RegExp }[] = [
  {
    argv: ['check', 'old'],
    exit: 1,
    says: /^✗ every leadership check is decided within 1 s\n {2}checked 20 times, 1 violated\n[\s\S]*logs\/node-0\.jsonl:25 \(byte \d+\): SlotStarted 12$/m,
  },
  {
    argv: ['check', 'old/logs/node-0.jsonl', '--properties', 'own.yaml'],
    exit: 1,
    says: /^✗ mine\n {2}checked 20 times, 19 violated, 1 not over/,
  },
  {
    argv: ['check', 'old', '--properties', 'broken.yaml'],
    exit: 65,
    says: /broken\.yaml:1: expected a formula/,
  },
  { argv: ['check', 'old', '--properties', 'none.yaml'], exit: 66, says: /none\.yaml: no such file/ },
  { argv: ['analyse', 'old', '--filters', 'unitry'], exit: 64, says: /--filters: .*unitary/ },
  { argv: ['analyse', 'old', '--compat', 'wb'], exit: 64, says: /--compat: expected locli, got wb/ },
  { argv: ['analyse', 'old', 'old', '--out', 'x'], exit: 64, says: /--out is for one run/ },
  {
    argv: ['analyse', 'old', '--follow', '--compat', 'locli'],
    exit: 64,
    says: /--compat: locli cannot follow a run/,
  },
  { argv: ['analyse', 'old', '--against-locli'], exit: 66, says: /old\/analysis: expected locli's/ },
  { argv: ['query', 'old', 'FROM blocks', '--csv', '--json'], exit: 64, says: /--csv and --json/ },
];

for (const { argv, exit, says } of answers)
  test(`slotbench ${argv.join(' ')} ends with ${exit}`, () => {
    const { status, stdout, stderr } = slotbench(...argv);
    assert.match(`${stdout}${stderr}`, says);
    assert.equal(status, exit, stderr);
  });

test('a folder of logs is analysed into another folder, with verdicts, and left as it is', () => {
  const { status, stdout, stderr } = slotbench('analyse', 'old', '--out', 'elsewhere', '--json');
  assert.equal(status, 0, stderr);
  const results = JSON.parse(stdout);
  assert.equal(results.properties[0].violated, 1);
  assert.deepEqual(JSON.parse(readFileSync(join(dir, 'elsewhere/results.json'), 'utf8')), results);
  assert.match(readFileSync(join(dir, 'elsewhere/report.html'), 'utf8'), /logs\/node-0\.jsonl:25/);
  assert.equal(existsSync(join(dir, 'old/analysis')), false);
});

const golden = join(import.meta.dirname, '../../../../shared/data/analysis/locli-golden/setC');

test('what locli left is compared value by value, and what it would leave is exported', {
  skip: existsSync(golden) ? false : 'the reference data is not on this machine',
}, () => {
  const run = join(dir, 'golden');
  cpSync(golden, run, { recursive: true });
  // The folder that is copied cannot be written to.
  spawnSync('chmod', ['-R', 'u+w', run]);
  for (const name of ['blockprop', 'clusterperf', 'chain'])
    writeFileSync(
      join(run, `analysis/${name}.json`),
      gunzipSync(readFileSync(join(golden, `analysis/${name}.json.gz`))),
    );
  const { status, stdout, stderr } = slotbench('analyse', 'golden', '--against-locli');
  assert.equal(status, 0, `${stdout}${stderr}`);
  assert.match(stdout, /^chain\.json +[\d,]+ values, all equal$/m);
  const exported = slotbench(
    'analyse',
    'golden',
    '--out',
    'g',
    '--export',
    'exports',
    '--compat',
    'locli',
    '--filters',
    'unitary',
  );
  assert.equal(exported.status, 0, exported.stderr);
  assert.match(exported.stdout, /^exports {2}.*exports \(\d+ files\)$/m);
  const chainOf = (folder: string) => readFileSync(join(dir, folder, 'chain.json'), 'utf8');
  assert.ok(chainOf('exports') === chainOf('golden/analysis'), 'the exported chain is not locli’s');
  cpSync(run, join(dir, 'again'), { recursive: true });
  const meta = JSON.parse(readFileSync(join(run, 'meta.json'), 'utf8'));
  writeFileSync(join(dir, 'again/meta.json'), JSON.stringify({ meta: { ...meta.meta, tag: 'again' } }));
  const both = slotbench('analyse', 'golden', 'again', '--export', 'both', '--filters', 'unitary');
  assert.equal(both.status, 0, both.stderr);
  assert.ok(existsSync(join(dir, 'both/comparison.json')) && existsSync(join(dir, 'both/again/chain.json')));
});

test('a run is followed until it is over; the last results are those of an analysis', {
  timeout: 120_000,
}, async () => {
  const small = { composition: { n_singular_hosts: 2 }, node: { shutdown_on_block_synced: 5 } };
  writeFileSync(join(dir, 'small.json'), JSON.stringify(small));
  const run = spawn(
    process.execPath,
    ['--conditions=source', main, 'run', 'quick', '--overlay', 'small.json'],
    {
      cwd: dir,
      stdio: 'ignore',
    },
  );
  const ended = once(run, 'exit');
  try {
    while (!existsSync(join(dir, 'run/current/meta.json'))) {
      assert.equal(run.exitCode, null, 'the run does not begin');
      await sleep(100);
    }
    const follow = spawn(
      process.execPath,
      ['--conditions=source', main, 'analyse', 'current', '--follow', '--out', 'live', '--json'],
      { cwd: dir },
    );
    const [out, err] = [follow.stdout, follow.stderr].map((stream) => stream.setEncoding('utf8').toArray());
    const [status] = await once(follow, 'exit');
    const [stdout, stderr] = [(await out!).join(''), (await err!).join('')];
    assert.equal(status, 0, stderr);
    const looks = stderr.trimEnd().split('\n');
    assert.ok(looks.length >= 2, stderr);
    assert.match(looks.at(-1)!, /^\S+Z {2}\d+ blocks, last slot \d+, \d+ transactions in blocks$/);
    const last = JSON.parse(stdout);
    assert.equal(last.status.state, 'complete');
    assert.deepEqual(await ended, [0, null]);
    const whole = JSON.parse(slotbench('analyse', 'current', '--out', 'after', '--json').stdout);
    const undated = (results: { provenance: object }) => ({
      ...results,
      provenance: { ...results.provenance, analysedAt: '' },
    });
    assert.deepEqual(undated(last), undated(whole));
  } finally {
    run.kill();
    await ended;
  }
});
