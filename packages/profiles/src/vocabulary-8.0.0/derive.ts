import type { EraSpecs800 } from './parameters.ts';
import type { Settings800 } from './settings.ts';

const VALUE_TX_BYTES = 381;

/** What follows from the settings. Source: the derivations of 8.0.0; see `../derive.ts` for today's. */
export function derive800(settings: Settings800, specs: EraSpecs800): Record<string, unknown> {
  const { composition: c, genesis, generator, node, analysis } = settings;
  const densePools = c.n_dense_hosts * c.dense_pool_density;
  const pools = c.n_singular_hosts + densePools;
  const composition = {
    ...c,
    n_hosts: c.n_bft_hosts + c.n_singular_hosts + c.n_dense_hosts,
    n_pools: pools,
    n_singular_pools: c.n_singular_hosts,
    n_dense_pools: densePools,
    n_pool_hosts: c.n_singular_hosts + c.n_dense_hosts,
  };
  const delegators = genesis.delegators ?? pools;
  const delegatorsEffective = Math.max(delegators, pools);
  const supplyDelegated = genesis.per_pool_balance * pools;
  const supplyTotal = supplyDelegated + genesis.funds_balance;
  const duration = durations(settings);
  const txCount = Math.ceil(generator.tx_count ?? duration.generator_duration * generator.tps);
  const txsPerBlock = Math.floor(specs.shelley.protocolParams.maxBlockBodySize / VALUE_TX_BYTES);
  const { cluster_base_startup_overhead_s: baseDelay, ...analysisRest } = analysis;
  const measure = genesis.utxo + (genesis.delegators ?? 0);
  const large = measure >= 10_000;
  const conservative = large ? Math.ceil(measure / 2_500) : baseDelay;
  const optimistic = large ? Math.ceil(measure / 50_000) : baseDelay;
  return {
    ...settings,
    composition,
    genesis: {
      ...genesis,
      delegators,
      pool_coin: pools === 0 ? 0 : genesis.per_pool_balance,
      delegator_coin: delegators === 0 ? 0 : genesis.per_pool_balance,
      shelley: {
        ...specs.shelley,
        ...genesis.shelley,
        activeSlotsCoeff: genesis.active_slots_coeff,
        epochLength: genesis.epoch_length,
        securityParam: genesis.parameter_k,
        slotLength: genesis.slot_duration,
      },
      alonzo: specs.alonzo,
    },
    generator: { ...generator, tx_count: txCount },
    node,
    analysis: {
      ...analysisRest,
      cluster_startup_overhead_s: conservative,
      minimum_chain_density: genesis.active_slots_coeff * 0.5,
      filter_exprs:
        pools === 0 ? [] : [{ tag: 'CBlock', contents: { tag: 'BMinimumAdoptions', contents: pools - 1 } }],
    },
    derived: {
      ...duration,
      supply_delegated: supplyDelegated,
      supply_total: supplyTotal,
      utxo_delegated: delegators,
      utxo_generated: txCount * generator.inputs_per_tx,
      utxo_stuffed: Math.max(genesis.utxo, 0),
      delegators_effective: delegatorsEffective,
      dataset_measure: measure,
      dataset_induced_startup_delay_optimistic: optimistic,
      dataset_induced_startup_delay_conservative: conservative,
      genesis_future_offset: optimistic + genesis.extra_future_offset,
      generator_tx_count: txCount,
      default_value_tx_size_estimate: VALUE_TX_BYTES,
      default_value_tx_per_block_estimate: txsPerBlock,
      generator_blocks_lower_bound: Math.ceil((1.15 * txCount) / txsPerBlock),
    },
    cli_args: cliArguments(settings, { pools, delegatorsEffective, supplyDelegated, supplyTotal }),
  };
}

/** A shutdown block counted its epochs as if every slot had a block; an explorer's shutdown slot did not count at all. */
function durations({ genesis, node, generator }: Settings800) {
  const slot = typeof node.shutdown_on_slot_synced === 'number' ? node.shutdown_on_slot_synced : null;
  const block = node.shutdown_on_block_synced;
  const requested =
    slot !== null
      ? slot / genesis.epoch_length
      : block !== null
        ? block / genesis.epoch_length
        : generator.epochs;
  const epochs = Math.ceil(requested);
  const epochDuration = genesis.epoch_length * genesis.slot_duration;
  const shutdownTime = slot === null ? null : slot * genesis.slot_duration;
  return {
    effective_epochs: epochs,
    epoch_duration: epochDuration,
    shutdown_time: shutdownTime,
    generator_duration: Math.min(epochDuration * epochs, shutdownTime ?? Number.POSITIVE_INFINITY),
  };
}

function cliArguments(
  { composition, genesis }: Settings800,
  o: { pools: number; delegatorsEffective: number; supplyDelegated: number; supplyTotal: number },
): object {
  const dense = composition.dense_pool_density;
  return {
    createSpec: [
      ...['--supply', large(o.supplyTotal)],
      ...['--testnet-magic', genesis.network_magic],
      ...['--gen-genesis-keys', composition.n_bft_hosts],
      ...['--gen-utxo-keys', 1],
    ],
    createFinalIncremental: ['--supply', genesis.funds_balance, '--gen-utxo-keys', 1],
    createFinalBulk: [
      ...['--supply', large(genesis.funds_balance)],
      ...['--gen-utxo-keys', 1],
      ...['--gen-genesis-keys', composition.n_bft_hosts],
      ...['--supply-delegated', large(o.supplyDelegated)],
      ...['--gen-pools', o.pools],
      ...['--gen-stake-delegs', o.delegatorsEffective],
      ...['--testnet-magic', genesis.network_magic],
      ...['--num-stuffed-utxo', large(Math.max(genesis.utxo, 0))],
      ...(dense === 1
        ? []
        : ['--bulk-pool-cred-files', composition.n_dense_hosts, '--bulk-pools-per-file', dense]),
    ],
    pools: ['--argjson', 'initialPoolCoin', large(o.pools === 0 ? 0 : genesis.per_pool_balance)],
  };
}

/** As today's: hundred thousands and five zeros. */
function large(value: number): string {
  return `${Math.trunc(value / 100_000)}00000`;
}
