import type { NetworkId } from '../address/address.ts';
import { LedgerError } from '../errors.ts';

/**
 * What the making of a genesis reads of a profile (facts: workbench 2.2). A realised profile fits as it stands.
 * Amounts in lovelace.
 */
export interface GenesisSpec {
  readonly composition: { readonly n_pools: number };
  readonly genesis: {
    readonly network_magic: number;
    /** Stake of each pool. */
    readonly per_pool_balance: number;
    /** Funds of the generator, shared by `utxo_keys` keys. */
    readonly funds_balance: number;
    readonly utxo_keys: number;
    /** Entries that nobody can spend, there to make the ledger state large. */
    readonly utxo: number;
    /** Stake delegations; null or fewer than pools: one a pool. */
    readonly delegators: number | null;
    /** DReps that the Conway file registers; delegators are spread over them. */
    readonly dreps: number;
    readonly byron: EraSpec;
    readonly shelley: EraSpec;
    readonly alonzo: EraSpec;
    /** Null where the protocol parameters are older than Conway. */
    readonly conway: EraSpec | null;
    /** Null or absent where the era is not used. */
    readonly dijkstra?: EraSpec | null;
  };
}

/** An era's genesis file without what belongs to one run: keys, funds, start. */
export type EraSpec = { readonly [key: string]: unknown };

const MAINNET_MAGIC = 764_824_073;

export function networkOf({ genesis }: GenesisSpec): NetworkId {
  return genesis.network_magic === MAINNET_MAGIC ? 1 : 0;
}

/** One delegator a pool at least: a pool without stake leads no slot. */
export function delegatorCount({ composition, genesis }: GenesisSpec): number {
  return composition.n_pools === 0 ? 0 : Math.max(genesis.delegators ?? 0, composition.n_pools);
}

/** Throws LEDGER_GENESIS_SPEC for what no genesis can be made of. The Byron file counts whole seconds. */
export function checkSpec({ composition, genesis }: GenesisSpec, systemStart: Date): void {
  const counts = { 'composition.n_pools': composition.n_pools } as Record<string, number>;
  const keys = ['network_magic', 'per_pool_balance', 'funds_balance', 'utxo_keys', 'utxo', 'dreps'] as const;
  for (const key of keys) counts[`genesis.${key}`] = genesis[key];
  counts['genesis.delegators'] = genesis.delegators ?? 0;
  for (const [place, count] of Object.entries(counts))
    if (!Number.isInteger(count) || count < 0) throw fault(place, 'an integer of at least 0', String(count));
  for (const era of ['byron', 'shelley', 'alonzo'] as const)
    if (typeof genesis[era] !== 'object' || genesis[era] === null)
      throw fault(`genesis.${era}`, 'an object', String(genesis[era]));
  if (Number.isNaN(systemStart.getTime()) || systemStart.getTime() % 1000 !== 0)
    throw fault('systemStart', 'a whole second', `${systemStart.getTime()} ms`);
}

function fault(place: string, expected: string, got: string): LedgerError {
  return new LedgerError({ code: 'LEDGER_GENESIS_SPEC', place, expected, got });
}
