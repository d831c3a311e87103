/** The words of 8.0.0's profiles. */
import type { Piece800, Settings800 } from './settings.ts';

const say = (by: string, values: Piece800['values']): Piece800 => ({ by, values });

export const description = (desc: string): Piece800 => say('description', { desc });
export const hosts = (n: number): Piece800 => say(`${n} hosts`, { composition: { n_singular_hosts: n } });
export const denseHost: Piece800 = say('a dense host', {
  composition: { n_dense_hosts: 1, dense_pool_density: 10 },
});
export const torus: Piece800 = say('torus', { composition: { topology: 'torus' } });
export const hostedInEurope: Piece800 = say('hosted in Europe', {
  composition: { locations: ['EU'], with_explorer: true },
});
export const scenario = (name: Settings800['scenario']): Piece800 =>
  say(`scenario ${name}`, { scenario: name });
export const filters = (...names: string[]): Piece800 => say('filters', { analysis: { filters: names } });
export const analysisType = (type: string | null): Piece800 =>
  say(`analysis ${type}`, { analysis: { type } });

const dataset = (name: string, utxo: number, delegators: number, ...rest: readonly Piece800[]) => [
  say(`dataset ${name}`, { genesis: { utxo, delegators } }),
  ...rest,
];
/** The empty dataset takes no stake but the pools'; without any dataset every pool has a delegator. */
export const datasets = {
  empty: dataset('empty', 0, 0),
  small: dataset('small', 1_000_000, 200_000),
  miniature: dataset('miniature', 500_000, 100_000),
  oct2021: dataset('October 2021', 4_000_000, 1_000_000),
  current: dataset('January 2023', 10_000_000, 1_300_000),
  dish: dataset('dish', 30_000_000, 0),
  dish10M: dataset('dish of 10 M', 10_000_000, 0),
} as const;

export const slotSeconds = (seconds: number): Piece800 =>
  say(`slots of ${seconds} s`, { genesis: { slot_duration: seconds } });
export const timescale = (epochLength: number, k: number): Piece800 =>
  say(`timescale ${epochLength}/${k}`, { genesis: { epoch_length: epochLength, parameter_k: k } });
export const devopsTimescale: Piece800 = say('devops timescale', {
  genesis: {
    active_slots_coeff: 0.1,
    slot_duration: 0.2,
    extra_future_offset: 10,
    shelley: { updateQuorum: 1 },
  },
});
export const doubleFunds: Piece800 = say('double funds', { genesis: { funds_balance: 20_000_000_000_000 } });
/** A density in the wrong object, which nothing reads. */
export const strayDensity: Piece800 = say('stray density', { genesis: { dense_pool_density: 10 } });

/** Babbage's parameters with the cost models that version 8 was expected to have, then further named changes. */
export const version8 = (...overlays: string[]): Piece800 =>
  say('parameters of version 8', {
    genesis: { pparamsEpoch: 366, pparamsOverlays: ['v8-preview', ...overlays] },
  });

export const tps = (perSecond: number): Piece800 =>
  say(`${perSecond} tps`, { generator: { tps: perSecond } });
export const txCount = (n: number): Piece800 => say(`${n} transactions`, { generator: { tx_count: n } });
export const epochs = (n: number): Piece800 => say(`${n} epochs`, { generator: { epochs: n } });
export const cooldown = (seconds: number): Piece800 =>
  say(`cooldown ${seconds} s`, { generator: { init_cooldown: seconds } });

export const untilBlock = (n: number): Piece800 =>
  say(`until block ${n}`, { node: { shutdown_on_block_synced: n } });
export const untilSlot = (n: number): Piece800 =>
  say(`until slot ${n}`, { node: { shutdown_on_slot_synced: n } });

/** Variants of tracing and networking. */
export const oldTracing: Piece800 = say('old tracing', {
  node: { tracing_backend: 'iohk-monitoring' },
  extra_desc: 'with legacy iohk-monitoring',
  suffix: 'iomf',
});
export const noTracer: Piece800 = say('no tracer', {
  node: { tracer: false },
  extra_desc: 'without cardano-tracer',
  suffix: 'notrc',
});
export const rtView: Piece800 = say('RTView', {
  node: { rtview: true },
  extra_desc: 'with RTView',
  suffix: 'rtvw',
});
export const p2p: Piece800 = say('P2P', {
  node: { verbatim: { EnableP2P: true } },
  extra_desc: 'with P2P networking',
  suffix: 'p2p',
});

/** Mainnet's recorded chain, served to an explorer until `slot`. */
export const recordedChain = (o: {
  slot: number;
  chunks: readonly [server: number, client: number];
  clientSnapshot: number;
}): readonly Piece800[] => [
  say('recorded chain', {
    scenario: 'chainsync',
    preset: 'mainnet',
    composition: { with_explorer: true, with_chaindb_server: true },
    chaindb: {
      mainnet_chunks: { chaindb_server: o.chunks[0], explorer: o.chunks[1] },
      ledger_snapshot: { chaindb_server: o.slot, explorer: o.clientSnapshot },
    },
    node: { shutdown_on_slot_synced: { explorer: o.slot } },
  }),
];
/** Nodes that sync forward nothing, whatever their profile is called. */
export const syncsUntraced: Piece800 = say('syncs untraced', { node: { tracer: false } });

const COUNTER = { int: 1_000_000 };
const script = (name: string, type: string, fee: number, redeemer: object): readonly Piece800[] => [
  say(`script ${name}`, {
    generator: {
      inputs_per_tx: 1,
      outputs_per_tx: 1,
      tx_fee: fee,
      plutus: { type, script: name, redeemer },
    },
    extra_desc: 'with Plutus workload',
  }),
];
const operands = (...hex: readonly string[]) => ({
  constructor: 0,
  fields: [COUNTER, ...hex.map((bytes) => ({ bytes }))],
});

export const scripts = {
  loop: script('Loop', 'LimitSaturationLoop', 1_360_000, COUNTER),
  ecdsa: script(
    'EcdsaSecp256k1Loop',
    'LimitTxPerBlock_8',
    1_025_000,
    operands(
      '0392d7b94bc6a11c335a043ee1ff326b6eacee6230d3685861cd62bce350a172e0',
      '16e0bf1f85594a11e75030981c0b670370b3ad83a43f49ae58a2fd6f6513cde9',
      '5fb12954b28be6456feb080cfb8467b6f5677f62eb9ad231de7a575f4b6857512754fb5ef7e0e60e270832e7bb0e2f0dc271012fa9c46c02504aa0e798be6295',
    ),
  ),
  schnorr: script(
    'SchnorrSecp256k1Loop',
    'LimitTxPerBlock_8',
    1_020_000,
    operands(
      '599de3e582e2a3779208a210dfeae8f330b9af00a47a7fb22e9bb8ef596f301b',
      '30'.repeat(64),
      '5a56da88e6fd8419181dec4d3dd6997bab953d2fc71ab65e23cfc9e7e3d1a310613454a60f6703819a39fdac2a410a094442afd1fc083354443e8d8bb4461a9b',
    ),
  ),
} as const;
