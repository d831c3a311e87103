import assert from 'node:assert/strict';
import { join, normalize } from 'node:path';
import { test } from 'node:test';
import { connectionId, logDirectory, sanitizeNodeName, slug } from '../../src/nodes/node-name.ts';
import { createNodeRegistry } from '../../src/nodes/node-registry.ts';

// The first four of each table are the examples of cardano-tracer's documentation and tests.
const names: [own: string, name: string, directory: string | undefined, slug: string][] = [
  ['127.0.0.1:30004', '127.0.0.1_30004', '127.0.0.1_30004', '127001-30004'],
  ['-relay/../x-', 'relay/../x', 'x', 'relayx'],
  ['tmp-forwardersock@0', 'tmp-forwardersock_0', 'tmp-forwardersock_0', 'tmp-forwardersock-0'],
  ['machine_3001', 'machine_3001', 'machine_3001', 'machine-3001'],
  ['TxGenerator', 'TxGenerator', 'TxGenerator', 'txgenerator'],
  ['../../etc/passwd', 'etc/passwd', 'passwd', 'etcpasswd'],
  ['..', '', undefined, ''],
  ['a\0b', 'a_b', 'a_b', 'a-b'],
  ['a/', 'a', 'a', 'a'],
  ['a/..\\b', 'a/..\\b', '.._b', 'ab'],
  ['rélay 1', 'rélay_1', 'rélay_1', 'relay-1'],
  ['*?*', '', undefined, ''],
];

for (const [own, name, directory, path] of names)
  test(`node name ${JSON.stringify(own)}`, () => {
    assert.equal(sanitizeNodeName(own), name);
    assert.equal(logDirectory(own), directory);
    assert.equal(slug(name), path);
  });

test('no name leaves the log root', () => {
  const parts = ['..', '.', '/', '\\', 'a', '\0', ' ', '-', 'é', '%2e', '\n', 'x'.repeat(300)];
  let state = 1;
  const random = () => {
    state = (state * 48271) % 0x7fffffff;
    return state;
  };
  for (let n = 0; n < 2000; n++) {
    const name = Array.from({ length: 1 + (random() % 6) }, () => parts[random() % parts.length]).join('');
    const directory = logDirectory(name);
    if (directory === undefined) continue;
    assert.equal(normalize(join('/logs', directory)), `/logs/${directory}`, name);
    assert(
      !directory.includes('/') && !directory.includes('\0') && Buffer.byteLength(directory) <= 200,
      name,
    );
  }
});

const ids: [remote: string, id: string][] = [
  ['/tmp/forwarder.sock@0', 'tmp-forwardersock@0'],
  ['tracer.sock@3', 'tracersock@3'],
  ['127.0.0.1:56384', '127001:56384'],
];

for (const [remote, id] of ids)
  test(`connection id of ${remote}`, () => assert.equal(connectionId(remote), id));

test('a taken name leaves the second node with its connection id, and is free again after release', () => {
  const registry = createNodeRegistry(['collector.json']);
  assert.equal(registry.register('sock@0', 'node-0').name, 'node-0');
  const second = registry.register('sock@1', 'node-0');
  assert.deepEqual([second.name, second.directory], ['sock@1', 'sock_1']);
  registry.release('sock@0');
  assert.equal(registry.register('sock@2', 'node-0').name, 'node-0');
});

test('two names never share a folder', () => {
  const registry = createNodeRegistry(['collector.json']);
  const owners: [string, string | undefined][] = [
    ['s@0', 'a/node'],
    ['s@1', 'b/node'],
    ['s@2', 's@3'],
    ['s@3', undefined],
    ['s@4', 'collector.json'],
  ];
  const directories = owners.map(([id, name]) => registry.register(id, name).directory);
  assert.deepEqual(directories, ['node', 's_1', 's_3', 's_3_2', 's_4']);
});
