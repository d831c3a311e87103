import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { connectNode } from './forwarding-node.ts';
import { type Running, until, usePrograms } from './running-program.ts';

const run = usePrograms();

function configure(more: object = {}): string {
  const path = join(run.root, 'config.json');
  const config = {
    networkMagic: 42,
    network: { tag: 'AcceptAt', contents: 's' },
    logging: [{ logRoot: 'logs', logMode: 'FileMode', logFormat: 'ForMachine' }],
    ...more,
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

const accepting = (running: Running) =>
  until('the acceptor', () => running.out.text.includes('Tracer.StartedAcceptors'));
const log = () => readFileSync(join(run.root, 'logs', 'node-0', 'node.json'), 'utf8');

test('SIGTERM: everything that nodes had sent is on disk, exit code 0, no socket left', async () => {
  const running = run.start(['-c', configure()]);
  await accepting(running);
  const node = await connectNode({ path: join(run.root, 's'), name: 'node-0' });
  const lines = Array.from({ length: 5_000 }, (_, n) => JSON.stringify({ n, text: 'x'.repeat(200) }));
  node.trace(...lines);
  await until('the queue', () => node.queued === 0);
  running.child.kill('SIGTERM');
  assert.equal(await running.exit, 0);
  await node.close();
  assert.equal(log(), `${lines.join('\n')}\n`);
  const statistics = JSON.parse(readFileSync(join(run.root, 'logs', 'collector.json'), 'utf8'));
  assert.deepEqual([statistics.objects, statistics.bytes], [5_000, Buffer.byteLength(log())]);
  assert(!existsSync(join(run.root, 's')));
  assert.equal(running.err.text, '');
  const traces = running.out.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).ns.replace('Tracer.', ''));
  const naming = traces.indexOf('AddNewNodeIdMapping');
  assert(naming > traces.indexOf('SockIncoming'));
  assert.deepEqual(traces.toSpliced(naming, 1), [
    'BuildInfo',
    'ParamsAre',
    'ConfigIs',
    'InitStart',
    'SockListen',
    'StartedAcceptors',
    'InitDone',
    'SockIncoming',
    'ShutdownInitiated',
    'ShutdownComplete',
  ]);
});

test('a second collector is refused while the first lives, and takes over its dead socket file', async () => {
  const config = configure();
  const first = run.start(['-c', config]);
  await accepting(first);
  const second = run.start(['-c', config]);
  assert.equal(await second.exit, 69);
  assert.match(
    second.err.text,
    /^slotbench-collector: s \(network\.contents\): another process accepts connections here/,
  );
  const node = await connectNode({ path: join(run.root, 's'), name: 'node-0' });
  node.trace('{"first":1}');
  await until(
    'the line',
    () => existsSync(join(run.root, 'logs', 'node-0', 'node.json')) && log() === '{"first":1}\n',
  );
  first.child.kill('SIGKILL');
  await first.exit;
  await node.close();
  assert(existsSync(join(run.root, 's')), 'kill -9 leaves the socket file');
  const third = run.start(['-c', config]);
  await accepting(third);
  const again = await connectNode({ path: join(run.root, 's'), name: 'node-0' });
  again.trace('{"second":2}');
  await until('the next line', () => log().endsWith('{"second":2}\n'));
  await again.close();
  third.child.kill('SIGTERM');
  assert.equal(await third.exit, 0);
});

test('it ends when whoever started it is gone', async () => {
  const running = run.start(['-c', configure(), '--shutdown-ipc', '3'], { stdio: ['pipe'] });
  await accepting(running);
  (running.child.stdio[3] as unknown as { destroy(): void }).destroy();
  assert.equal(await running.exit, 0);
});

test('what is wrong is said on stderr with its exit code', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as { port: number };
  const cases: [args: string[], config: object, code: number, text: RegExp][] = [
    [[], {}, 64, /missing: -c FILE/],
    [['-c', 'absent.json'], {}, 66, /absent\.json: the configuration cannot be read/],
    [
      ['-c', 'config.json'],
      { hasEKG: { epHost: 'h' } },
      65,
      /config\.json: .*\n {2}\$\.hasEKG\.epPort: expected a number, got nothing/,
    ],
    [
      ['-c', 'config.json'],
      { hasPrometheus: { epHost: '127.0.0.1', epPort: port } },
      69,
      /another process accepts connections here/,
    ],
    [
      ['-c', 'config.json'],
      { logging: [{ logRoot: 'config.json/logs', logMode: 'FileMode', logFormat: 'ForHuman' }] },
      73,
      /cannot be used as logRoot/,
    ],
  ];
  for (const [args, config, code, text] of cases) {
    configure(config);
    const running = run.start(args);
    assert.equal(await running.exit, code, running.err.text);
    assert.match(running.err.text, text);
    assert(!running.out.text.includes('StartedAcceptors'));
    assert(!existsSync(join(run.root, 's')));
  }
  taken.close();
});
