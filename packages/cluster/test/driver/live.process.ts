// Runs alone: three nodes check a hundred slots a second each.
/**
 * A real amaru follows a network of ours as it goes: three forging nodes from the anchor of the recorded chain, with load on them. Skipped
 * where amaru is not in the cache.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { keyKinds, readKey } from '@slotbench/ledger';
import { locateReal } from '../../../../scripts/real/locate.ts';
import { startAmaru, tipsOf } from './amaru-follower.ts';
import { type Forge, wrongBlocks } from './forge.ts';
import { type LiveNetwork, startLiveNetwork } from './live-network.ts';
import { type PraosChain, praosChain } from './praos-chain.ts';
import { startProgram, type TestProgram } from './program.ts';
import { type ServedChain, serveChain } from './served-chain.ts';

const located = locateReal('amaru');
/** Blocks with transactions that amaru has to adopt before and after the rollback, and together. */
const BLOCKS_BEFORE = 20;
const BLOCKS = 60;
const TPS = 50;
/** Where amaru says why a header or a block is wrong. */
const REFUSAL = /^.*chain_sync\.validate_(?:header\.failed|block\.failure).*$/m;

test('amaru follows three forging nodes under load, through a rollback, and refuses what is forged wrong upon their chain', {
  timeout: 180_000,
}, async (t) => {
  if (located.kind === 'missing') return t.skip(located.reason);
  const folder = mkdtempSync(join(tmpdir(), 'sb-live-'));
  const network = praosChain(Date.now());
  const started: TestProgram[] = [];
  const relays: ServedChain[] = [];
  let live: LiveNetwork | undefined;
  try {
    live = await startLiveNetwork(network, folder);
    const { chain } = live;
    const follow = async (name: string, port: number) => {
      const amaru = await startAmaru(located.program, {
        ...network,
        folder: join(folder, name),
        upstream: [port],
      });
      started.push(amaru);
      await amaru.until('it follows', (log) => log.includes('intersect found'));
      return amaru;
    };
    const amaru = await follow('follower', live.ports[0]!);
    // amaru drops every upstream but one: each of these has one of its own, which tells what node-0 tells until it lies.
    const misled = await Promise.all(
      wrongBlocks.map(async ({ what }, i) => {
        const relay = await relayOf(live!, network);
        relays.push(relay.served);
        return { what, relay, amaru: await follow(`misled-${i}`, relay.served.port) };
      }),
    );
    const load = startLoad(network, folder);
    started.push(load);
    const withTxs = () => chain.filter(({ txs }) => txs.length > 0);
    const adopted = (log: string) => {
      const tips = new Set(tipsOf(log));
      return withTxs().filter(({ header }) => tips.has(header.hash)).length;
    };
    await amaru.until('blocks with transactions', (log) => adopted(log) >= BLOCKS_BEFORE, 120);

    const gone = await forkAndHeal(live, amaru);
    await amaru.until('enough blocks with transactions', (log) => adopted(log) >= BLOCKS, 120);

    for (const [i, { what, relay, amaru: victim }] of misled.entries()) {
      const tip = relay.hold();
      await victim.until('the good chain is its own', (log) => tipsOf(log).at(-1) === tip.header.hash);
      const { make, says } = wrongBlocks[i]!;
      const wrong = make(forgeOf(network), tip);
      relay.served.announce(wrong);
      await victim.until(`it refuses ${what}`, (log) => REFUSAL.test(log));
      assert.match(REFUSAL.exec(victim.log())![0], says, what);
      assert.ok(!tipsOf(victim.log()).includes(wrong.header.hash), `${what}: it became the tip`);
    }

    await load.stop();
    // What amaru adopted is the chain of node-0 without a gap, and all its transactions are of the load.
    const tips = new Set(tipsOf(amaru.log()));
    const last = chain.findLastIndex(({ header }) => tips.has(header.hash));
    const followed = chain.slice(0, last + 1);
    for (const { header } of followed) assert.ok(tips.has(header.hash), `block ${header.blockNo} is missing`);
    const ours = new Set(
      readFileSync(join(load.folder, 'out/transactions.jsonl'), 'utf8').match(/(?<="id":")[0-9a-f]{64}/g),
    );
    const txs = followed.flatMap((block) => block.txs);
    for (const { id } of txs) assert.ok(ours.has(id), `${id} is not of the load`);
    const full = followed.filter((block) => block.txs.length > 0).length;
    assert.ok(full >= BLOCKS);
    t.diagnostic(
      `${followed.length} blocks adopted, ${full} with ${txs.length} transactions; ${gone} rolled back in the fork`,
    );
  } finally {
    await Promise.all(started.map((program) => program.stop()));
    await Promise.all(relays.map((relay) => relay.close()));
    await live?.stop();
    rmSync(folder, { recursive: true });
  }
});

/** Cuts node-0 off until it has forged alone and the others are ahead of it; then it gives that up, and amaru with it. Returns the blocks. */
async function forkAndHeal(live: LiveNetwork, amaru: TestProgram): Promise<number> {
  const { chain, givenUp, nodes } = live;
  const height = () => chain.at(-1)!.header.blockNo;
  const [since, before] = [height(), givenUp.length];
  live.cut();
  await soon('node-0 forges alone', () => height() > since + 1);
  await amaru.until('it adopts that', (log) => tipsOf(log).at(-1) === chain.at(-1)!.header.hash);
  nodes[0]!.pause(); // else who is ahead would be left to chance
  await soon('the others are ahead', () => live.heightElsewhere() > height() + 1);
  const lost = chain.at(-1)!;
  const logged = amaru.log().length;
  nodes[0]!.goOn();
  live.mend();
  await soon('node-0 gives it up', () => givenUp.includes(lost));
  await amaru.until('it goes back and follows the other branch', (log) => {
    const last = tipsOf(log).at(-1);
    const wentBack = log.slice(logged).includes('diffusion.forward_chain.rolled_back_to');
    return wentBack && chain.some(({ header }) => header.hash === last);
  });
  assert.match(amaru.log().slice(logged), /received rollback/);
  return givenUp.length - before;
}

async function soon(what: string, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 40_000;
  while (!condition()) {
    assert.ok(performance.now() < deadline, `40 s passed: ${what}`);
    await sleep(20);
  }
}

/** Tells one follower what node-0 tells, until `hold`. */
async function relayOf(live: LiveNetwork, { genesis }: PraosChain) {
  const served = await serveChain({ magic: genesis.networkMagic, anchor: genesis.anchor.header });
  let held = false;
  let shown = live.chain.slice(0, 0);
  live.listen({
    onBlock(block) {
      if (held) return;
      shown = [...shown, block];
      served.announce(block);
    },
    onRollback(count) {
      if (held) return;
      shown = shown.slice(0, -count);
      served.rollBack(count);
    },
  });
  return {
    served,
    /** The tip that it stays with. */
    hold() {
      held = true;
      return shown.at(-1)!;
    },
  };
}

function startLoad({ genesis, paymentKey }: PraosChain, folder: string): TestProgram {
  const program = fileURLToPath(import.meta.resolve('@slotbench/generator/load'));
  const options = [
    ...['--target', '../node-1/node.socket', '--key', paymentKey, '--magic', String(genesis.networkMagic)],
    ...['--tps', String(TPS), '--coins', '200', '--out', 'out'],
  ];
  const argv = [process.execPath, '--conditions=source', program, ...options];
  return startProgram({ folder: join(folder, 'load'), argv });
}

function forgeOf(network: PraosChain): Forge {
  const text = readFileSync(network.paymentKey, 'utf8');
  return { ...network, seed: readKey(keyKinds.paymentSigning, network.paymentKey, text) };
}
