import type { Piece } from '../compose.ts';

/** What a profile of cardano-node 8.0.0's workbench sets; its era is not among them, every profile exists in each. */
export interface Settings800 {
  name: string;
  desc?: string;
  extra_desc?: string;
  suffix?: string;
  preset?: string;
  scenario: 'idle' | 'tracer-only' | 'fixed-loaded' | 'chainsync';
  composition: {
    locations: string[];
    n_bft_hosts: number;
    n_singular_hosts: number;
    n_dense_hosts: number;
    dense_pool_density: number;
    with_proxy: boolean;
    with_explorer: boolean;
    with_chaindb_server?: boolean;
    topology: string;
  };
  genesis: {
    network_magic: number;
    single_shot: boolean;
    per_pool_balance: number;
    funds_balance: number;
    utxo: number;
    /** Null: one a pool. */
    delegators: number | null;
    active_slots_coeff: number;
    epoch_length: number;
    parameter_k: number;
    slot_duration: number;
    extra_future_offset: number;
    pparamsEpoch: number;
    pparamsOverlays: string[];
    dense_pool_density?: number;
    shelley?: { updateQuorum: number };
  };
  chaindb?: object;
  generator: {
    add_tx_size: number;
    init_cooldown: number;
    inputs_per_tx: number;
    outputs_per_tx: number;
    tx_fee: number;
    epochs: number;
    tps: number;
    tx_count: number | null;
    plutus: { type: string | null; script: string | null; redeemer?: object };
  };
  node: {
    rts_flags_override: string[];
    shutdown_on_slot_synced: number | { explorer: number } | null;
    shutdown_on_block_synced: number | null;
    tracing_backend: string;
    ekg: boolean;
    tracer: boolean;
    rtview: boolean;
    verbatim: object;
  };
  analysis: {
    type: string | null;
    cluster_base_startup_overhead_s: number;
    start_log_spread_s: number;
    last_log_spread_s: number;
    silence_since_last_block_s: number;
    tx_loss_ratio: number;
    finish_patience: number;
    filters: string[];
  };
  overlay: object;
}

export type Piece800 = Piece<Settings800>;

/** What every profile starts from. Six hosts, because the five singular and the one dense host of density 1 are alike. */
export const base800: Settings800 = {
  name: 'base',
  scenario: 'fixed-loaded',
  composition: {
    locations: ['LO'],
    n_bft_hosts: 0,
    n_singular_hosts: 0,
    n_dense_hosts: 0,
    dense_pool_density: 1,
    with_proxy: false,
    with_explorer: false,
    topology: 'uni-circle',
  },
  genesis: {
    network_magic: 42,
    single_shot: true,
    per_pool_balance: 1_000_000_000_000_000,
    funds_balance: 10_000_000_000_000,
    utxo: 0,
    delegators: null,
    active_slots_coeff: 0.05,
    epoch_length: 600,
    parameter_k: 3,
    slot_duration: 1,
    extra_future_offset: 0,
    pparamsEpoch: 300,
    pparamsOverlays: [],
  },
  generator: {
    add_tx_size: 100,
    init_cooldown: 5,
    inputs_per_tx: 2,
    outputs_per_tx: 2,
    tx_fee: 1_000_000,
    epochs: 3,
    tps: 12,
    tx_count: null,
    plutus: { type: null, script: null },
  },
  node: {
    rts_flags_override: [],
    shutdown_on_slot_synced: null,
    shutdown_on_block_synced: null,
    tracing_backend: 'trace-dispatcher',
    ekg: false,
    tracer: true,
    rtview: false,
    verbatim: {},
  },
  analysis: {
    type: 'standard',
    cluster_base_startup_overhead_s: 10,
    start_log_spread_s: 120,
    last_log_spread_s: 120,
    silence_since_last_block_s: 120,
    tx_loss_ratio: 0.02,
    finish_patience: 21,
    filters: [],
  },
  overlay: {},
};
