import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectSocket } from '@slotbench/wire';
import { CollectorError } from '../src/errors.ts';
import { until, useService } from './running-service.ts';

const run = useService();

test('two nodes: every line verbatim, in order, in the node’s own file', async () => {
  const collector = await run.start({
    logging: [
      { logRoot: join(run.root, 'logs'), logMode: 'FileMode', logFormat: 'ForMachine' },
      { logRoot: join(run.root, 'logs'), logMode: 'FileMode', logFormat: 'ForHuman' },
    ],
  });
  const [a, b] = [await run.connect('node-0'), await run.connect('node-1')];
  const lines = (name: string) =>
    Array.from({ length: 1234 }, (_, n) => `{"ns":"${name}","n":${n},"t":"é\\n\u2028"}`);
  a.trace(...lines('a'));
  b.trace(...lines('b'), 'no json');
  await until('all objects', () => collector.statistics.objects === 2469);
  await collector.stop();
  assert.equal(run.read('node-0'), `${lines('a').join('\n')}\n`);
  assert.equal(run.read('node-1'), `${[...lines('b'), 'no json'].join('\n')}\n`);
  assert.equal(
    run.read('node-0', 'node.log'),
    `${lines('a')
      .map((l) => `human ${l}`)
      .join('\n')}\n`,
  );
  assert(run.read('node-1', 'node.log').endsWith('\nno json\n'));

  const saved = JSON.parse(readFileSync(join(run.root, 'logs', 'collector.json'), 'utf8'));
  const bytes = ['node-0', 'node-1'].flatMap((n) => [run.read(n), run.read(n, 'node.log')]).join('');
  const { objects, connections, refused, writeErrors, droppedObjects, perNode } = saved;
  assert.deepEqual(
    { objects, bytes: saved.bytes, connections, refused, writeErrors, droppedObjects },
    {
      objects: 2469,
      bytes: Buffer.byteLength(bytes),
      connections: 2,
      refused: 0,
      writeErrors: 0,
      droppedObjects: 0,
    },
  );
  assert.equal(perNode['node-0'].objects, 1234);
  assert.equal(perNode['node-1'].connected, false);
});

test('a second node of the same name gets a folder of its own; a reconnect gets its name back', async () => {
  const collector = await run.start();
  const [a, b] = [await run.connect('node'), await run.connect('node')];
  a.trace('a');
  await until('a', () => collector.statistics.objects === 1);
  b.trace('b');
  await until('b', () => collector.statistics.objects === 2);
  await a.close();
  await until('a gone', () => !collector.statistics.perNode.node!.connected);
  const again = await run.connect('node');
  again.trace('a again');
  await until('a again', () => collector.statistics.objects === 3);
  await collector.stop();
  const folders = readdirSync(join(run.root, 'logs')).filter((name) => name !== 'collector.json');
  assert.equal(folders.length, 2);
  assert.equal(run.read(folders.find((name) => name !== 'node')!), 'b\n');
  const files = readdirSync(join(run.root, 'logs', 'node')).filter((name) => name !== 'node.json');
  assert.equal(
    files
      .sort()
      .map((file) => run.read('node', file))
      .join(''),
    'a\na again\n',
  );
});

test('a node without NodeInfo goes by its connection', async () => {
  const collector = await run.start();
  const node = await run.connect(undefined);
  node.trace('x');
  await until('x', () => collector.statistics.objects === 1);
  await collector.stop();
  const [name] = Object.keys(collector.statistics.perNode);
  assert.match(name!, /@0$/);
  assert.equal(run.read(name!.replace('@', '_')), 'x\n');
});

test('who has metrics only is named by NodeInfo; without that, as in cardano-tracer, by nothing before its first objects', async () => {
  const collector = await run.start();
  const [named, nameless] = [await run.connect('node-0'), await run.connect(undefined)];
  for (const node of [named, nameless])
    node.metrics = [{ name: 'x_int', value: { kind: 'gauge', value: 7n } }];
  const names = () => collector.nodes().map(({ name }) => name);
  await until('the name', () => names().includes('node-0'));
  // Several metrics replies of both.
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.deepEqual(names(), ['node-0']);
  nameless.trace('x');
  await until('the other', () => names().length === 2);
  const other = collector.nodes().find(({ id, name }) => name === id);
  assert.deepEqual(other?.metrics.get('x_int')?.value, { kind: 'gauge', value: 7n });
});

test('bad peers end their own connection only, and are counted', async () => {
  const collector = await run.start();
  const good = await run.connect('good');
  await run.connect('other network', 43);
  await until('the wrong magic', () => collector.statistics.refused === 1);
  const garbage = await connectSocket({ kind: 'unix', path: run.socketPath });
  garbage.on('error', () => {});
  garbage.write(Buffer.alloc(100_000, 0xff));
  await until('garbage', () => collector.statistics.refused === 2);
  const knocker = await connectSocket({ kind: 'unix', path: run.socketPath });
  knocker.destroy();

  const liar = await run.connect('liar');
  liar.trace('one true line');
  await until('the true line', () => collector.statistics.objects === 1);
  liar.socket.write(Buffer.from('000000000002000381036161', 'hex')); // an SDU of protocol 2 out of turn, then rubbish
  await until('the liar', () => collector.statistics.failed === 1);

  good.trace('still here');
  await until('the good one', () => collector.statistics.objects === 2);
  await collector.stop();
  assert.equal(run.read('good'), 'still here\n');
  assert.equal(run.read('liar'), 'one true line\n');
  assert.equal(collector.statistics.refused, 2);
  assert.equal(run.traced.filter(({ name }) => name === 'ForwardingInterrupted').length, 3);
});

test('a log that cannot be written is said and counted, the connection stays', async () => {
  const collector = await run.start();
  mkdirSync(join(run.root, 'logs'), { recursive: true });
  writeFileSync(join(run.root, 'logs', 'node-0'), 'a file where the folder should be');
  const node = await run.connect('node-0');
  node.trace('lost 1', 'lost 2');
  await until('the errors', () => collector.statistics.droppedObjects === 2);
  assert.equal(run.said.length, 1);
  assert.match(run.said[0]!, /logs\/node-0: (EEXIST|ENOTDIR).*; 2 trace objects not written/);
  rmSync(join(run.root, 'logs', 'node-0'));
  node.trace('kept');
  await until('the next one', () => collector.statistics.objects === 3);
  await collector.stop();
  assert.equal(run.read('node-0'), 'kept\n');
  const saved = JSON.parse(readFileSync(join(run.root, 'logs', 'collector.json'), 'utf8'));
  assert.deepEqual([saved.writeErrors, saved.perNode['node-0'].droppedObjects], [1, 2]);
});

test('the Prometheus page shows a node’s metrics while it is connected', async () => {
  const collector = await run.start({ hasPrometheus: { epHost: '127.0.0.1', epPort: 0 } });
  const node = await run.connect('node_0');
  node.metrics = [
    { name: 'cardano.node.metrics.blockNum_int', value: { kind: 'gauge', value: 17n } },
    { name: 'density_real', value: { kind: 'label', value: '0.05' } },
  ];
  const get = (path: string) => fetch(`http://127.0.0.1:${collector.prometheusPort}${path}`);
  await until('the name', () => collector.statistics.perNode.node_0 !== undefined);
  let page = '';
  for (let n = 0; n < 100 && !page.includes('blockNum'); n++) {
    page = await (await get('/node-0')).text();
    await sleep(10);
  }
  const stable = page.replace(/(ekg_server_timestamp_ms) \d+/, '$1 N');
  assert.equal(
    stable,
    '# TYPE cardano_node_metrics_blockNum_int gauge\ncardano_node_metrics_blockNum_int 17\ndensity_real 0.05\n' +
      '# TYPE ekg_server_timestamp_ms counter\nekg_server_timestamp_ms N\n# EOF\n',
  );
  node.metrics = [{ name: 'cardano.node.metrics.blockNum_int', value: { kind: 'gauge', value: 18n } }];
  for (let n = 0; n < 100 && !page.includes('blockNum_int 18'); n++) {
    page = await (await get('/node-0')).text();
    await sleep(10);
  }
  assert.match(page, /blockNum_int 18/);
  await node.close();
  await until('the end', () => !collector.statistics.perNode.node_0!.connected);
  assert.equal((await get('/node-0')).status, 404);
});

test('what cannot be had is said before anything is accepted', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as { port: number };
  const refused = async (more: object, exit: string, text: RegExp) =>
    assert.rejects(run.start(more), (error) => {
      assert(error instanceof CollectorError);
      assert.equal(error.exit, exit);
      assert.match(error.message, text);
      return true;
    });
  await refused(
    { hasPrometheus: { epHost: '127.0.0.1', epPort: port } },
    'unavailable',
    /another process accepts/,
  );
  taken.close();
  writeFileSync(join(run.root, 'file'), '');
  const logging = [{ logRoot: join(run.root, 'file', 'logs'), logMode: 'FileMode', logFormat: 'ForMachine' }];
  await refused({ logging }, 'cannotCreate', /cannot be used as logRoot/);
  await run.start();
  await refused({}, 'unavailable', /another process accepts connections here/);
});

test('rotation starts a new file for a connected node', async () => {
  const collector = await run.start({
    rotation: { rpFrequencySecs: 1, rpLogLimitBytes: 10, rpKeepFilesNum: 5 },
  });
  const node = await run.connect('node-0');
  node.trace('0123456789');
  const files = () => readdirSync(join(run.root, 'logs', 'node-0')).filter((name) => name !== 'node.json');
  await until('the first line', () => collector.statistics.bytes > 0);
  await until('the new file', () => files().length === 2);
  node.trace('next');
  await until('the second line', () => collector.statistics.objects === 2);
  await collector.stop();
  assert.deepEqual(
    files()
      .sort()
      .map((file) => run.read('node-0', file)),
    ['0123456789\n', 'next\n'],
  );
});
