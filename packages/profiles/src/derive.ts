import { byronSpec } from './protocol-parameters/byron.ts';
import type { Profile, ProfileSpec } from './schema/profile.ts';

/** Bytes of a value transaction with two inputs and two outputs, as upstream estimates it. */
const VALUE_TX_BYTES = 381;

/**
 * Everything that follows from the settings of a profile. The era specifications must be filled in already.
 * Source of the rules: cardano-node's workbench, profile derivations of 2026.
 */
export function derive(spec: ProfileSpec): Omit<Profile, 'cli_args'> {
  const composition = deriveComposition(spec.composition);
  const { genesis, generator, node } = spec;
  const pools = composition.n_pools;
  const delegators = genesis.delegators ?? pools;
  const supplyDelegated = genesis.per_pool_balance * pools;

  const duration = deriveDuration(spec);
  const txCount = Math.ceil(generator.tx_count ?? duration.generator_duration * generator.tps);
  const shelley = genesis.shelley as Profile['genesis']['shelley'];
  const txsPerBlock = Math.floor(shelley.protocolParams.maxBlockBodySize / VALUE_TX_BYTES);

  const delays = startupDelays(genesis.utxo === 0 ? 0 : genesis.utxo + delegators, spec);
  return {
    ...spec,
    composition,
    genesis: {
      ...genesis,
      delegators,
      pool_coin: pools === 0 ? 0 : genesis.per_pool_balance,
      delegator_coin: delegators === 0 ? 0 : genesis.per_pool_balance,
      byron: {
        ...byronSpec({ k: genesis.parameter_k, networkMagic: genesis.network_magic }),
        ...genesis.byron,
      } as Profile['genesis']['byron'],
      shelley: {
        ...shelley,
        activeSlotsCoeff: genesis.active_slots_coeff,
        epochLength: genesis.epoch_length,
        networkId: 'Testnet',
        networkMagic: genesis.network_magic,
        securityParam: genesis.parameter_k,
        slotLength: genesis.slot_duration,
      },
      alonzo: genesis.alonzo as Profile['genesis']['alonzo'],
      conway: (genesis.conway ?? null) as Profile['genesis']['conway'],
      dijkstra: genesis.dijkstra ?? null,
    },
    generator: { ...generator, tx_count: txCount },
    node,
    analysis: {
      ...spec.analysis,
      filter_exprs: [
        ...spec.analysis.filter_exprs,
        // A block counts only if every other pool adopted it.
        ...(pools === 0
          ? []
          : [{ tag: 'CBlock', contents: { tag: 'BMinimumAdoptions', contents: pools - 1 } }]),
      ],
      cluster_startup_overhead_s: delays.conservative,
      minimum_chain_density: genesis.active_slots_coeff * 0.5,
    },
    derived: {
      ...duration,
      dataset_measure: delays.measure,
      dataset_induced_startup_delay_optimistic: delays.optimistic,
      dataset_induced_startup_delay_conservative: delays.conservative,
      genesis_future_offset: delays.optimistic + genesis.extra_future_offset,
      default_value_tx_size_estimate: VALUE_TX_BYTES,
      default_value_tx_per_block_estimate: txsPerBlock,
      generator_tx_count: txCount,
      generator_blocks_lower_bound: Math.ceil((1.15 * txCount) / txsPerBlock),
      delegators_effective: Math.max(delegators, pools),
      supply_delegated: supplyDelegated,
      supply_total: supplyDelegated + genesis.funds_balance,
      utxo_delegated: delegators,
      utxo_generated: txCount * generator.inputs_per_tx,
      utxo_stuffed: Math.max(genesis.utxo, 0),
    },
  };
}

/** Dense hosts of density 1 are singular hosts. */
function deriveComposition(c: ProfileSpec['composition']): Profile['composition'] {
  const dense = c.dense_pool_density > 1 ? c.n_dense_hosts : 0;
  const singular = c.n_singular_hosts + c.n_dense_hosts - dense;
  const densePools = dense * c.dense_pool_density;
  return {
    ...c,
    n_singular_hosts: singular,
    n_dense_hosts: dense,
    n_hosts: c.n_bft_hosts + singular + dense,
    n_pool_hosts: singular + dense,
    n_pools: singular + densePools,
    n_singular_pools: singular,
    n_dense_pools: densePools,
  };
}

/** The load lasts whole epochs, cut at the shutdown slot; a shutdown block only says how many epochs to expect. */
function deriveDuration({ genesis, node, generator }: ProfileSpec) {
  const { shutdown_on_slot_synced: slot, shutdown_on_block_synced: block } = node;
  const requestedEpochs =
    slot !== null
      ? slot / genesis.epoch_length
      : block !== null
        ? block / (genesis.epoch_length * genesis.active_slots_coeff)
        : generator.epochs;
  const epochs = Math.ceil(requestedEpochs);
  const epochDuration = genesis.epoch_length * genesis.slot_duration;
  const shutdownTime = slot === null ? null : slot * genesis.slot_duration;
  return {
    effective_epochs: epochs,
    epoch_duration: epochDuration,
    shutdown_time: shutdownTime,
    generator_duration: Math.min(epochDuration * epochs, shutdownTime ?? Number.POSITIVE_INFINITY),
  };
}

/** Seconds that a node needs to load a ledger state of `measure` entries and delegations. */
function startupDelays(measure: number, { analysis }: ProfileSpec) {
  const base = analysis.cluster_base_startup_overhead_s;
  return measure < 10_000
    ? { measure, optimistic: base, conservative: base }
    : { measure, optimistic: measure / 50_000, conservative: measure / 2_500 };
}
