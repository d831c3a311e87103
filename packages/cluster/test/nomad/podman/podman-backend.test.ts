import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { NomadClient } from '../../../src/nomad/client/client.ts';
import { findPodmanSocket } from '../../../src/nomad/podman/find-podman.ts';
import { makeSocketsFolder } from '../../../src/nomad/podman/sockets.ts';
import { limits } from '../../../src/nomad/podman-backend.ts';

const own = (files: string, processes: string) =>
  [
    'Limit                     Soft Limit           Hard Limit           Units     ',
    `Max processes             ${processes.padEnd(20)} ${processes.padEnd(20)} processes `,
    `Max open files            1024                 ${files.padEnd(20)} files     `,
  ].join('\n');
const limited: readonly [name: string, own: string, pidMax: string, expected: object][] = [
  ['those of this user', own('20000', '9000'), '32768\n', { nofile: '20000:20000', nproc: '9000:9000' }],
  [
    'no more processes than numbers for them',
    own('20000', '96364'),
    '32768\n',
    { nofile: '20000:20000', nproc: '32768:32768' },
  ],
  [
    'no more files than podman itself gives',
    own('1073741816', '9000'),
    '9000',
    { nofile: '1048576:1048576', nproc: '9000:9000' },
  ],
  ['none where there is none', own('unlimited', 'unlimited'), '32768', {}],
];
for (const [name, text, pidMax, expected] of limited)
  test(`limits of a container: ${name}`, () => assert.deepEqual(limits(text, pidMax), expected));

test('CONTAINER_HOST names a socket of this machine', async () => {
  const find = (CONTAINER_HOST: string) => findPodmanSocket({ env: { CONTAINER_HOST } });
  assert.equal(await find('unix:///run/user/1/podman.sock'), '/run/user/1/podman.sock');
  await assert.rejects(find('ssh://host/run/podman.sock'), {
    code: 'BACKEND_UNUSABLE',
    message:
      /^CONTAINER_HOST: 'ssh:\/\/host\/run\/podman.sock' is no socket of this machine; write it as unix:/,
  });
});

test('a folder of sockets lives as long as its job or its maker; those of killed runs are removed', async () => {
  const tmp = mkdtempSync(join(tmpdir(), 'sb-'));
  const jobs: { ID: string; Meta: null }[] = [];
  const client = {
    access: { address: 'http://127.0.0.1:1', namespace: 'default' },
    jobs: { list: async () => jobs },
  } as unknown as NomadClient;
  try {
    const made = await makeSocketsFolder({ client, tmp, tag: 'one' });
    assert.deepEqual(readdirSync(made), ['owner.json']);
    // As if its process were gone.
    writeFileSync(join(made, 'owner.json'), '{"pid":4194305,"startTicks":1}');
    jobs.push({ ID: 'one', Meta: null });
    const second = await makeSocketsFolder({ client, tmp, tag: 'two' });
    assert.equal(existsSync(made), true);
    jobs.length = 0;
    mkdirSync(join(tmp, 'slotbench-sockets-00000000-00000000'));
    await makeSocketsFolder({ client, tmp, tag: 'three' });
    assert.deepEqual([existsSync(made), existsSync(second)], [false, true]);
    assert.equal(existsSync(join(tmp, 'slotbench-sockets-00000000-00000000')), true, 'of another Nomad');
  } finally {
    rmSync(tmp, { recursive: true, force: true });
  }
});
