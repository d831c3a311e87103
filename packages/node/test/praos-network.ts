import { createHash } from 'node:crypto';
import {
  type Block,
  blake2b224,
  buildTx,
  createGenesis,
  decodeBlock,
  ed25519,
  enterpriseAddress,
  forgeBlock,
  type Genesis,
  initialPraosState,
  keyKinds,
  loadGenesis,
  type PoolCredentials,
  readKey,
  readPoolCredentials,
  type Tx,
  tickPraos,
} from '@slotbench/ledger';
import { resolveProfile } from '@slotbench/profiles';

/**
 * A network in memory, the same at every run: its pools may forge in every slot (f = 1), and its first funds key can
 * pay.
 */
export interface PraosNetwork {
  readonly genesis: Genesis;
  readonly pools: readonly PoolCredentials[];
  /** A valid block of pool `pool` upon `parent`. */
  forge(o: { pool: number; parent: Block | undefined; slot: number; txs?: readonly Tx[] }): Block;
  /** A transaction that splits a fund (the genesis' by default) into `outputs` and pays a fixed fee. */
  pay(o?: { from?: { tx: Tx; index: number }; outputs?: number; fee?: bigint; ttl?: number }): Tx;
}

const SLOT_START = new Date('2026-01-01T00:00:00Z');
const FEE = 1_000_000n;

export function praosNetwork(o: { pools?: number; k?: number } = {}): PraosNetwork {
  const profile = resolveProfile('quick', {
    overlay: {
      composition: { n_singular_hosts: o.pools ?? 2 },
      genesis: { active_slots_coeff: 1, parameter_k: o.k ?? 5, epoch_length: 600, utxo_keys: 1 },
    },
  });
  const files = createGenesis({ profile, systemStart: SLOT_START, random: pseudoRandom() });
  const text = (path: string): string => files.get(path)!.text;
  const genesis = loadGenesis({ shelley: text('genesis.shelley.json'), alonzo: text('genesis.alonzo.json') });
  const pools = Array.from({ length: o.pools ?? 2 }, (_, i) => {
    const file = (name: string) => ({ file: name, text: text(`pools-keys/pool${i + 1}/${name}`) });
    return readPoolCredentials({ vrf: file('vrf.skey'), kes: file('kes.skey'), opcert: file('opcert.cert') });
  });
  const seed = readKey(keyKinds.paymentSigning, 'utxo.skey', text('utxo-keys/utxo1/utxo.skey'));
  const address = enterpriseAddress(Buffer.from(blake2b224(ed25519.publicKey(seed))).toString('hex'), 0);
  const [fundKey, fund] = genesis.initialUtxo.find(([, out]) => Buffer.compare(out.address, address) === 0)!;

  return {
    genesis,
    pools,
    forge({ pool, parent, slot, txs = [] }) {
      const { epochNonce } = tickPraos(initialPraosState(genesis), slot);
      const block = forgeBlock({
        slot,
        blockNo: parent === undefined ? 0 : parent.header.blockNo + 1,
        prevHash: parent?.header.hash,
        txs,
        credentials: pools[pool]!,
        epochNonce,
        kesPeriod: Math.floor(slot / genesis.slotsPerKesPeriod),
        protocolVersion: genesis.protocolParameters.protocolVersion,
      });
      return decodeBlock(block.bytes);
    },
    pay({ from, outputs = 1, fee = FEE, ttl } = {}) {
      const [txId, index] = from === undefined ? fundKey.split('#') : [from.tx.id, String(from.index)];
      const lovelace = from === undefined ? fund.lovelace : from.tx.outputs[from.index]!.lovelace;
      const each = (lovelace - fee) / BigInt(outputs);
      const rest = lovelace - fee - each * BigInt(outputs - 1);
      return buildTx({
        inputs: [{ txId: txId!, index: Number(index) }],
        outputs: Array.from({ length: outputs }, (_, i) => ({ address, lovelace: i === 0 ? rest : each })),
        fee,
        signers: [seed],
        ...(ttl === undefined ? {} : { ttl }),
      });
    },
  };
}

/** Bytes that look random and are the same at every run. */
function pseudoRandom(): (count: number) => Uint8Array {
  let counter = 0;
  return (count) => {
    const chunks: Buffer[] = [];
    for (let bytes = 0; bytes < count; bytes += 32)
      chunks.push(createHash('sha256').update(`slotbench ${counter++}`).digest());
    return Buffer.concat(chunks).subarray(0, count);
  };
}
