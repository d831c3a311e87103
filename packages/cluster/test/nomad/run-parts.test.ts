import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { mountsBelow } from '../../src/nomad/agents/leftovers.ts';
import { writeArchive } from '../../src/nomad/bundle/archive.ts';
import type { AllocationStub } from '../../src/nomad/client/allocations.ts';
import { startFileServer } from '../../src/nomad/file-server.ts';
import { disconnectOf } from '../../src/nomad/job/job.ts';
import { serviceName } from '../../src/nomad/job/run-job.ts';
import { mergeCollectors, mergeRun } from '../../src/nomad/merge-run.ts';
import { isLeftBehind } from '../../src/nomad/owner.ts';
import { whyOver } from '../../src/nomad/watch-job.ts';
import { deploy } from '../../src/supervisor/deploy.ts';
import { createLineCutter, LINE_CHARACTERS_MAX } from '../../src/supervisor/protocol.ts';

async function inFolder(body: (dir: string) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'sb-part-'));
  try {
    await body(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

test('a client that is away: the attribute before 1.8, the block from then on', () => {
  const ns = 5e9;
  for (const version of ['1.4.3', '1.6.3', '1.7.7+ent'])
    assert.deepEqual(disconnectOf(version, ns), { MaxClientDisconnect: ns });
  for (const version of ['1.8.0', '1.10.2', '2.0.0'])
    assert.deepEqual(disconnectOf(version, ns), {
      Disconnect: { LostAfter: ns, Replace: false, Reconcile: 'keep_original' },
    });
});

test('service names are short and differ between runs', () => {
  const tag = '2026-11-24-16-47-02b38-test-value-drep100k-nomadperf-coay-nom';
  assert.ok(serviceName(tag, 'node-51').length <= 63);
  assert.notEqual(serviceName(tag, 'node-0'), serviceName(`${tag}-2`, 'node-0'));
});

const stub = {
  ID: 'a',
  JobID: 'j',
  TaskGroup: 'node-0',
  NodeID: 'n',
  NodeName: 'c',
  DesiredStatus: 'run',
  ClientStatus: 'running',
  TaskStates: {},
} as const satisfies AllocationStub;
const dead = {
  'node-0': {
    State: 'dead',
    Failed: true,
    Events: [{ Type: 'Terminated', Time: 0, DisplayMessage: 'OOM Killed' }],
  },
} as const;
const ends: readonly [name: string, allocations: readonly AllocationStub[], reason: RegExp | undefined][] = [
  ['all run', [stub], undefined],
  ['a client is silent', [{ ...stub, ClientStatus: 'unknown' }], undefined],
  ['the job is gone', [], /somebody purged it/],
  ['told to stop', [{ ...stub, DesiredStatus: 'stop' }], /host node-0 on client c was told to stop/],
  ['the client is gone', [{ ...stub, ClientStatus: 'lost' }], /is lost: the client is gone/],
  ['a task died', [{ ...stub, TaskStates: dead }], /ended: OOM Killed/],
];
for (const [name, allocations, reason] of ends)
  test(`a run on Nomad: ${name}`, () => {
    if (reason === undefined) assert.equal(whyOver(allocations), undefined);
    else assert.match(whyOver(allocations)!, reason);
  });

test('only jobs of this machine whose process is gone are left behind', () => {
  const meta = { slotbench_machine: 'm', slotbench_pid: '5', slotbench_ticks: '9' };
  assert.equal(
    isLeftBehind(meta, 'm', () => false),
    true,
  );
  assert.equal(
    isLeftBehind(meta, 'm', ({ pid, startTicks }) => pid === 5 && startTicks === 9),
    false,
  );
  assert.equal(
    isLeftBehind(meta, 'other', () => false),
    false,
  );
  assert.equal(
    isLeftBehind({}, 'm', () => false),
    false,
  );
});

test('mounts below a folder, the innermost first, with spaces as the kernel writes them', () => {
  const mounts = 't /a/x tmpfs rw 0 0\nt /a/x/y\\040z tmpfs rw 0 0\nt /ab tmpfs rw 0 0\nt / ext4 rw 0 0\n';
  assert.deepEqual(mountsBelow('/a', mounts), ['/a/x/y z', '/a/x']);
});

test('the collectors of several hosts become one', () => {
  const one = (objects: number, node: string) => ({ version: 1, objects, perNode: { [node]: { objects } } });
  assert.deepEqual(mergeCollectors([one(2, 'node-0'), one(3, 'node-1')]), {
    version: 1,
    objects: 5,
    perNode: { 'node-0': { objects: 2 }, 'node-1': { objects: 3 } },
  });
});

test('hosts are joined into one run: logs side by side, a failed collector is seen', () =>
  inFolder(async (dir) => {
    const [from, runDir] = [join(dir, 'from'), join(dir, 'run')];
    for (const [host, exit] of [
      ['node-0', '0'],
      ['node-1', '1'],
    ] as const) {
      mkdirSync(join(from, host, 'tracer', host), { recursive: true });
      writeFileSync(join(from, host, 'tracer', host, 'log'), host);
      writeFileSync(join(from, host, 'tracer', 'stdout'), `${host}\n`);
      writeFileSync(join(from, host, 'tracer', 'exit_code'), `${exit}\n`);
    }
    mkdirSync(join(runDir, 'tracer'), { recursive: true });
    await mergeRun({ from, hosts: ['node-0', 'node-1'], runDir });
    const read = (path: string) => readFileSync(join(runDir, 'tracer', path), 'utf8');
    assert.deepEqual([read('node-0/log'), read('node-1/log')], ['node-0', 'node-1']);
    assert.deepEqual([read('stdout'), read('exit_code')], ['node-0\nnode-1\n', '1\n']);
  }));

test('the file server gives what it offers to who knows the word, also from the middle', () =>
  inFolder(async (dir) => {
    writeFileSync(join(dir, 'f'), '0123456789');
    const server = await startFileServer();
    try {
      const url = server.offer('f', join(dir, 'f'));
      assert.equal(await (await fetch(url)).text(), '0123456789');
      const part = await fetch(url, { headers: { Range: 'bytes=4-' } });
      assert.deepEqual([part.status, await part.text()], [206, '456789']);
      for (const other of [url.replace(server.secret, 'x'), `${url}x`, new URL('/', url).href])
        assert.equal((await fetch(other)).status, 404);
      assert.equal((await fetch(url, { method: 'POST', body: 'x' })).status, 404);
    } finally {
      await server.close();
    }
  }));

test(
  'a deployed archive is checked: damaged bytes are told and nothing is unpacked',
  { timeout: 20_000 },
  () =>
    inFolder(async (dir) => {
      const path = join(dir, 'a.tar.zst');
      const sha256 = await writeArchive(path, [{ path: 'g/x', mode: 0o600, content: Buffer.from('hi') }]);
      const server = await startFileServer();
      try {
        const url = server.offer('a.tar.zst', path);
        assert.deepEqual(await deploy({ url, sha256, into: join(dir, 'into') }), ['g/x']);
        assert.equal(readFileSync(join(dir, 'into', 'g', 'x'), 'utf8'), 'hi');
        const waits: number[] = [];
        const sleep = async (ms: number) => void waits.push(ms);
        await assert.rejects(
          deploy({ url, sha256: sha256.replace(/^./, 'z'), into: join(dir, 'not'), sleep }),
          /arrived damaged: digest/,
        );
        assert.equal(waits.length, 4);
        assert.throws(() => readFileSync(join(dir, 'not', 'g', 'x')), /ENOENT/);
      } finally {
        await server.close();
      }
    }),
);

test('lines of a supervisor are cut wherever they arrive; one without end is refused', () => {
  const found: string[] = [];
  const cut = createLineCutter((line) => found.push(line));
  for (const part of ['{"a', '":1}\n\n{', '}\n']) cut(part);
  assert.deepEqual(found, ['{"a":1}', '{}']);
  assert.throws(() => cut('x'.repeat(LINE_CHARACTERS_MAX + 1)), /a line of more than/);
});
