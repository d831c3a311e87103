import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  connectSocket,
  type ForwarderSource,
  listenForwarder,
  parseAddress,
  runAcceptor,
  type TraceObject,
} from '@slotbench/wire';
import { until, useService } from './running-service.ts';

const run = useService();

/** A node that waits for the collector to connect. */
async function listen(name: string, path: string) {
  const queue: TraceObject[] = [];
  const waiting = new Set<() => void>();
  const source: ForwarderSource = {
    takeObjects: (max) => queue.splice(0, max),
    untilObjects: (signal) =>
      new Promise((resolve) => {
        waiting.add(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
        if (queue.length > 0 || signal.aborted) resolve();
      }),
    metrics: () => [],
    dataPoint: (point) => (point === 'NodeInfo' ? JSON.stringify({ niName: name }) : undefined),
  };
  const listener = await listenForwarder(parseAddress(path), { magic: 42, source });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= listener.close();
    return closing;
  };
  run.closeLater({ close });
  return {
    close,
    trace(...lines: string[]) {
      for (const toMachine of lines) queue.push({ ...object, toMachine });
      for (const wake of waiting) wake();
    },
  };
}

const object: TraceObject = {
  toHuman: undefined,
  toMachine: '',
  toNamespace: ['ChainDB.AddBlockEvent'],
  toSeverity: 1,
  toDetails: 1,
  toTimestamp: { seconds: 1_700_000_000, picoseconds: 5 },
  toHostname: 'relay1',
  toThreadId: '9',
};

test('ConnectTo: a loop for each address; a node that comes back writes on', async () => {
  const paths = ['a.sock', 'b.sock'].map((name) => join(run.root, name));
  const a = await listen('node-a', paths[0]!);
  const collector = await run.start({ network: { tag: 'ConnectTo', contents: paths } });
  assert.equal(collector.address, undefined);
  a.trace('{"a":1}');
  await until('a', () => collector.statistics.objects === 1);
  const b = await listen('node-b', paths[1]!);
  b.trace('{"b":1}');
  await until('b, which was late', () => collector.statistics.objects === 2);
  assert.deepEqual(
    collector.nodes().map(({ id, name }) => [id, name]),
    [
      [paths[0]!.slice(1).replaceAll('.', '').replaceAll('/', '-'), 'node-a'],
      [paths[1]!.slice(1).replaceAll('.', '').replaceAll('/', '-'), 'node-b'],
    ],
  );
  await a.close();
  await until('a gone', () => collector.nodes().length === 1);
  const again = await listen('node-a', paths[0]!);
  again.trace('{"a":2}');
  await until('a again', () => collector.statistics.objects === 3);
  await collector.stop();
  const lines = readdirSync(join(run.root, 'logs', 'node-a'))
    .filter((name) => name !== 'node.json')
    .sort()
    .map((name) => run.read('node-a', name));
  assert.equal(lines.join(''), '{"a":1}\n{"a":2}\n');
  assert.equal(run.read('node-b'), '{"b":1}\n');
});

test('two ids that would be the same are told apart', async () => {
  const paths = ['x.y', 'xy'].map((name) => join(run.root, name));
  await Promise.all(paths.map((path, n) => listen(`node-${n}`, path)));
  const collector = await run.start({ network: { tag: 'ConnectTo', contents: paths } });
  await until('both', () => collector.nodes().length === 2);
  assert.equal(new Set(collector.nodes().map(({ id }) => id)).size, 2);
});

test('objects are forwarded on as they came, filtered, to two readers in turn', async () => {
  const path = join(run.root, 'forward');
  const collector = await run.start({
    hasForwarding: [{ tag: 'AcceptAt', contents: path }, [['Test', 'Li']], {}],
  });
  assert.equal(collector.forwardingAddress, path);
  assert(run.traced.some(({ name }) => name === 'StartedReforwarder'));
  const node = await run.connect('node-0');
  const read = async () => {
    const objects: TraceObject[] = [];
    const session = await runAcceptor(await connectSocket(parseAddress(path)), {
      side: 'initiator',
      magic: 42,
      onObjects: (batch) => void objects.push(...batch.objects()),
      onMetrics: () => {},
    });
    return { objects, session };
  };
  const first = await read();
  node.trace('{"n":1}', 'no json');
  await until('the objects', () => first.objects.length === 2);
  assert.deepEqual(
    first.objects.map(({ toMachine, toHuman, toNamespace, toHostname }) => [
      toMachine,
      toHuman,
      toNamespace,
      toHostname,
    ]),
    [
      ['{"n":1}', 'human {"n":1}', ['Test', 'Line'], 'host'],
      ['no json', undefined, ['Test', 'Line'], 'host'],
    ],
  );
  first.session.close();
  await first.session.ended;
  const second = await read();
  node.trace('{"n":2}');
  await until('the next one', () => second.objects.length === 1);
  second.session.close();
  await second.session.ended;
  await collector.stop();
  assert.equal(run.read('node-0'), '{"n":1}\nno json\n{"n":2}\n');
  assert(!existsSync(path));
});

test('a second collector reads what the first forwards on, under the name of the connection', async () => {
  const path = join(run.root, 'forward');
  const first = await run.start({ hasForwarding: [{ tag: 'AcceptAt', contents: path }, null, {}] });
  const second = await run.start({
    network: { tag: 'ConnectTo', contents: [path] },
    logging: [{ logRoot: join(run.root, 'shadow'), logMode: 'FileMode', logFormat: 'ForMachine' }],
  });
  await until('the connection', () => second.statistics.connections === 1);
  for (const name of ['node-0', 'node-1']) (await run.connect(name)).trace(`{"from":"${name}"}`);
  await until('both objects', () => second.statistics.objects === 2);
  assert.equal(first.statistics.objects, 2);
  await second.stop();
  const folder = readdirSync(join(run.root, 'shadow')).find((name) => name.endsWith('-forward'));
  const lines = readFileSync(join(run.root, 'shadow', folder!, 'node.json'), 'utf8');
  assert.deepEqual(lines.trimEnd().split('\n').sort(), ['{"from":"node-0"}', '{"from":"node-1"}']);
});

/** What a node sends, as the connecting side. */
const sdu = (protocol: number, hex: string) => {
  const payload = Buffer.from(hex, 'hex');
  const header = Buffer.alloc(8);
  header.writeUInt16BE(protocol, 4);
  header.writeUInt16BE(payload.length, 6);
  return Buffer.concat([header, payload]);
};

test('a node that never answers the question for its name delays nobody, and keeps its objects', async () => {
  const collector = await run.start();
  const silent = await connectSocket(parseAddress(run.socketPath));
  run.closeLater({ close: () => silent.destroy() });
  silent.resume().write(sdu(0, '8200a101182a')); // it proposes version 1 with magic 42
  await until('the handshake', () => collector.statistics.connections === 1);
  // One object `{"late":1}` in a reply, and no reply to anything else.
  silent.write(
    sdu(2, '82039f8900806a7b226c617465223a317d9f6141ff81018101d903e8a2011a6553f1002b0061686131ff'),
  );
  const good = await run.connect('good');
  good.trace('y');
  await until('the good one', () => collector.statistics.perNode.good?.objects === 1);
  assert.deepEqual(
    collector.nodes().map(({ name }) => name),
    ['good'],
  );
  silent.destroy();
  await until('the silent one', () => collector.statistics.objects === 2);
  await collector.stop();
  const folder = readdirSync(join(run.root, 'logs')).find((name) => name.endsWith('_0'));
  assert.equal(run.read(folder!), '{"late":1}\n');
});

test('a program is told of nodes, objects and ends', async () => {
  const events: string[] = [];
  const collector = await run.start(
    { logging: [{ logRoot: '', logMode: 'JournalMode', logFormat: 'ForHuman' }] },
    {
      events: {
        onNode: ({ name }) => events.push(`+${name}`),
        onGone: ({ name }) => events.push(`-${name}`),
        onObjects: ({ name }, objects) => void events.push(`${name}: ${objects.map((o) => o.toMachine)}`),
      },
    },
  );
  const node = await run.connect('node-0');
  node.trace('a', 'b');
  await until('them', () => collector.statistics.objects === 2);
  await node.close();
  await until('the end', () => events.length === 3);
  assert.deepEqual(events, ['+node-0', 'node-0: a,b', '-node-0']);
});
