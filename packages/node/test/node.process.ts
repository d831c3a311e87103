// Runs alone: its nodes make blocks at real times and need both cores.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import test from 'node:test';
import { Reader, readValue, toHex } from '@slotbench/cbor';
import {
  blake2b224,
  blake2b256,
  buildTx,
  decodeBlock,
  ed25519,
  enterpriseAddress,
  keyKinds,
  loadGenesis,
  readKey,
} from '@slotbench/ledger';
import {
  connectSocket,
  decodeAnswer,
  encodeQuery,
  type LedgerQuery,
  listenUnixOrTcp,
  openNodeToClient,
  openNodeToNode,
  runAcceptor,
  type TraceObject,
} from '@slotbench/wire';
import { openBlockLog } from '../src/block-log.ts';
import { freePorts, type RunningNode, TestNetwork, type TraceLine } from './network.ts';
import { until } from './until.ts';

/** Every line of a namespace (and below it). */
const linesOf = (node: RunningNode, ns: string): TraceLine[] =>
  node.lines().filter((line) => line.ns === ns || line.ns.startsWith(`${ns}.`));

const hashOf = (line: TraceLine): string => String(line.data.newtip ?? '').slice(0, 64);

/** The chain that a node's traces of adoption lead to, by walking the forged blocks of all nodes back. */
function chainOf(node: RunningNode, all: readonly RunningNode[]): string[] {
  const parents = new Map(
    all.flatMap((each) =>
      linesOf(each, 'Forge.Loop.ForgedBlock').map(({ data }) => [String(data.block), String(data.blockPrev)]),
    ),
  );
  const adopted = node.lines().filter(({ ns }) => /AddedToCurrentChain|SwitchedToAFork/.test(ns));
  const chain: string[] = [];
  for (
    let at = adopted.length === 0 ? 'GenesisHash' : hashOf(adopted.at(-1)!);
    at !== 'GenesisHash';
    at = parents.get(at)!
  ) {
    assert.ok(parents.has(at), `block ${at} was forged by nobody`);
    chain.unshift(at);
  }
  return chain;
}

const tipNo = (node: RunningNode): number =>
  Math.max(
    -1,
    ...node
      .lines()
      .filter(({ ns }) => /AddedToCurrentChain|SwitchedToAFork/.test(ns))
      .map(({ data }) => Number((data.newSuffixSelectView as { blockNo: number }).blockNo)),
  );

async function withNetwork(
  o: Parameters<typeof TestNetwork.create>[0],
  use: (network: TestNetwork) => Promise<void>,
) {
  const network = await TestNetwork.create(o);
  try {
    await use(network);
  } finally {
    await network.remove();
  }
}

test('two nodes forge, adopt each other and end by themselves at a block, with exit code 0', () =>
  withNetwork({ nodes: 2 }, async (network) => {
    const limit = ['--shutdown-on-block-synced', '8'];
    const nodes = [0, 1].map((i) => network.start(i, limit));
    const ends = await Promise.all(nodes.map((node) => node.exited));
    assert.deepEqual(
      ends,
      [
        { code: 0, signal: null },
        { code: 0, signal: null },
      ],
      nodes.map((node) => node.stderr()).join(),
    );
    assert.ok(nodes.some((node) => linesOf(node, 'Forge.Loop.ForgedBlock').length > 0));
    const chains = nodes.map((node) => chainOf(node, nodes));
    for (const chain of chains) assert.ok(chain.length >= 9, `${chain.length} blocks`);
    // The last block may be a fork that only one of them still saw.
    assert.deepEqual(chains[0]!.slice(0, 8), chains[1]!.slice(0, 8));
    for (const node of nodes) {
      const [final] = linesOf(node, 'Shutdown.Statistics');
      assert.equal(final!.data.forwarderDropped, 0);
      assert.equal(final!.data.invalidBlocks, 0);
      assert.equal(node.stderr(), '');
    }
    for (const i of [0, 1]) assert.equal(existsSync(network.path(`node-${i}/node.socket`)), false);
    assertSlotOrder(nodes[0]!);
  }));

/** Facts: tracing-library §8.1. */
const SLOT_ORDER = [
  'StartLeadershipCheck',
  'BlockContext',
  'LedgerState',
  'LedgerView',
  'NodeIsLeader',
  'ForgeTickedLedgerState',
  'ForgingMempoolSnapshot',
  'ForgedBlock',
  'AdoptedBlock',
];

function assertSlotOrder(node: RunningNode): void {
  const bySlot = Map.groupBy(linesOf(node, 'Forge.Loop'), ({ data }) =>
    Number(data.slot ?? data['current slot']),
  );
  assert.ok(bySlot.size > 5);
  let led = 0;
  for (const [slot, lines] of bySlot) {
    const names = lines.map(({ ns }) => ns.replace('Forge.Loop.', ''));
    if (names.includes('NodeIsLeader')) {
      led++;
      assert.deepEqual(names.slice(0, -1), SLOT_ORDER.slice(0, -1), `slot ${slot}`);
      assert.match(names.at(-1)!, /^(AdoptedBlock|DidntAdoptBlock)$/);
    } else assert.deepEqual(names, [...SLOT_ORDER.slice(0, 4), 'NodeNotLeader'], `slot ${slot}`);
  }
  assert.ok(led > 0);
}

test('a node killed with -9 reads its block log again, even with a cut tail, and catches up', () =>
  withNetwork({ nodes: 2 }, async (network) => {
    const first = network.start(0);
    const victim = network.start(1);
    await until('six blocks at the victim', () => tipNo(victim) >= 6);
    victim.process.kill('SIGKILL');
    assert.deepEqual(await victim.exited, { code: null, signal: 'SIGKILL' });
    const log = network.path('node-1/db/blocks.log');
    truncateSync(log, statSync(log).size - 1);
    await until('the other to go on alone', () => tipNo(first) >= 9);

    const again = network.start(1);
    const replayed = await until('the replay', () => linesOf(again, 'NodeState.NodeReplays')[0]);
    assert.ok(Number(replayed.data.blocks) >= 6, `${replayed.data.blocks} blocks`);
    assert.equal(linesOf(again, 'ChainDB.OpenEvent.TruncatedBlockLog').length, 1);
    await until('the victim to catch up and both to go on', () => tipNo(again) >= 12 && tipNo(first) >= 12);
    const nodes = [first, victim, again];
    assert.deepEqual(chainOf(first, nodes).slice(0, 11), chainOf(again, nodes).slice(0, 11));
    for (const node of [first, again]) {
      node.process.kill('SIGTERM');
      assert.deepEqual(await node.exited, { code: 0, signal: null });
      assert.equal(linesOf(node, 'Shutdown.Requested').length, 1);
    }
  }));

test('a transaction given to one node reaches a block and both mempools, and is offered on', () =>
  withNetwork({ nodes: 2 }, async (network) => {
    const nodes = [0, 1].map((i) => network.start(i));
    await until('the socket', () => existsSync(network.path('node-0/node.socket')));
    const tx = splitFund(network);
    const socket = await connectSocket({ kind: 'tcp', host: '127.0.0.1', port: network.ports[0]! });
    const connection = await openNodeToNode(socket, { side: 'initiator', magic: 42 });
    const { txSubmission } = connection;
    await txSubmission.send({ kind: 'Init' });
    assert.equal((await txSubmission.receive()).kind, 'RequestTxIds');
    const txId = { era: 6, id: tx.id };
    await txSubmission.send({ kind: 'ReplyTxIds', ids: [{ txId, sizeBytes: tx.bytes.length + 6 }] });
    assert.deepEqual(await txSubmission.receive(), { kind: 'RequestTxs', ids: [txId] });
    await txSubmission.send({ kind: 'ReplyTxs', txs: [{ era: 6, bytes: tx.bytes }] });
    assert.deepEqual(await txSubmission.receive(), { kind: 'RequestTxIds', blocking: true, ack: 1, req: 10 });
    const short = { txid: tx.id.slice(0, 8) };
    for (const node of nodes) {
      const added = await until('the mempool', () => linesOf(node, 'Mempool.AddedTx')[0]);
      assert.deepEqual(added.data.tx, short);
      const removed = await until('a block with it', () => linesOf(node, 'Mempool.RemoveTxs')[0]);
      assert.deepEqual(removed.data.txs, [short]);
      assert.equal(linesOf(node, 'TxSubmission.TxInbound.Processed').at(-1)!.data.accepted, 1);
    }
    connection.close();
  }));

function splitFund(network: TestNetwork) {
  const shelley = network.read('genesis/genesis.shelley.json');
  const genesis = loadGenesis({ shelley, alonzo: network.read('genesis/genesis.alonzo.json') });
  const seed = readKey(
    keyKinds.genesisUtxoSigning,
    'utxo',
    network.read('genesis/utxo-keys/utxo1/utxo.skey'),
  );
  const address = enterpriseAddress(toHex(blake2b224(ed25519.publicKey(seed))), 0);
  const [key, fund] = genesis.initialUtxo.find(([, out]) => Buffer.compare(out.address, address) === 0)!;
  const [txId, index] = key.split('#');
  const fee = 1_000_000n;
  return buildTx({
    inputs: [{ txId: txId!, index: Number(index) }],
    outputs: [{ address, lovelace: fund.lovelace - fee }],
    fee,
    signers: [seed],
  });
}

test('traces and data points go to a collector', () =>
  withNetwork({ nodes: 1 }, async (network) => {
    const config = JSON.parse(network.read('node-0/config.json'));
    config.TraceOptions[''].backends = ['Forwarder', 'EKGBackend'];
    network.write('node-0/config.json', JSON.stringify(config));
    const objects: TraceObject[] = [];
    let info: string | undefined;
    const path = network.path('tracer.socket');
    const listener = await listenUnixOrTcp({ kind: 'unix', path }, async (socket) => {
      const session = await runAcceptor(socket, {
        side: 'responder',
        magic: 42,
        onObjects: (batch) => void objects.push(...batch.objects()),
        onMetrics: () => {},
      });
      info = (await session.askDataPoints(['NodeInfo'])).get('NodeInfo');
    });
    const node = network.start(0, ['--tracer-socket-path-connect', path, '--shutdown-on-slot-synced', '6']);
    assert.deepEqual(await node.exited, { code: 0, signal: null });
    const added = objects.filter(({ toNamespace }) => /AddedToCurrentChain/.test(toNamespace.join('.')));
    const slotOf = ({ toMachine }: TraceObject) =>
      Number(/@(\d+)/.exec(JSON.parse(toMachine).data.newtip)![1]);
    assert.ok(slotOf(added.at(-1)!) >= 6, 'it ends once the tip has that slot');
    assert.ok(
      added.slice(0, -1).every((one) => slotOf(one) < 6),
      'and not before',
    );
    const names = objects.map(({ toNamespace }) => toNamespace.join('.'));
    assert.equal(names[0], 'Version.NodeVersion');
    assert.equal(names.at(-1), 'Shutdown.Statistics', 'the end is forwarded too');
    assert.ok(names.includes('Resources'));
    assert.deepEqual(node.lines(), []);
    assert.equal(JSON.parse(info!).niName, 'node-0');
    await listener.close();
  }));

/** A built node takes 108 MiB with a short chain, 120 are allowed; run from its sources, as here, it holds the compiler too. */
const MAX_RSS_MIB = 120 + 40;
const KILLS = 5;

test('killed again and again it comes back on the same chain, whatever it was doing', () =>
  withNetwork({ nodes: 1, activeSlotsCoeff: 1, slotSeconds: 0.1 }, async (network) => {
    const chainOnDisk = async (): Promise<string[]> => {
      const genesisHash = toHex(blake2b256(Buffer.from(network.read('genesis/genesis.shelley.json'))));
      const log = await openBlockLog(network.path('node-0/db/blocks.log'), { genesisHash });
      const hashes: string[] = [];
      for await (const { bytes } of log.replay()) hashes.push(decodeBlock(bytes).header.hash);
      await log.close();
      return hashes;
    };
    let before: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const node = network.start(0);
      const forged = () => linesOf(node, 'Forge.Loop.ForgedBlock');
      const first = (await until('a block', () => forged().length > kill && forged()))[0]!;
      if (before.length > 0)
        assert.equal(first.data.blockPrev, before.at(-1), 'it forges upon its last block');
      const status = readFileSync(`/proc/${node.process.pid}/status`, 'utf8');
      const rssMiB = Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
      assert.ok(rssMiB < MAX_RSS_MIB, `${Math.round(rssMiB)} MiB`);
      // Not at a fixed place of the slot: sometimes inside the writing of a block.
      await new Promise((resolve) => setTimeout(resolve, 37 * kill));
      node.process.kill('SIGKILL');
      await node.exited;
      const now = await chainOnDisk();
      assert.deepEqual(now.slice(0, before.length), before);
      assert.ok(now.length > before.length);
      before = now;
    }
  }));

test("a local client asks, submits and follows over the node's socket", () =>
  withNetwork({ nodes: 1, activeSlotsCoeff: 1 }, async (network) => {
    const config = JSON.parse(network.read('node-0/config.json'));
    const [port] = await freePorts(1);
    config.TraceOptions[''].backends.push(`PrometheusSimple 127.0.0.1 ${port}`);
    network.write('node-0/config.json', JSON.stringify(config));
    const node = network.start(0);
    const path = network.path('node-0/node.socket');
    await until('the socket', () => existsSync(path));
    const health = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    assert.match(health, /^forging_enabled_int 1$/m);
    const { networkMagic: magic } = JSON.parse(network.read('genesis/genesis.shelley.json'));
    const client = await openNodeToClient(await connectSocket({ kind: 'unix', path }), {
      side: 'initiator',
      magic,
    });
    const ask = async <K extends LedgerQuery['kind']>(query: LedgerQuery & { kind: K }) => {
      await client.stateQuery.send({ kind: 'Query', query: encodeQuery(query) });
      const answer = await client.stateQuery.receive();
      assert.ok(answer.kind === 'Result');
      return decodeAnswer(query.kind, answer.result);
    };
    await client.stateQuery.send({ kind: 'Acquire', target: { kind: 'volatileTip' } });
    assert.equal((await client.stateQuery.receive()).kind, 'Acquired');
    assert.equal((await ask({ kind: 'systemStart' })).systemStartMs, network.systemStartMs);
    const { parameters } = await ask({ kind: 'protocolParameters' });
    const items = readValue(new Reader(parameters));
    assert.ok(items.kind === 'array');
    assert.equal(items.items.length, 31);
    await client.chainSync.send({ kind: 'RequestNext' });
    assert.equal((await client.chainSync.receive()).kind, 'RollBackward');
    await client.chainSync.send({ kind: 'RequestNext' });
    let next = await client.chainSync.receive();
    if (next.kind === 'AwaitReply') next = await client.chainSync.receive();
    assert.ok(next.kind === 'RollForward');
    assert.equal(decodeBlock(next.block).header.blockNo, 0);
    client.close();
    node.process.kill('SIGINT');
    assert.deepEqual(await node.exited, { code: 0, signal: null });
  }));

test('a node whose parent is gone ends orderly', () =>
  withNetwork({ nodes: 1 }, async (network) => {
    const node = network.startWith([...network.arguments(0), '--shutdown-ipc', '3'], { pipe: true });
    await until('the socket', () => existsSync(network.path('node-0/node.socket')));
    (node.process.stdio[3] as Writable).end();
    assert.deepEqual(await node.exited, { code: 0, signal: null });
    assert.match(String(linesOf(node, 'Shutdown.Requested')[0]!.data.reason), /shutdown-ipc/);
    assert.equal(existsSync(network.path('node-0/node.socket')), false);
    assert.equal(existsSync(network.path('node-0/db/lock')), false);
  }));

test('what cannot work is said at once, in one line, with its exit code', () =>
  withNetwork({ nodes: 1 }, async (network) => {
    const running = network.start(0);
    await until('the socket', () => existsSync(network.path('node-0/node.socket')));
    const base = network.arguments(0);
    const with_ = (option: string, value: string): string[] => base.with(base.indexOf(option) + 1, value);
    const fresh = (name: string, text: string): string => {
      writeFileSync(network.path(name), text);
      return network.path(name);
    };
    const config = JSON.parse(network.read('node-0/config.json'));
    const genesis = { ...config, ShelleyGenesisFile: 'genesis/none.json' };
    const severity = { ...config, TraceOptions: { '': { severity: 'Loud' } } };
    const cases: { name: string; args: string[]; code: number; says: RegExp }[] = [
      {
        name: 'port in use',
        args: base,
        code: 69,
        says: new RegExp(`127.0.0.1:${network.ports[0]}: another process`),
      },
      {
        name: 'database in use',
        args: with_('--port', '0'),
        code: 69,
        says: /db: process \d+ uses this database/,
      },
      { name: 'no config', args: with_('--config', '/none.json'), code: 66, says: /none.json: .*ENOENT/ },
      {
        name: 'no JSON',
        args: with_('--config', fresh('a.json', '{')),
        code: 65,
        says: /a.json: at \$: expected JSON/,
      },
      {
        name: 'no genesis',
        args: with_('--config', fresh('b.json', JSON.stringify(genesis))),
        code: 66,
        says: /genesis\/none.json/,
      },
      {
        name: 'bad severity',
        args: with_('--config', fresh('c.json', JSON.stringify(severity))),
        code: 65,
        says: /c.json: .*severity.*"Loud"/,
      },
      {
        name: 'bad topology',
        args: with_('--topology', fresh('t.json', '{"localRoots":[{}]}')),
        code: 65,
        says: /t.json: at \$.localRoots\[0\].accessPoints/,
      },
      {
        name: 'bad key',
        args: with_('--shelley-kes-key', fresh('k.skey', '{}')),
        code: 65,
        says: /k.skey: /,
      },
      {
        name: 'no port',
        args: base.toSpliced(base.indexOf('--port'), 2),
        code: 64,
        says: /--port is required/,
      },
    ];
    for (const { name, args, code, says } of cases) {
      const node = network.startWith(args);
      const end = await node.exited;
      assert.deepEqual(end, { code, signal: null }, `${name}: ${node.stderr()}`);
      assert.match(node.stderr(), says, name);
      assert.equal(node.stderr().trimEnd().split('\n').length, 1, `${name}: ${node.stderr()}`);
    }
    running.process.kill('SIGTERM');
    assert.equal((await running.exited).code, 0);
  }));
