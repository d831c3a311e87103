import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Channel } from '../../src/nomad/channel.ts';
import type { NomadClient } from '../../src/nomad/client/client.ts';
import { fetchAll } from '../../src/nomad/fetch-all.ts';
import { fetchRun } from '../../src/nomad/fetch-run.ts';
import { listRunFiles } from '../../src/supervisor/files.ts';
import { createPacking } from '../../src/supervisor/pack.ts';
import type { Command, RunFile } from '../../src/supervisor/protocol.ts';

const edge = { random: () => 0.5, sleep: async () => {} };
/** Larger than what travels as it is. */
const LOG = Buffer.from(Array.from({ length: 4000 }, (_, i) => `{"at":"${i}","ns":"Forge"}\n`).join(''));

async function inFolder(body: (dir: string) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'sb-fetch-'));
  try {
    await body(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A host whose supervisor and client are real code over a folder; `cut` says what each read of a file gives. */
function hostIn(dir: string, o: { cut?: (bytes: Buffer, read: number) => Buffer; files?: RunFile[] } = {}) {
  const runDir = join(dir, 'task', 'local', 'run');
  mkdirSync(join(runDir, 'node-0'), { recursive: true });
  writeFileSync(join(runDir, 'node-0', 'stdout'), LOG);
  writeFileSync(join(runDir, 'node-0', 'exit_code'), '0\n', { mode: 0o600 });
  const packing = createPacking({ runDir, folder: join(dir, 'task', 'local', 'pack') });
  const asked: string[] = [];
  const reads: { path: string; offset: number }[] = [];
  const channel = {
    host: 'node-0',
    allocation: 'a',
    heardMs: () => Date.now(),
    async ask(command: Command) {
      asked.push(command.do);
      if (command.do === 'files') return o.files ?? (await listRunFiles(runDir, new Set()));
      if (command.do === 'pack') return await packing.pack(command.path);
      if (command.do === 'unpack') return await packing.unpack(command.path);
      throw new Error(command.do);
    },
  } as unknown as Channel;
  const read = async (_id: string, path: string, { offset, limit }: { offset: number; limit: number }) => {
    reads.push({ path, offset });
    const inTask = path.replace(/^node-0/, '');
    const bytes = readFileSync(inTask.startsWith(dir) ? inTask : join(dir, 'task', inTask));
    const part = bytes.subarray(offset, offset + limit);
    return ReadableStream.from([o.cut === undefined ? part : o.cut(part, reads.length)]);
  };
  const client = {
    files: { read },
    agent: { leader: async () => '127.0.0.1:4647' },
  } as unknown as NomadClient;
  const into = join(dir, 'into');
  const { signal } = new AbortController();
  return {
    asked,
    reads,
    client,
    channel,
    into,
    fetch: () => fetchRun({ client, channel, edge, into, signal }),
  };
}

test('logs travel compressed and arrive as they were; small files travel as they are', () =>
  inFolder(async (dir) => {
    let bytes = 0;
    const host = hostIn(dir, {
      cut: (part) => {
        bytes += part.length;
        return part;
      },
    });
    await host.fetch();
    assert.deepEqual(readFileSync(join(host.into, 'node-0', 'stdout')), LOG);
    assert.equal(readFileSync(join(host.into, 'node-0', 'exit_code'), 'utf8'), '0\n');
    assert.ok(bytes < LOG.length / 3, `${bytes} of ${LOG.length} bytes`);
    assert.deepEqual(host.asked, ['files', 'pack', 'unpack']);
    // What is there and whole is not fetched again.
    const before = host.reads.length;
    await host.fetch();
    assert.equal(host.reads.length, before);
  }));

test('a download that is cut goes on at the byte, also that of a process that is gone', () =>
  inFolder(async (dir) => {
    const cutting = hostIn(dir, { cut: (part) => part.subarray(0, 1000) });
    await cutting.fetch();
    const offsets = cutting.reads.filter(({ path }) => /zst$/.test(path)).map(({ offset }) => offset);
    assert.deepEqual(offsets.slice(0, 3), [0, 1000, 2000]);
    rmSync(join(cutting.into, 'node-0', 'stdout'));
    const dying = hostIn(dir, { cut: (part, read) => (read < 3 ? part.subarray(0, 1000) : Buffer.alloc(0)) });
    await assert.rejects(dying.fetch(), {
      code: 'TRANSFER_FAILED',
      message: /node-0\/stdout of host node-0/,
    });
    const next = hostIn(dir);
    await next.fetch();
    const [first] = next.reads.filter(({ path }) => /zst$/.test(path));
    assert.ok(first!.offset > 0, `went on at ${first!.offset}`);
    assert.deepEqual(readFileSync(join(next.into, 'node-0', 'stdout')), LOG);
  }));

test('a byte that changed on the way is fetched again; one that changes again is told and gets no name', () =>
  inFolder(async (dir) => {
    const turn = (part: Buffer) => {
      const other = Buffer.from(part);
      other[other.length >> 1]! ^= 1;
      return other;
    };
    let turned = 0;
    const once = hostIn(dir, { cut: (part) => (part.length > 500 && turned++ === 0 ? turn(part) : part) });
    await once.fetch();
    assert.equal(turned > 1, true);
    assert.deepEqual(readFileSync(join(once.into, 'node-0', 'stdout')), LOG);
    rmSync(once.into, { recursive: true });
    const always = hostIn(dir, { cut: (part) => (part.length > 500 ? turn(part) : part) });
    await assert.rejects(always.fetch(), { code: 'TRANSFER_CORRUPT' });
    assert.equal(existsSync(join(always.into, 'node-0', 'stdout')), false);
  }));

test('a supervisor whose copy does not give the file that it named is not believed', () =>
  inFolder(async (dir) => {
    const sha256 = createHash('sha256').update('other').digest('hex');
    const files: RunFile[] = [
      { path: 'node-0/stdout', kind: 'file', bytes: LOG.length, sha256, mode: 0o644 },
    ];
    await assert.rejects(hostIn(dir, { files }).fetch(), {
      code: 'TRANSFER_CORRUPT',
      message: /other bytes arrived than the host has/,
    });
  }));

test('a copy that unpacks to more than was promised is refused', () =>
  inFolder(async (dir) => {
    const files: RunFile[] = [
      { path: 'node-0/stdout', kind: 'file', bytes: 20_000, sha256: 'x', mode: 0o644 },
    ];
    const host = hostIn(dir, { files });
    await assert.rejects(host.fetch(), {
      code: 'TRANSFER_CORRUPT',
      message: /more than the 20000 bytes that its host said/,
    });
    assert.equal(existsSync(join(host.into, 'node-0', 'stdout')), false);
  }));

test('no path leaves the run', () =>
  inFolder(async (dir) => {
    const file = { kind: 'file', bytes: 1, sha256: 'x', mode: 0o644 } as const;
    for (const path of ['../x', '/x', 'a//b', 'a/./b'])
      await assert.rejects(
        hostIn(dir, { files: [{ ...file, path }] }).fetch(),
        /names a file outside the run/,
      );
    const link: RunFile = { path: 'l', kind: 'link', target: '../../etc/passwd' };
    await assert.rejects(hostIn(dir, { files: [link] }).fetch(), /names a file outside the run/);
  }));

test('more than the disk has room for is told before anything is fetched', () =>
  inFolder(async (dir) => {
    const files: RunFile[] = [
      { path: 'node-0/stdout', kind: 'file', bytes: 2 ** 60, sha256: 'x', mode: 0o644 },
    ];
    const host = hostIn(dir, { files });
    await assert.rejects(host.fetch(), {
      code: 'DISK_FULL',
      message: /too little space for the \d+ MB that host node-0 left; free/,
    });
    assert.deepEqual(host.reads, []);
  }));

const fetchedWith = (
  dir: string,
  host: ReturnType<typeof hostIn>,
  o: { leader?: () => Promise<string> } = {},
) => {
  mkdirSync(join(dir, 'run', 'tracer'), { recursive: true });
  return fetchAll({
    client: {
      ...host.client,
      ...(o.leader === undefined ? {} : { agent: { leader: o.leader } }),
    } as NomadClient,
    edge: { ...edge, sleep: (ms) => new Promise((done) => setTimeout(done, ms / 1000)) },
    now: Date.now,
    plan: { runDir: join(dir, 'run'), tag: 'TAG' },
    channels: new Map([['node-0', host.channel]]),
    until: '2026-11-26T00:00:00Z',
  });
};

test('a disk that fills on the way leaves the logs on the clients, says until when, and nothing is joined', () =>
  inFolder(async (dir) => {
    const host = hostIn(dir);
    mkdirSync(join(dir, 'run', 'nomad', 'fetched', 'node-0', 'node-0'), { recursive: true });
    // A device that is always full stands for a full disk.
    symlinkSync('/dev/full', join(dir, 'run', 'nomad', 'fetched', 'node-0', 'node-0', 'stdout.zst.part'));
    await assert.rejects(fetchedWith(dir, host), {
      code: 'LOGS_KEPT',
      message:
        /ENOSPC.*; the logs stay on the clients until 2026-11-26T00:00:00Z; free space there.*, then: slotbench run --attach TAG$/,
    });
    assert.equal(existsSync(join(dir, 'run', 'node-0')), false);
    rmSync(join(dir, 'run', 'nomad', 'fetched', 'node-0', 'node-0', 'stdout.zst.part'));
    assert.deepEqual(await fetchedWith(dir, host), []);
    assert.deepEqual(readFileSync(join(dir, 'run', 'node-0', 'stdout')), LOG);
    assert.equal(existsSync(join(dir, 'run', 'nomad', 'fetched')), false);
  }));

test('a host that is silent is named with the time; where Nomad itself is silent the logs stay', () =>
  inFolder(async (dir) => {
    const host = hostIn(dir);
    const silent = {
      ...host,
      channel: {
        ...host.channel,
        heardMs: () => Date.parse('2026-11-24T10:00:00Z'),
        ask: () => new Promise<never>(() => {}),
      },
    };
    assert.deepEqual(await fetchedWith(dir, silent), [
      { host: 'node-0', problem: 'not heard of since 2026-11-24T10:00:00.000Z' },
    ]);
    const leader = () => Promise.reject(new Error('ECONNREFUSED'));
    await assert.rejects(fetchedWith(dir, silent, { leader }), {
      code: 'LOGS_KEPT',
      message: /Nomad does not answer \(ECONNREFUSED\); the logs stay/,
    });
  }));
