/**
 * A real amaru follows chains of ours: the recorded one from its anchor, a rollback, blocks that are wrong on purpose, and a whole run.
 * Skipped where amaru is not in the cache.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Anchor,
  type Block,
  blake2b224,
  buildTx,
  createAnchor,
  createGenesis,
  currentParameters,
  decodeBlock,
  ed25519,
  enterpriseAddress,
  forgeBlock,
  type Genesis,
  initialPraosState,
  isLeader,
  keyKinds,
  loadGenesis,
  type PoolCredentials,
  readKey,
  readPoolCredentials,
  startFrom,
  type Tx,
  tickPraos,
} from '@slotbench/ledger';
import { buildTopology, nodeSpecs, type Profile, resolveProfile } from '@slotbench/profiles';
import { locateReal } from '../../../scripts/real/locate.ts';
import { amaruAnchorFiles } from '../src/driver/amaru-anchor.ts';
import { drivers } from '../src/driver/drivers.ts';
import { fitProfile } from '../src/driver/fit-profile.ts';
import { networkStart } from '../src/driver/network-start.ts';
import { freePorts } from '../src/ports.ts';
import { serveChain } from './served-chain.ts';

const located = locateReal('amaru');
const missing = located.kind === 'missing' ? located.reason : false;
const program = located.kind === 'here' ? located.program : '';

type Anchored = Genesis & { readonly anchor: Anchor };

interface Network {
  readonly profile: Profile;
  readonly genesis: Anchored;
  readonly parameters: Uint8Array;
  readonly pools: readonly PoolCredentials[];
  /** Of the key that owns the funds of the genesis. */
  readonly seed: Uint8Array;
}

/** A network of three pools with amaru's constants, at an anchor. */
function network(): Network {
  const asked = { composition: { n_singular_hosts: 3, with_explorer: true } };
  const { overlay } = fitProfile(resolveProfile('quick', { overlay: asked }), [drivers.amaru])!;
  const profile = resolveProfile('quick', { overlay: { ...overlay, ...asked } });
  const files = createGenesis({
    profile,
    systemStart: new Date(0),
    random: (count) => new Uint8Array(count).fill(9),
  });
  const text = (path: string) => files.get(path)!.text;
  const [shelley, alonzo, conway] = ['shelley', 'alonzo', 'conway'].map((era) => text(`genesis.${era}.json`));
  const eras = { shelley: shelley!, alonzo: alonzo!, conway: conway! };
  const genesis = loadGenesis(eras);
  const pools = [1, 2, 3].map((j) => {
    const named = (name: string) => ({ file: name, text: text(`pools-keys/pool${j}/${name}`) });
    return readPoolCredentials({
      vrf: named('vrf.skey'),
      kes: named('kes.skey'),
      opcert: named('opcert.cert'),
    });
  });
  const { slot, blockNo } = networkStart([drivers.amaru], profile)!;
  return {
    profile,
    pools,
    parameters: currentParameters(genesis, eras)!,
    seed: readKey(keyKinds.genesisUtxoSigning, 'utxo.skey', text('utxo-keys/utxo1/utxo.skey')),
    genesis: createAnchor(genesis, {
      slot,
      blockNo,
      credentials: pools[0]!,
      pools: new Set(pools.map(({ poolId }) => poolId)),
    }),
  };
}

/** Makes blocks in the slots in which one of the pools leads. */
function chainMaker({ genesis, pools }: Network) {
  const { header } = genesis.anchor;
  const { epochNonce } = tickPraos(initialPraosState(genesis), 3 * genesis.epochLength);
  return function next(
    parent: Pick<Block['header'], 'slot' | 'blockNo' | 'hash'> | undefined,
    o: { txs?: readonly Tx[]; skipLeaders?: number; nonce?: string } = {},
  ): Block {
    const from = parent ?? header;
    let skip = o.skipLeaders ?? 0;
    for (let slot = Math.max(from.slot + 1, 3 * genesis.epochLength); ; slot++)
      for (const credentials of pools) {
        const stakeFraction = genesis.stake.get(credentials.poolId)!.stake;
        const proof = isLeader(credentials, { slot, epochNonce, stakeFraction, f: genesis.activeSlotsCoeff });
        if (proof === undefined || skip-- > 0) continue;
        const { bytes } = forgeBlock({
          slot,
          blockNo: from.blockNo + 1,
          prevHash: from.hash,
          txs: o.txs ?? [],
          credentials,
          ...(o.nonce === undefined ? { leaderProof: proof } : { epochNonce: o.nonce }),
          kesPeriod: Math.floor(slot / genesis.slotsPerKesPeriod),
          protocolVersion: genesis.protocolParameters.protocolVersion,
        });
        return decodeBlock(bytes);
      }
  };
}

/** Pays all that an output holds back to its owner, less a fee. */
function payBack({ genesis, seed }: Network, input: { txId: string; index: number; lovelace: bigint }): Tx {
  const fee = 1_000_000n;
  const keyHash = Buffer.from(blake2b224(ed25519.publicKey(seed))).toString('hex');
  return buildTx({
    inputs: [{ txId: input.txId, index: input.index }],
    outputs: [{ address: enterpriseAddress(keyHash, genesis.networkId), lovelace: input.lovelace - fee }],
    fee,
    signers: [seed],
  });
}

function fundOf({ genesis, seed }: Network): { txId: string; index: number; lovelace: bigint } {
  const keyHash = Buffer.from(blake2b224(ed25519.publicKey(seed))).toString('hex');
  const address = enterpriseAddress(keyHash, genesis.networkId);
  const [key, { lovelace }] = genesis.initialUtxo.find(
    ([, out]) => Buffer.compare(out.address, address) === 0,
  )!;
  const [txId = '', index] = key.split('#');
  return { txId, index: Number(index), lovelace };
}

/** Serves a chain to an amaru that starts from the anchor, by the plan of its driver. */
async function withAmaru(
  o: Pick<Network, 'profile' | 'parameters'> & { genesis: Anchored },
  use: (at: {
    announce: (block: Block) => void;
    rollBack: (count: number) => void;
    log: () => string;
    until: (what: string, condition: (log: string) => boolean) => Promise<void>;
  }) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sb-amaru-'));
  const { header } = o.genesis.anchor;
  const chain = await serveChain({ magic: o.genesis.networkMagic, anchor: header });
  const [own] = await freePorts(1, Math.random);
  for (const [path, content] of amaruAnchorFiles(o)) {
    mkdirSync(dirname(join(folder, 'genesis/anchor', path)), { recursive: true });
    writeFileSync(join(folder, 'genesis/anchor', path), content);
  }
  const topology = buildTopology(o.profile);
  const ports = [chain.port, chain.port, chain.port, own!];
  const { program: plan } = drivers.amaru.plan({
    profile: o.profile,
    topology,
    node: nodeSpecs(o.profile, topology, ports).explorer!,
    ports,
    command: [program],
    genesisFolder: '../genesis',
    socketPath: 'unused',
    tracerSocketPath: 'unused',
    anchor: {
      slot: header.slot,
      blockNo: header.blockNo,
      firstSlot: header.slot + 1,
      folder: '../genesis/anchor',
    },
  });
  mkdirSync(join(folder, 'node'));
  const out = openSync(join(folder, 'node/stdout'), 'w');
  const err = openSync(join(folder, 'node/stderr'), 'w');
  // Each upstream once: the served chain stands for all three nodes.
  const argv = plan.argv.map((arg) => arg.replace(/^(127\.0\.0\.1:\d+)(,\1)+$/, '$1'));
  const child = spawn(argv[0]!, argv.slice(1), {
    cwd: join(folder, 'node'),
    env: { ...process.env, ...plan.env },
    stdio: ['ignore', out, err, 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const log = () => readFileSync(join(folder, 'node/stdout'), 'utf8');
  try {
    await use({
      announce: chain.announce,
      rollBack: chain.rollBack,
      log,
      async until(what, condition) {
        for (let n = 0; !condition(log()); n++) {
          if (n > 800) {
            const last = (text: string) => text.split('\n').slice(-12).join('\n').slice(-3000);
            const stderr = readFileSync(join(folder, 'node/stderr'), 'utf8');
            assert.fail(`40 s passed: ${what}\n${last(log())}\n${last(stderr)}`);
          }
          await sleep(50);
        }
      },
    });
  } finally {
    (child.stdio[3] as { destroy?: () => void }).destroy?.();
    child.kill('SIGTERM');
    await ended;
    closeSync(out);
    closeSync(err);
    await chain.close();
    rmSync(folder, { recursive: true });
  }
}

/** Hashes that amaru named as its tip, in order. */
const tipsOf = (log: string): string[] =>
  [...log.matchAll(/diffusion\.forward_chain\.new_tip[^}]*"point":"\d+\.([0-9a-f]{64})/g)].map(
    ([, hash]) => hash!,
  );

const recorded = new URL('../../ledger/test/vectors/praos-chain/blocks.txt.gz', import.meta.url);

test('from the anchor of the recorded chain, as we write it, amaru adopts its 60 blocks', async (t) => {
  if (missing !== false) return t.skip(missing);
  assert.ok(existsSync(recorded));
  const { gunzipSync } = await import('node:zlib');
  const state = new URL('../../node/test/vectors/praos-chain/initial-state.json', import.meta.url);
  const lines = gunzipSync(readFileSync(recorded)).toString('ascii').trimEnd().split('\n');
  const blocks = lines.map((line) => decodeBlock(Buffer.from(`8207${line.split(' ').at(-1)!}`, 'hex')));
  assert.equal(blocks.length, 60);
  const own = network();
  const genesis = startFrom(own.genesis, readFileSync(state, 'utf8')) as Anchored;
  await withAmaru({ ...own, genesis }, async ({ announce, until, log }) => {
    await until('it follows', (text) => text.includes('intersect found'));
    for (const block of blocks) announce(block);
    await until('the last block is its tip', (text) => tipsOf(text).includes(blocks.at(-1)!.header.hash));
    assert.deepEqual(
      tipsOf(log()),
      blocks.map(({ header }) => header.hash),
    );
  });
});

test('amaru adopts a chain of ours with transactions and survives a rollback of it', async (t) => {
  if (missing !== false) return t.skip(missing);
  const own = network();
  const next = chainMaker(own);
  await withAmaru(own, async ({ announce, rollBack, until, log }) => {
    await until('it follows', (text) => text.includes('intersect found'));
    let coin = fundOf(own);
    let parent: Block | undefined;
    const made: Block[] = [];
    const extend = (skipLeaders = 0) => {
      const tx = payBack(own, coin);
      const block = next(parent?.header, { txs: [tx], skipLeaders });
      announce(block);
      [parent, coin] = [block, { txId: tx.id, index: 0, lovelace: tx.outputs[0]!.lovelace }];
      made.push(block);
      return block;
    };
    for (let n = 0; n < 20; n++) extend();
    await until('the twentieth block is its tip', (text) => tipsOf(text).includes(made[19]!.header.hash));
    // Three blocks go; a longer branch of other blocks comes.
    rollBack(3);
    const back = made[16]!;
    const spent = back.txs[0]!;
    [parent, coin] = [back, { txId: spent.id, index: 0, lovelace: spent.outputs[0]!.lovelace }];
    const branch = [extend(1), ...Array.from({ length: 5 }, () => extend())];
    await until('the branch is its chain', (text) => tipsOf(text).includes(branch.at(-1)!.header.hash));
    assert.match(log(), /received rollback/);
    assert.match(log(), new RegExp(`rolled_back_to[^}]*${back.header.hash}`));
  });
});

const wrong: [what: string, corrupt: (own: Network, parent: Block) => Block, says: RegExp][] = [
  [
    'KES signature',
    (own, parent) => {
      const good = chainMaker(own)(parent.header);
      const at = Buffer.from(good.bytes).indexOf(Buffer.from(good.header.kesSignature));
      const bytes = good.bytes.slice();
      bytes[at + good.header.kesSignature.length - 1]! ^= 1;
      return decodeBlock(bytes);
    },
    /KES/,
  ],
  ['VRF proof', (own, parent) => chainMaker(own)(parent.header, { nonce: 'ab'.repeat(32) }), /VRF|[Ll]eader/],
  [
    'input that nobody made',
    (own, parent) =>
      chainMaker(own)(parent.header, {
        txs: [payBack(own, { txId: 'cd'.repeat(32), index: 0, lovelace: 50_000_000n })],
      }),
    /[Uu]nknown|[Mm]issing|[Ii]nvalid|not found/,
  ],
];
for (const [what, corrupt, says] of wrong)
  test(`amaru refuses a block of ours with a wrong ${what}, and says why`, async (t) => {
    if (missing !== false) return t.skip(missing);
    const own = network();
    const first = chainMaker(own)(undefined, { txs: [payBack(own, fundOf(own))] });
    const bad = corrupt(own, first);
    await withAmaru(own, async ({ announce, until, log }) => {
      await until('it follows', (text) => text.includes('intersect found'));
      announce(first);
      await until('the good block is its tip', (text) => tipsOf(text).includes(first.header.hash));
      announce(bad);
      await until('it says no', (text) => /"level":"(ERROR|WARN)"/.test(text));
      const [, reason] = /^(.*"level":"(?:ERROR|WARN)".*)$/m.exec(log())!;
      assert.match(reason!, says);
      assert.ok(!tipsOf(log()).includes(bad.header.hash), 'the wrong block became its tip');
    });
  });
