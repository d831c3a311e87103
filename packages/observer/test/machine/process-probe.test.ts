import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { findProcesses } from '../../src/machine/find-processes.ts';
import { openMachineProbe } from '../../src/machine/machine-probe.ts';
import { openProcessProbe } from '../../src/machine/process-probe.ts';

/** A /proc of files: path -> content. */
async function fakeProc(
  t: { after(done: () => Promise<void>): void },
  files: Record<string, string>,
): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'slotbench-proc-'));
  t.after(() => rm(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    if (text.startsWith('-> ')) await symlink(text.slice(3), join(root, path));
    else await writeFile(join(root, path), text);
  }
  return root;
}

const whole = {
  '7/stat':
    '7 (a ) b (c) S 1 7 7 0 -1 4194304 12345 99 17 3 250 30 1 2 20 0 11 0 4242 1000000 2000 18446744073709551615',
  '7/status':
    'Name:\ta\nVmPeak:\t 9999 kB\nVmHWM:\t  3000 kB\nVmRSS:\t  2000 kB\nThreads:\t2\nvoluntary_ctxt_switches:\t5\nnonvoluntary_ctxt_switches:\t6\n',
  '7/io':
    'rchar: 100\nwchar: 200\nsyscr: 3\nsyscw: 4\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 77\n',
  '7/task/7/status': 'Name:\ta\nvoluntary_ctxt_switches:\t5\nnonvoluntary_ctxt_switches:\t6\n',
  '7/task/7/schedstat': '900000000 1500000 40\n',
  '7/task/8/status': 'Name:\ta\nvoluntary_ctxt_switches:\t50\nnonvoluntary_ctxt_switches:\t60\n',
  '7/task/8/schedstat': '100 500000 2\n',
  '7/ns/net': '-> net:[2]',
  'self/ns/net': '-> net:[1]',
  '7/net/dev':
    'Inter-|   Receive\n face |bytes\n    lo: 5 5 0 0 0 0 0 0 5 5 0 0 0 0 0 0\n  eth0: 1000 9 0 0 0 0 0 0 2000 8 0 0 0 0 0 0\n',
};

test('every figure of a process comes from its field', async (t) => {
  const root = await fakeProc(t, whole);
  const probe = openProcessProbe('node-0', 7, root)!;
  t.after(() => probe.close());
  assert.deepEqual(probe.sample({ threads: true }), {
    kind: 'process',
    name: 'node-0',
    pid: 7,
    userMs: 2500,
    systemMs: 300,
    minorFaults: 12_345,
    majorFaults: 17,
    threads: 11,
    rssBytes: 2000 * 1024,
    peakRssBytes: 3000 * 1024,
    readBytes: 100,
    writeBytes: 200,
    readCalls: 3,
    writeCalls: 4,
    diskReadBytes: 4096,
    diskWriteBytes: 8192,
    voluntarySwitches: 55,
    involuntarySwitches: 66,
    waitMs: 2,
    netReceivedBytes: 1000,
    netSentBytes: 2000,
  });
});

test('what this kernel or this user may not see is left out', async (t) => {
  const root = await fakeProc(t, { '7/stat': whole['7/stat'], '7/status': whole['7/status'] });
  const probe = openProcessProbe('node-0', 7, root)!;
  t.after(() => probe.close());
  assert.deepEqual(Object.keys(probe.sample({ threads: false })!), [
    ...['kind', 'name', 'pid', 'userMs', 'systemMs', 'minorFaults', 'majorFaults', 'threads'],
    ...['rssBytes', 'peakRssBytes'],
  ]);
});

for (const [name, stat] of [
  ['is empty', ''],
  ['has no fields', '7 (a)'],
  ['is garbage', '\u0000\u00ff)) 1'],
] as const)
  test(`a stat file that ${name} breaks nothing`, async (t) => {
    const root = await fakeProc(t, { ...whole, '7/stat': stat });
    const probe = openProcessProbe('node-0', 7, root)!;
    t.after(() => probe.close());
    const sample = probe.sample({ threads: true });
    assert.ok(sample === undefined || sample.userMs === 0);
  });

test('a process that is a zombie or gone is gone', async (t) => {
  const root = await fakeProc(t, { ...whole, '7/status': 'Name:\ta\nState:\tZ (zombie)\n' });
  const probe = openProcessProbe('node-0', 7, root)!;
  t.after(() => probe.close());
  assert.equal(probe.sample({ threads: true }), undefined);
  assert.equal(openProcessProbe('node-1', 8, root), undefined);
});

test('the machine: busy and stolen time, pressure', async (t) => {
  const root = await fakeProc(t, {
    stat: 'cpu  100 1 50 9000 7 2 3 5 0 0\ncpu0 1 2 3\n',
    'pressure/cpu': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=1234567\n',
    'pressure/memory': 'some avg10=1.00 total=2000\nfull avg10=0.00 total=1000\n',
  });
  const probe = openMachineProbe(root);
  t.after(() => probe.close());
  assert.deepEqual(probe.read(), {
    busyMs: 1560,
    stealMs: 50,
    cpuSomeMs: 1234.567,
    memorySomeMs: 2,
    memoryFullMs: 1,
  });
});

test('a machine without /proc has none of it', () => {
  assert.deepEqual(openMachineProbe('/nowhere').read(), { busyMs: 0, stealMs: 0 });
});

test('processes of a run are those that work in one of its folders', async (t) => {
  const run = await mkdtemp(join(tmpdir(), 'slotbench-run-'));
  t.after(() => rm(run, { recursive: true }));
  const root = await fakeProc(t, {
    '1/cwd': '-> /',
    '20/cwd': `-> ${run}/node-0`,
    '21/cwd': `-> ${run}/node-0`,
    '22/cwd': `-> ${run}/node-0/db`,
    '23/cwd': `-> ${run}`,
    '24/cwd': `-> ${run}-other/node-0`,
    '25/stat': 'no cwd',
    'self/cwd': `-> ${run}/node-9`,
  });
  assert.deepEqual(findProcesses(run, root), [
    { name: 'node-0', pid: 20 },
    { name: 'node-0', pid: 21 },
  ]);
  assert.deepEqual(findProcesses(run, '/nowhere'), []);
});

test('our own process: the figures are those that Node gives', async (t) => {
  const probe = openProcessProbe('self', process.pid);
  if (probe === undefined) return t.skip('this system has no /proc');
  t.after(() => probe.close());
  const first = probe.sample({ threads: true })!;
  const usage = process.cpuUsage();
  assert.ok(Math.abs(first.userMs + first.systemMs - (usage.user + usage.system) / 1000) < 60);
  const rss = process.memoryUsage.rss();
  assert.ok(Math.abs(first.rssBytes - rss) < rss / 4, `${first.rssBytes} and ${rss}`);
  for (let i = 0; i < 50; i++) await new Promise(setImmediate);
  const second = probe.sample({ threads: true })!;
  assert.ok(second.voluntarySwitches! >= first.voluntarySwitches!);
  assert.ok(second.minorFaults >= first.minorFaults);
});
