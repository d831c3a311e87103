import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { listenUnixOrTcp, runAcceptor, type TraceObject } from '@slotbench/wire';
import { type ChainNode, startChainNode } from './chain-node.ts';
import { createNetwork } from './network.ts';

const program = fileURLToPath(import.meta.resolve('@slotbench/generator/program'));
const network = createNetwork();
let root: string;
let node: ChainNode;
let forge: NodeJS.Timeout;
const children: ChildProcess[] = [];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'slotbench-generator-'));
  node = await startChainNode(network);
  forge = setInterval(() => node.forge(), 200);
  for (const [path, { text }] of network.files) write(join('genesis', path), text);
  const files = {
    ShelleyGenesisFile: '../genesis/genesis.shelley.json',
    AlonzoGenesisFile: '../genesis/genesis.alonzo.json',
  };
  write('node-0/config.json', JSON.stringify(files));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  clearInterval(forge);
  await node.close();
  rmSync(root, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function start(more: object = {}, args: readonly string[] = []) {
  const script = {
    tps: 100,
    tx_count: 100,
    inputs_per_tx: 1,
    outputs_per_tx: 1,
    tx_fee: 1_000_000,
    add_tx_size: 100,
    init_cooldown: 0,
    min_utxo_value: 10_000_000,
    era: 'Conway',
    debugMode: false,
    localNodeSocketPath: '../node-0/node.socket',
    nodeConfigFile: '../node-0/config.json',
    sigKey: '../genesis/utxo-keys/utxo1/utxo.skey',
    plutus: null,
    targetNodes: [{ addr: '127.0.0.1', port: node.port, name: 'node-0' }],
    ...more,
  };
  write('generator/run-script.json', JSON.stringify(script));
  const child = spawn(
    process.execPath,
    ['--conditions=source', program, 'generator/run-script.json', ...args],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    },
  );
  children.push(child);
  // Unread, it would hold back the child's `close` event.
  (child.stdio[3] as Readable).resume();
  const [out, err] = [{ text: '' }, { text: '' }];
  child.stdout!.on('data', (piece) => {
    out.text += piece;
  });
  child.stderr!.on('data', (piece) => {
    err.text += piece;
  });
  return { child, out, err, exit: new Promise<number | null>((resolve) => child.on('close', resolve)) };
}

const readLines = () =>
  readFileSync(join(root, 'generator/transactions.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const progress = () => {
  const path = join(root, 'generator/progress.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
};

async function until(what: string, condition: () => boolean): Promise<void> {
  for (let n = 0; !condition(); n++) {
    if (n > 750) assert.fail(`not within 15 s: ${what}`);
    await sleep(20);
  }
}

test('from the files of a run to confirmed transactions; traces on stdout', async () => {
  const running = start();
  assert.equal(await running.exit, 0, running.err.text);
  const lines = readLines();
  const { summary } = lines.at(-1);
  assert.deepEqual([summary.endedBy, summary.sent, summary.confirmed], ['all transactions sent', 100, 100]);
  assert.equal(lines.filter((line) => line.kind === 'load' && line.confirmedMs !== null).length, 100);
  assert.deepEqual(progress().phase, 'done');
  const traces = running.out.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const acknowledged = traces
    .filter(({ ns }) => ns === 'Benchmark.BenchTxSubServAck')
    .flatMap(({ data }) => data.txIds);
  assert(acknowledged.length >= 90, `${acknowledged.length} acknowledgements`);
  const last = traces.filter(({ ns }) => ns === 'Benchmark.BenchTxSubSummary');
  assert.equal(last.length, 1);
  assert.equal(last[0].data.kind, 'TraceBenchTxSubSummary');
  assert.equal(last[0].data.summary.ssTxSent, 100);
  assert.equal(running.err.text, '');
});

test('kill -9 in the load: the log is whole lines and lacks at most a second', async () => {
  const running = start({ tx_count: 5_000 });
  await until('the load', () => (progress()?.submitted ?? 0) > 50);
  await sleep(1_000);
  const sentBefore = node.received.length - 2;
  await sleep(1_000);
  running.child.kill('SIGKILL');
  await running.exit;
  const lines = readLines();
  const sent = lines.filter((line) => line.kind === 'load' && line.sentMs !== null).length;
  assert(sent >= sentBefore, `${sent} in the log, ${sentBefore} had been sent a second before`);
  assert.equal(new Set(lines.map((line) => line.id)).size, lines.length);
});

test('SIGTERM in the load, and the end of whoever started it, end it in order', async () => {
  for (const end of ['SIGTERM', 'ipc'] as const) {
    const running = start({ tx_count: 5_000 }, ['--shutdown-ipc', '3']);
    await until('the load', () => progress()?.phase === 'load');
    if (end === 'SIGTERM') running.child.kill(end);
    else (running.child.stdio[3] as Readable).destroy();
    assert.equal(await running.exit, 0, running.err.text);
    assert.equal(readLines().at(-1).summary.endedBy, 'told to stop');
    rmSync(join(root, 'generator'), { recursive: true });
    // The funds of this genesis are spent: the next run needs a chain of its own.
    await node.close();
    node = await startChainNode(network);
  }
});

test('with --cardano-tracer its traces are forwarded under its own name', async () => {
  const objects: TraceObject[] = [];
  let name: unknown;
  const listener = await listenUnixOrTcp(
    { kind: 'unix', path: join(root, 'tracer.socket') },
    async (socket) => {
      const session = await runAcceptor(socket, {
        side: 'responder',
        magic: 42,
        onObjects: (batch) => {
          objects.push(...batch.objects());
        },
        onMetrics: () => {},
      });
      name = JSON.parse((await session.askDataPoints(['NodeInfo'])).get('NodeInfo') ?? '{}').niName;
    },
  );
  const running = start({ tx_count: 20 }, ['--cardano-tracer', 'tracer.socket']);
  assert.equal(await running.exit, 0, running.err.text);
  await listener.close();
  assert.equal(name, 'generator');
  const summary = objects.filter((object) => object.toNamespace.join('.') === 'Benchmark.BenchTxSubSummary');
  assert.equal(summary.length, 1);
  assert.equal(JSON.parse(summary[0]!.toMachine).data.summary.ssTxSent, 20);
  assert.equal(running.out.text, '');
});

test('what is wrong is said on stderr with its exit code, before anything is sent', async () => {
  const cases: [more: object, args: string[], code: number, text: RegExp][] = [
    [{ tps: -1 }, [], 65, /run-script\.json: not usable as it is\n {2}\$\.tps: expected more than 0, got -1/],
    [{ sigKey: 'absent.skey' }, [], 66, /absent\.skey: sigKey: ENOENT/],
    [{ tx_count: 10_000_000 }, [], 65, /the load needs at least \d+/],
    [{}, ['--tps', '5'], 64, /--tps/],
  ];
  for (const [more, args, code, text] of cases) {
    const running = start(more, args);
    assert.equal(await running.exit, code, running.err.text);
    assert.match(running.err.text, text);
  }
  assert.equal(node.received.length, 0);
});
