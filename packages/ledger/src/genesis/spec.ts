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
    /** Must be 0: there is no governance here. */
    readonly dreps: number;
    readonly byron: EraSpec;
    readonly shelley: EraSpec;
    readonly alonzo: EraSpec;
    /** Null where the protocol parameters are older than Conway. */
    readonly conway: EraSpec | null;
  };
}

/** An era's genesis file without what belongs to one run: keys, funds, start. */
export type EraSpec = { readonly [key: string]: unknown };
