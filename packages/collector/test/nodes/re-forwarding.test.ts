import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectSocket, parseAddress, runAcceptor, type TraceObject } from '@slotbench/wire';
import { CollectorError } from '../../src/errors.ts';
import { type Reforwarder, startReforwarding } from '../../src/nodes/re-forwarding.ts';

let root: string;
let path: string;
let said: string[];
let reforwarder: Reforwarder | undefined;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slotbench-reforward-'));
  path = join(root, 'r');
  said = [];
});
afterEach(async () => {
  await reforwarder?.close();
  reforwarder = undefined;
  rmSync(root, { recursive: true, force: true });
});

async function start(prefixes: string[][] | null, queueSize = 192): Promise<Reforwarder> {
  reforwarder = await startReforwarding(
    [
      { tag: 'AcceptAt', contents: path },
      prefixes,
      { queueSize, verbosity: 'Minimum', maxReconnectDelay: 45 },
    ],
    { magic: 42, complain: (text) => said.push(text) },
  );
  return reforwarder;
}

async function read(magic = 42) {
  const objects: TraceObject[] = [];
  const metrics: unknown[] = [];
  const session = await runAcceptor(await connectSocket(parseAddress(path)), {
    side: 'initiator',
    magic,
    metricsPeriodMs: 10,
    onObjects: (batch) => void objects.push(...batch.objects()),
    onMetrics: (received) => metrics.push(...received),
  });
  return { session, objects, metrics };
}

async function until(what: string, condition: () => boolean): Promise<void> {
  for (let n = 0; !condition(); n++) {
    assert(n < 300, `not within 3 s: ${what}`);
    await sleep(10);
  }
}

const object = (...toNamespace: string[]): TraceObject => ({
  toHuman: 'é human',
  toMachine: `{"ns":"${toNamespace.join('.')}"}`,
  toNamespace,
  toSeverity: 3,
  toDetails: 2,
  toTimestamp: { seconds: 1_700_000_000, picoseconds: 123_456_789_000 },
  toHostname: 'relay1',
  toThreadId: '77',
});

test('objects arrive as they came, without metrics and data points', async () => {
  const { offer } = await start(null);
  const sent = [
    object('ChainDB.AddBlockEvent.Added'),
    object('Forge', 'Loop'),
    { ...object('X'), toHuman: undefined },
  ];
  offer(sent);
  const { session, objects, metrics } = await read();
  await until('all', () => objects.length === 3);
  assert.deepEqual(objects, sent);
  assert.deepEqual(await session.askDataPoints(['NodeInfo']), new Map([['NodeInfo', undefined]]));
  assert.deepEqual(metrics, []);
  offer([object('Later')]);
  await until('the later one', () => objects.length === 4);
  session.close();
  await session.ended;
});

const filters: [name: string, prefixes: string[][], passing: string[]][] = [
  [
    'two prefixes',
    [['ChainDB', 'AddBlockEvent'], ['Forge']],
    ['ChainDB.AddBlockEvent.A', 'Forge.Loop', 'ForgeStats'],
  ],
  ['none', [], []],
  [
    'an empty namespace is everything',
    [[]],
    ['ChainDB.AddBlockEvent.A', 'ChainDB.Other', 'Forge.Loop', 'ForgeStats', 'Net'],
  ],
];
for (const [name, prefixes, passing] of filters)
  test(`a plain text prefix filters: ${name}`, async () => {
    const { offer } = await start(prefixes);
    offer([
      object('ChainDB', 'AddBlockEvent', 'A'),
      object('ChainDB.Other'),
      object('Forge.Loop'),
      object('ForgeStats'),
      object('Net'),
    ]);
    const { session, objects } = await read();
    await until('them', () => objects.length === passing.length);
    await sleep(20);
    assert.deepEqual(
      objects.map(({ toNamespace }) => toNamespace.join('.')),
      passing,
    );
    session.close();
    await session.ended;
  });

test('a full queue is dropped as a whole, counted and said', async () => {
  const forwarding = await start(null, 3);
  forwarding.offer(['a', 'b', 'c', 'd'].map((name) => object(name)));
  assert.equal(forwarding.dropped, 3);
  assert.match(said[0]!, /^TraceObject queue overflowed\. Dropped 3 messages from 2023-/);
  const { session, objects } = await read();
  await until('the rest', () => objects.length === 1);
  assert.deepEqual(objects, [object('d')]);
  session.close();
  await session.ended;
});

test('another magic is refused, a taken address is said with its key', async () => {
  await start(null);
  await assert.rejects(read(43), /WIRE_REFUSED/);
  await assert.rejects(
    startReforwarding(
      [
        { tag: 'AcceptAt', contents: path },
        null,
        { queueSize: 1, verbosity: 'Minimum', maxReconnectDelay: 1 },
      ],
      {
        magic: 42,
        complain: () => {},
      },
    ),
    (error) => error instanceof CollectorError && /\(hasForwarding\): another process/.test(error.message),
  );
});
