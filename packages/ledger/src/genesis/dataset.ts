import { toHex } from '@slotbench/cbor';
import { baseAddress, enterpriseAddress, type NetworkId } from '../address/address.ts';
import type { KeyMaterial } from './key-material.ts';
import {
  createDelegator,
  createDRep,
  createPool,
  createUtxoKey,
  type KeyFile,
  type KeyPair,
  type Pool,
} from './keys.ts';
import { delegatorCount, type EraSpec, type GenesisSpec, networkOf } from './spec.ts';

/** The objects of the era files whose size is that of the dataset. */
export type Section = 'initialFunds' | 'stake' | 'initialDReps' | 'delegs';
export const SECTIONS: readonly Section[] = ['initialFunds', 'stake', 'initialDReps', 'delegs'];

/** Takes what is made as it is made, so that nothing of a large dataset is held. */
export interface DatasetSink {
  /** One member of a section, as JSON: `"key": value`. */
  member(section: Section, text: string): void;
  keyFiles(files: readonly KeyFile[]): void;
}

/** What is small whatever the size of the dataset. */
export interface DatasetSummary {
  readonly pools: readonly Omit<Pool, 'files'>[];
  /** All lovelace of the initial funds. */
  readonly supply: bigint;
}

/** Members between two steps of the generator: some ten milliseconds of keys. */
const MEMBERS_A_STEP = 256;
/** Value of an unspendable entry where the parameters know no minimum. */
const STUFFED_LOVELACE = 1_000_000;
/** What cardano-cli writes into a genesis: the last epoch of every DRep, and the least deposit. */
const DREP_EXPIRY_EPOCH = 1000;
const LEAST_DREP_DEPOSIT = 1_000_000;

/**
 * Funds keys, pools, DReps, delegators and unspendable entries of a network, in this order (facts: workbench 4.2, 4.5). Yields
 * how many of `datasetMembers` are done, so that the caller can let others work, stop, or tell how far it is. Delegator `d` delegates to pool
 * `d mod pools` and DRep `d mod dreps`; a pool's stake is shared equally by its delegators.
 */
export function* createDataset(
  profile: GenesisSpec,
  material: KeyMaterial,
  sink: DatasetSink,
): Generator<number, DatasetSummary> {
  const { genesis, composition } = profile;
  const network = networkOf(profile);
  let supply = 0n;
  let done = 0;
  const step = function* () {
    if (++done % MEMBERS_A_STEP === 0) yield done;
  };
  const fund = (address: Uint8Array, lovelace: bigint) => {
    supply += lovelace;
    sink.member('initialFunds', `"${toHex(address)}": ${lovelace}`);
  };

  const nextFunds = parts(genesis.funds_balance, { of: 1, j: 0, among: genesis.utxo_keys });
  for (let i = 1; i <= genesis.utxo_keys; i++) {
    const key = createUtxoKey(material, i);
    sink.keyFiles(key.files());
    fund(enterpriseAddress(key.hash, network), nextFunds());
  }
  const pools: Omit<Pool, 'files'>[] = [];
  for (let j = 1; j <= composition.n_pools; j++) {
    const { files, ...pool } = createPool(material, j);
    sink.keyFiles(files);
    pools.push(pool);
    yield done;
  }
  const dreps: string[] = [];
  const deposit = drepDeposit(profile);
  for (let i = 1; i <= genesis.dreps; i++) {
    const drep = createDRep(material, i);
    sink.keyFiles(drep.files());
    sink.member(
      'initialDReps',
      `"keyHash-${drep.hash}": {"deposit": ${deposit}, "expiry": ${DREP_EXPIRY_EPOCH}}`,
    );
    dreps.push(drep.hash);
    yield* step();
  }
  const delegators = delegatorCount(profile);
  const nextStake = pools.map((_, j) =>
    parts(genesis.per_pool_balance, { of: pools.length, j, among: delegators }),
  );
  for (let d = 0; d < delegators; d++) {
    const { payment, staking } = createDelegator(material, d + 1);
    const pool = d % pools.length;
    fund(delegatedAddress(payment, staking, network), nextStake[pool]!());
    sink.member('stake', `"${staking.hash}": "${pools[pool]!.id}"`);
    if (dreps.length > 0)
      sink.member(
        'delegs',
        `"keyHash-${staking.hash}": {"dRep": "drep-keyHash-${dreps[d % dreps.length]}", "kind": "DelegVote"}`,
      );
    yield* step();
  }
  const stuffed = BigInt(leastUtxoValue(profile) || STUFFED_LOVELACE);
  for (let i = 1; i <= genesis.utxo; i++) {
    // Nobody knows a key with such a hash.
    const hash = toHex(material(`stuffed/${i}`).subarray(0, 28));
    fund(enterpriseAddress(hash, network), stuffed);
    yield* step();
  }
  return { pools, supply };
}

/** Key files of every delegator, which a dataset leaves out: a million of them are four million files. */
export function* delegatorKeyFiles(
  profile: GenesisSpec,
  material: KeyMaterial,
): Generator<readonly KeyFile[], void> {
  for (let d = 1; d <= delegatorCount(profile); d++) {
    const { payment, staking } = createDelegator(material, d);
    yield [...payment.files(), ...staking.files()];
  }
}

/** How far `createDataset` counts. */
export function datasetMembers(profile: GenesisSpec): number {
  return profile.genesis.dreps + delegatorCount(profile) + profile.genesis.utxo;
}

/** What of the protocol parameters decides about a dataset. */
export function datasetParameters(profile: GenesisSpec): { minUTxOValue: number; dRepDeposit: number } {
  return { minUTxOValue: leastUtxoValue(profile), dRepDeposit: drepDeposit(profile) };
}

function leastUtxoValue({ genesis }: GenesisSpec): number {
  return Number((genesis.shelley.protocolParams as EraSpec | undefined)?.minUTxOValue ?? 0);
}

function drepDeposit({ genesis }: GenesisSpec): number {
  return Math.max(LEAST_DREP_DEPOSIT, Number(genesis.conway?.dRepDeposit ?? 0));
}

function delegatedAddress(payment: KeyPair, staking: KeyPair, network: NetworkId): Uint8Array {
  return baseAddress(payment.hash, staking.hash, network);
}

/**
 * Gives the parts of a balance one after the other: equal, one for each d below `among` with d mod `of` = `j`; the first gets what does
 * not divide.
 */
function parts(balance: number, { of, j, among }: { of: number; j: number; among: number }): () => bigint {
  const count = BigInt(Math.max(1, Math.ceil((among - j) / of)));
  const each = BigInt(balance) / count;
  let next = BigInt(balance) - each * (count - 1n);
  return () => {
    const lovelace = next;
    next = each;
    return lovelace;
  };
}
