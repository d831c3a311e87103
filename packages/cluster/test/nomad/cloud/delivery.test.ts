import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeArchive } from '../../../src/nomad/bundle/archive.ts';
import { putInPlace } from '../../../src/nomad/cloud/files-in-place.ts';
import { s3Delivery } from '../../../src/nomad/cloud/s3-delivery.ts';
import { parseServePlace, startFileServer } from '../../../src/nomad/file-server.ts';
import type { ProgramPlan } from '../../../src/program.ts';
import { deploy } from '../../../src/supervisor/deploy.ts';

async function inFolder(body: (dir: string) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'sb-delivery-'));
  try {
    await body(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

test('where clients fetch files is an address in digits that somebody can call', async () => {
  for (const [text, place] of [
    ['10.0.0.5', { host: '10.0.0.5', port: 0 }],
    ['10.0.0.5:12000', { host: '10.0.0.5', port: 12_000 }],
    ['fd00::5', { host: 'fd00::5', port: 0 }],
    ['[fd00::5]:12000', { host: 'fd00::5', port: 12_000 }],
  ] as const)
    assert.deepEqual(parseServePlace(text), place);
  for (const text of [
    '',
    '0.0.0.0',
    '::',
    '0.0.0.0:80',
    'host',
    '10.0.0.5:99999',
    '10.0.0',
    '10.0.0.5:',
    ':80',
    '10.0.0.5:1:2',
  ])
    assert.throws(() => parseServePlace(text), /is no address at which clients reach this machine/, text);
  await assert.rejects(
    startFileServer({ host: '192.0.2.1' }),
    /192\.0\.2\.1: cannot be opened \(EADDRNOTAVAIL\); name an address of this machine/,
  );
  const server = await startFileServer({ host: '127.0.0.3' });
  try {
    const { port } = new URL(server.offer('f', '/dev/null'));
    await assert.rejects(
      startFileServer({ host: '127.0.0.3', port: Number(port) }),
      /cannot be opened \(EADDRINUSE\); name another port/,
    );
    assert.equal(server.hide(server.offer('f', '/dev/null')), `http://127.0.0.3:${port}/SECRET/f`);
  } finally {
    await server.close();
  }
});

test('a genesis that is changed in transit is refused by its digest and fetched again', () =>
  inFolder(async (dir) => {
    const path = join(dir, 'run.tar.zst');
    const sha256 = await writeArchive(path, [{ path: 'genesis/x', mode: 0o600, content: Buffer.from('hi') }]);
    let asked = 0;
    const server = createServer((_, response) => {
      const bytes = readFileSync(path);
      if (asked++ < 2) bytes[bytes.length >> 1]! ^= 1;
      response.writeHead(200, { connection: 'close' }).end(bytes);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const into = join(dir, 'into');
      assert.deepEqual(await deploy({ url, sha256, into, sleep: async () => {} }), ['genesis/x']);
      assert.deepEqual([asked, readFileSync(join(into, 'genesis', 'x'), 'utf8')], [3, 'hi']);
    } finally {
      await new Promise((done) => server.close(done));
    }
  }));

test('objects of a run are withdrawn at its end, also those whose neighbour cannot be; no URL is shown', async () => {
  const settings = { bucket: 'b', region: 'r', accessKeyId: 'a', secretAccessKey: 's' };
  const withdrawn: string[] = [];
  const problems: string[] = [];
  const delivery = await s3Delivery({
    bucket: undefined as never, // asked for nothing: the folder holds no records
    settings,
    folder: '/nowhere',
    tag: 'tag',
    problem: (words) => problems.push(words),
    offer: async (_, { key, seconds }) => ({
      bytes: 1,
      sha256: '',
      url: `https://b.example/${key}?X-Amz-Credential=KEY%2F1&X-Amz-Expires=${seconds}&X-Amz-Signature=0123`,
      withdraw: async () => {
        withdrawn.push(key);
        if (key.endsWith('one')) throw new Error('b/one: removing it failed');
      },
    }),
  });
  const one = await delivery.offer('one', 'x');
  await delivery.offer('two', 'x');
  assert.match(one, /^https:\/\/b\.example\/slotbench\/tag\/one\?.*Expires=3600/);
  assert.equal(delivery.hide(`GET ${one}: 403`), 'GET https://b.example/slotbench/tag/one?SECRET: 403');
  assert.equal(
    delivery.hide('https://b.example/k?checksum=1&X-Amz-Signature=99&X-Amz-Credential=KEY'),
    'https://b.example/k?checksum=1&X-Amz-Signature=SECRET&X-Amz-Credential=SECRET',
  );
  await delivery.close();
  await delivery.close();
  assert.deepEqual(withdrawn, ['slotbench/tag/one', 'slotbench/tag/two']);
  assert.deepEqual(problems, ['b/one: removing it failed']);
});

test('nodes on machines of their own listen everywhere and know the others by their addresses', () =>
  inFolder(async (dir) => {
    const node = (i: number): ProgramPlan => ({
      name: `node-${i}`,
      role: 'node',
      producer: true,
      argv: [
        '/bin/node',
        'run',
        '--host-addr',
        '127.0.0.1',
        '--port',
        `3000${i}`,
        '--peer',
        '127.0.0.1:30000,127.0.0.1:30001',
      ],
      env: { BIND: '127.0.0.1' },
      ready: { sockets: [], ports: [30_000 + i] },
    });
    const programs = [node(0), node(1)];
    for (const { name } of programs) mkdirSync(join(dir, name));
    writeFileSync(
      join(dir, 'node-0', 'topology.json'),
      JSON.stringify({ accessPoints: [{ address: '127.0.0.1', port: 30_001 }] }),
    );
    const apart = [
      { node: 'node-0', port: 30_000, address: '10.0.0.1' },
      { node: 'node-1', port: 30_001, address: '10.0.0.2' },
    ];
    const place = await putInPlace(dir, programs, apart);
    assert.deepEqual(JSON.parse(readFileSync(join(dir, 'node-0', 'topology.json'), 'utf8')), {
      accessPoints: [{ address: '10.0.0.2', port: 30_001 }],
    });
    const placed = place(programs[0]!, 'node-0');
    assert.deepEqual(placed.argv.slice(2), [
      '--host-addr',
      '0.0.0.0',
      '--port',
      '30000',
      '--peer',
      '0.0.0.0:30000,10.0.0.2:30001',
    ]);
    assert.deepEqual(placed.env, { BIND: '0.0.0.0' });
    const here = await putInPlace(
      dir,
      programs,
      apart.map((each) => ({ ...each, address: '127.0.0.1' })),
    );
    assert.deepEqual(here(programs[0]!, 'node-0'), programs[0]);
  }));
