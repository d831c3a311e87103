/** A real amaru starts from an anchor that is made of a run's genesis, as in a run with it. Skipped where amaru is not in the cache. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  type Block,
  blake2b224,
  createAnchor,
  createGenesis,
  currentParameters,
  ed25519,
  enterpriseAddress,
  keyKinds,
  loadGenesis,
  readKey,
  readPoolCredentials,
} from '@slotbench/ledger';
import { resolveProfile } from '@slotbench/profiles';
import { locateReal } from '../../../../scripts/real/locate.ts';
import { drivers } from '../../src/driver/drivers.ts';
import { fitProfile } from '../../src/driver/fit-profile.ts';
import { networkStart } from '../../src/driver/network-start.ts';
import { startAmaru, tipsOf } from './amaru-follower.ts';
import { type Forge, nextBlock, payBack } from './forge.ts';
import { serveChain } from './served-chain.ts';

const located = locateReal('amaru');

/** A network of three pools with amaru's constants, at an anchor of its own. */
function createdNetwork() {
  const asked = { composition: { n_singular_hosts: 3, with_explorer: true } };
  const { overlay } = fitProfile(resolveProfile('quick', { overlay: asked }), [drivers.amaru])!;
  const profile = resolveProfile('quick', { overlay: { ...overlay, ...asked } });
  const files = createGenesis({
    profile,
    systemStart: new Date(0),
    random: (count) => new Uint8Array(count).fill(9),
  });
  const text = (path: string) => files.get(path)!.text;
  const [shelley = '', alonzo = '', conway = ''] = ['shelley', 'alonzo', 'conway'].map((era) =>
    text(`genesis.${era}.json`),
  );
  const eras = { shelley, alonzo, conway };
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
  const forge: Forge = {
    pools,
    seed: readKey(keyKinds.genesisUtxoSigning, 'utxo.skey', text('utxo-keys/utxo1/utxo.skey')),
    genesis: createAnchor(genesis, {
      slot,
      blockNo,
      credentials: pools[0]!,
      pools: new Set(pools.map(({ poolId }) => poolId)),
    }),
  };
  return { profile, forge, parameters: currentParameters(genesis, eras)! };
}

/** The output of the genesis that the key owns. */
function fundOf({ genesis, seed }: Forge): { txId: string; index: number; lovelace: bigint } {
  const keyHash = Buffer.from(blake2b224(ed25519.publicKey(seed))).toString('hex');
  const address = enterpriseAddress(keyHash, genesis.networkId);
  const [key, { lovelace }] = genesis.initialUtxo.find(
    ([, out]) => Buffer.compare(out.address, address) === 0,
  )!;
  const [txId = '', index] = key.split('#');
  return { txId, index: Number(index), lovelace };
}

test('from an anchor that is made of a genesis, amaru adopts blocks that spend what stands in it', async (t) => {
  if (located.kind === 'missing') return t.skip(located.reason);
  const folder = mkdtempSync(join(tmpdir(), 'sb-anchor-'));
  const { profile, parameters, forge } = createdNetwork();
  const { genesis } = forge;
  const chain = await serveChain({ magic: genesis.networkMagic, anchor: genesis.anchor.header });
  const upstream = [chain.port];
  const amaru = await startAmaru(located.program, { profile, genesis, parameters, folder, upstream });
  try {
    await amaru.until('it follows', (log) => log.includes('intersect found'));
    const made: Block[] = [];
    for (let n = 0; n < 5; n++) {
      const spent = made.at(-1)?.txs[0];
      const coin =
        spent === undefined
          ? fundOf(forge)
          : { txId: spent.id, index: 0, lovelace: spent.outputs[0]!.lovelace };
      made.push(nextBlock(forge, made.at(-1), { txs: [payBack(forge, coin)] }));
      chain.announce(made.at(-1)!);
    }
    await amaru.until('the last is its tip', (log) => tipsOf(log).includes(made.at(-1)!.header.hash));
    assert.deepEqual(
      tipsOf(amaru.log()),
      made.map(({ header }) => header.hash),
    );
  } finally {
    await amaru.stop();
    await chain.close();
    rmSync(folder, { recursive: true });
  }
});
