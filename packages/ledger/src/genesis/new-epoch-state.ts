import { fromHex, Writer } from '@slotbench/cbor';
import { blake2b224, blake2b256 } from '../crypto/blake2b.ts';
import type { Rational } from '../praos/rational.ts';
import type { Genesis, PoolStake } from './genesis.ts';

/**
 * A ledger state as the Haskell node keeps it (`NewEpochState` of Conway, cardano-ledger) and as amaru 0.1.2 imports it: outputs, pools
 * and their stake of `genesis`, current parameters as `currentParameters` gives them, no governance. Every pool's stake lies on an
 * output and an account of its own, which nobody can spend; what the genesis gives to real addresses counts for no pool.
 */
export function writeNewEpochState(
  genesis: Pick<Genesis, 'initialUtxo' | 'stake'>,
  o: { readonly epoch: number; readonly parameters: Uint8Array },
): Uint8Array {
  const w = new Writer(1 << 16);
  const pools = [...genesis.stake].map(([id, pool]): StakedPool => ({ id: fromHex(id), pool, ...ownOf(id) }));
  const total = pools.reduce((sum, { pool }) => sum + pool.lovelace, 0n);
  w.array(7).uint(o.epoch);
  for (const _ of ['blocks of the epoch before', 'blocks of this epoch'])
    mapOf(w, pools, ({ id }) => w.bytes(id).uint(BLOCKS_OF_AN_EPOCH));
  writeEpochState(w, genesis, pools, o.parameters);
  // Rewards that are ready to be paid: none.
  w.array(1).array(2).uint(1).array(5).uint(0).uint(0).map(0).uint(0).array(2).map(0).uint(0);
  w.array(2);
  mapOf(w, pools, ({ id, pool }) => {
    w.bytes(id).array(3);
    rational(w, pool.stake);
    w.uint(pool.lovelace).bytes(fromHex(pool.vrfHash));
  });
  w.uint(total).null();
  return w.finish();
}

interface StakedPool {
  readonly id: Uint8Array;
  readonly pool: PoolStake;
  /** Hash of a stake key that nobody has. */
  readonly account: Uint8Array;
  /** Transaction id of the output that the stake lies on. */
  readonly txId: Uint8Array;
}

/** f × slots of an epoch over five pools; only rewards, which nobody takes here, depend on it. */
const BLOCKS_OF_AN_EPOCH = 860;
const POOL_COST = 340_000_000;
const POOL_DEPOSIT = 500_000_000;
/** amaru's supply of every test network, lovelace. */
const MAX_SUPPLY = 45_000_000_000_000_000n;
const BASE_TEST = 0x00;
const REWARD_TEST = 0xe0;
const SET = 258;

function writeEpochState(
  w: Writer,
  genesis: Pick<Genesis, 'initialUtxo'>,
  pools: readonly StakedPool[],
  parameters: Uint8Array,
): void {
  const held =
    genesis.initialUtxo.reduce((sum, [, { lovelace }]) => sum + lovelace, 0n) +
    pools.reduce((sum, { pool }) => sum + pool.lovelace, 0n);
  w.array(4);
  w.array(2)
    .uint(0)
    .uint(held < MAX_SUPPLY ? MAX_SUPPLY - held : 0n);
  w.array(2);
  writeCertificateState(w, pools);
  w.array(6);
  writeUtxo(w, genesis, pools);
  w.uint(0).uint(0);
  writeGovernance(w, pools, parameters);
  stakeByAccount(w, pools);
  w.uint(0);
  w.array(4);
  for (const _ of ['mark', 'set', 'go']) writeSnapshot(w, pools);
  w.uint(0);
  w.array(2).map(0).uint(0);
}

function writeCertificateState(w: Writer, pools: readonly StakedPool[]): void {
  w.array(3);
  w.array(3).map(0).map(0).uint(0);
  w.array(4);
  writePools(w, pools);
  w.map(0).map(0);
  mapOf(w, pools, ({ id }) => w.bytes(id).uint(POOL_DEPOSIT));
  w.array(4);
  w.array(2);
  mapOf(w, pools, ({ account, id }) => {
    credential(w, account);
    // Reward and deposit, pointers, pool, DRep.
    w.array(4).array(1).array(2).uint(0).uint(0).tag(SET).array(0).array(1).bytes(id).array(0);
  });
  w.map(0);
  w.map(0).map(0);
  w.array(4).map(0).map(0).uint(0).uint(0);
}

function writeUtxo(
  w: Writer,
  { initialUtxo }: Pick<Genesis, 'initialUtxo'>,
  pools: readonly StakedPool[],
): void {
  w.map(initialUtxo.length + pools.length);
  const output = (address: Uint8Array, lovelace: bigint) =>
    w.map(2).uint(0).bytes(address).uint(1).uint(lovelace);
  for (const { txId, account, pool } of pools) {
    w.array(2).bytes(txId).uint(0);
    output(Buffer.concat([Buffer.of(BASE_TEST), account, account]), pool.lovelace);
  }
  for (const [key, { address, lovelace }] of initialUtxo) {
    const [txId = '', index] = key.split('#');
    w.array(2).bytes(fromHex(txId)).uint(Number(index));
    output(address, lovelace);
  }
}

function writeGovernance(w: Writer, pools: readonly StakedPool[], parameters: Uint8Array): void {
  const constitution = () =>
    w.array(2).array(2).text('https://example.invalid').bytes(new Uint8Array(32).fill(0x11)).null();
  const nothingProposed = () => w.array(4).array(0).array(0).array(0).array(0);
  w.array(7);
  w.array(2);
  nothingProposed();
  w.array(0);
  // A committee of one, until an epoch that no run reaches.
  w.array(1)
    .array(2)
    .map(1)
    .array(2)
    .uint(1)
    .bytes(blake2b224(words('committee')))
    .uint(580);
  rational(w, { numerator: 2n, denominator: 3n });
  constitution();
  w.raw(parameters).raw(parameters);
  w.array(1).uint(0);
  w.array(2);
  w.array(4).array(0).map(0).map(0);
  mapOf(w, pools, ({ id, pool }) => w.bytes(id).uint(pool.lovelace));
  w.array(4);
  w.array(7).array(0);
  constitution();
  w.raw(parameters).raw(parameters).uint(0).map(0);
  nothingProposed();
  w.array(0).tag(SET).array(0).bool(false);
}

function writeSnapshot(w: Writer, pools: readonly StakedPool[]): void {
  w.array(3);
  stakeByAccount(w, pools);
  mapOf(w, pools, ({ account, id }) => {
    credential(w, account);
    w.bytes(id);
  });
  writePools(w, pools);
}

function writePools(w: Writer, pools: readonly StakedPool[]): void {
  mapOf(w, pools, ({ id, pool, account }) => {
    w.bytes(id).array(9).bytes(id).bytes(fromHex(pool.vrfHash)).uint(0).uint(POOL_COST);
    rational(w, { numerator: 0n, denominator: 1n });
    w.bytes(Buffer.concat([Buffer.of(REWARD_TEST), account]))
      .tag(SET)
      .array(0)
      .array(0)
      .null();
  });
}

function stakeByAccount(w: Writer, pools: readonly StakedPool[]): void {
  mapOf(w, pools, ({ account, pool }) => {
    credential(w, account);
    w.uint(pool.lovelace);
  });
}

function mapOf(w: Writer, pools: readonly StakedPool[], entry: (pool: StakedPool) => void): void {
  w.map(pools.length);
  for (const pool of pools) entry(pool);
}

function credential(w: Writer, keyHash: Uint8Array): void {
  w.array(2).uint(0).bytes(keyHash);
}

function rational(w: Writer, { numerator, denominator }: Rational): void {
  w.tag(30).array(2).uint(numerator).uint(denominator);
}

function ownOf(pool: string): Pick<StakedPool, 'account' | 'txId'> {
  return {
    account: blake2b224(words(`account of pool ${pool}`)),
    txId: blake2b256(words(`stake of ${pool}`)),
  };
}

function words(text: string): Uint8Array {
  return new TextEncoder().encode(`slotbench, ${text}`);
}
