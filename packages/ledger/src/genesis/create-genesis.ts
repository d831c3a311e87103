import { toHex } from '@slotbench/cbor';
import { baseAddress, enterpriseAddress } from '../address/address.ts';
import { LedgerError } from '../errors.ts';
import { alonzoFile, byronFile, conwayFile, shelleyFile } from './era-files.ts';
import { stringifyJson } from './json.ts';
import { createDelegator, createPool, createUtxoKey, type KeyFile, type Pool } from './keys.ts';
import type { GenesisSpec } from './spec.ts';

/** A file to be written: its text and its mode, 0600 where it holds a secret. */
export interface GenesisFile {
  readonly text: string;
  readonly mode: number;
}

/** By path relative to the run's `genesis` folder, with `/`. */
export type GenesisFiles = ReadonlyMap<string, GenesisFile>;

/** Value of an unspendable entry where the parameters know no minimum. */
const STUFFED_LOVELACE = 1_000_000n;
const MAINNET_MAGIC = 764_824_073;

/**
 * A new network: era files, pool keys (pool J belongs to node J - 1), funds keys, delegator keys, laid out as
 * cardano-cli's create-testnet-data lays them out (facts: workbench 4.3). The same `random` bytes give the same
 * files. `systemStart` must be a whole second: the Byron file counts seconds. Throws LEDGER_GENESIS_SPEC.
 */
export function createGenesis(o: {
  readonly profile: GenesisSpec;
  readonly systemStart: Date;
  /** `count` unpredictable bytes, such as `crypto.randomBytes`. */
  readonly random: (count: number) => Uint8Array;
}): GenesisFiles {
  const { composition, genesis } = o.profile;
  checkSpec(o.profile, o.systemStart);
  const network = genesis.network_magic === MAINNET_MAGIC ? 1 : 0;
  const files = new Map<string, GenesisFile>();
  const add = (folder: string, keyFiles: readonly KeyFile[]) => {
    for (const { name, text, secret } of keyFiles)
      files.set(`${folder}/${name}`, { text, mode: secret ? 0o600 : 0o644 });
  };

  const funds = new Map<string, bigint>();
  for (const [i, lovelace] of share(BigInt(genesis.funds_balance), genesis.utxo_keys).entries()) {
    const key = createUtxoKey(o.random);
    add(`utxo-keys/utxo${i + 1}`, key.files);
    funds.set(toHex(enterpriseAddress(key.hash, network)), lovelace);
  }

  const pools: Pool[] = [];
  for (let j = 1; j <= composition.n_pools; j++) {
    const pool = createPool(o.random);
    add(`pools-keys/pool${j}`, pool.files);
    pools.push(pool);
  }
  const delegations = new Map<string, string>();
  const delegatorCount = pools.length === 0 ? 0 : Math.max(genesis.delegators ?? 0, pools.length);
  const stakes = pools.map((_, j) =>
    share(BigInt(genesis.per_pool_balance), delegatorsOf(j, pools.length, delegatorCount)),
  );
  for (let d = 0; d < delegatorCount; d++) {
    const delegator = createDelegator(o.random);
    add(`stake-delegators/delegator${d + 1}`, delegator.files);
    const pool = d % pools.length;
    delegations.set(delegator.stakeHash, pools[pool]!.id);
    const address = baseAddress(delegator.paymentHash, delegator.stakeHash, network);
    funds.set(toHex(address), stakes[pool]![Math.floor(d / pools.length)]!);
  }
  for (let i = 0; i < genesis.utxo; i++)
    funds.set(toHex(enterpriseAddress(toHex(o.random(28)), network)), STUFFED_LOVELACE);

  const eras = {
    byron: byronFile(genesis.byron, o.systemStart),
    shelley: shelleyFile(genesis.shelley, { systemStart: o.systemStart, network, funds, pools, delegations }),
    alonzo: alonzoFile(genesis.alonzo),
    conway: conwayFile(genesis.conway),
  };
  for (const [era, content] of Object.entries(eras))
    files.set(`genesis.${era}.json`, { text: stringifyJson(content), mode: 0o644 });
  return files;
}

/** Delegators d with d mod pools = j. */
function delegatorsOf(j: number, pools: number, delegators: number): number {
  return Math.ceil((delegators - j) / pools);
}

/** Equal parts of a sum; what does not divide goes to the first. */
function share(lovelace: bigint, parts: number): bigint[] {
  if (parts === 0) return [];
  const each = lovelace / BigInt(parts);
  return Array.from({ length: parts }, (_, i) => (i === 0 ? lovelace - each * BigInt(parts - 1) : each));
}

function checkSpec({ composition, genesis }: GenesisSpec, systemStart: Date): void {
  const counts = { 'composition.n_pools': composition.n_pools } as Record<string, number>;
  const keys = ['network_magic', 'per_pool_balance', 'funds_balance', 'utxo_keys', 'utxo', 'dreps'] as const;
  for (const key of keys) counts[`genesis.${key}`] = genesis[key];
  counts['genesis.delegators'] = genesis.delegators ?? 0;
  for (const [place, count] of Object.entries(counts))
    if (!Number.isInteger(count) || count < 0) throw fault(place, 'an integer of at least 0', String(count));
  if (genesis.dreps !== 0) throw fault('genesis.dreps', '0 (no governance here)', String(genesis.dreps));
  for (const era of ['byron', 'shelley', 'alonzo'] as const)
    if (typeof genesis[era] !== 'object' || genesis[era] === null)
      throw fault(`genesis.${era}`, 'an object', String(genesis[era]));
  if (Number.isNaN(systemStart.getTime()) || systemStart.getTime() % 1000 !== 0)
    throw fault('systemStart', 'a whole second', `${systemStart.getTime()} ms`);
}

function fault(place: string, expected: string, got: string): LedgerError {
  return new LedgerError({ code: 'LEDGER_GENESIS_SPEC', place, expected, got });
}
