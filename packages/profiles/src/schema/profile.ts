/**
 * A benchmark profile in the JSON shape of cardano-node's workbench (2026: no era inside). Strict: an unknown key is an
 * error that names its path. Values marked "derived" are computed by `derive.ts` and cannot be set.
 */
import { z } from 'zod';
import { alonzoSpec, conwaySpec, shelleySpec } from './era-specs.ts';
import { jsonObject, lovelace } from './json.ts';

const count = z.int().nonnegative();
const positive = z.int().positive();
const seconds = z.number().nonnegative();
const ratio = z.number().min(0).max(1);

const composition = {
  locations: z
    .array(z.enum(['loopback', 'eu-central-1', 'us-east-1', 'ap-southeast-2']))
    .min(1)
    .describe('regions; nodes are placed round-robin'),
  n_bft_hosts: count.describe('hosts without a pool from the federated era; always 0 today'),
  n_singular_hosts: count.describe('hosts that run one pool each'),
  n_dense_hosts: count.describe('hosts that run dense_pool_density pools each'),
  dense_pool_density: positive.describe('pools on a dense host; 1 turns dense hosts into singular ones'),
  with_proxy: z.boolean().describe('adds a proxy node'),
  with_explorer: z.boolean().describe('adds a relay that follows every producer and hosts the generator'),
  with_chaindb_server: z.boolean().optional().describe('adds a node that serves a recorded chain'),
  topology: z
    .enum(['line', 'uni-circle', 'torus', 'torus-dense'])
    .describe('shape of the graph of connections'),
};
const compositionDerived = {
  n_hosts: count.describe('derived: bft + singular + dense hosts'),
  n_pools: count.describe('derived: singular hosts + dense hosts x density'),
  n_singular_pools: count.describe('derived'),
  n_dense_pools: count.describe('derived'),
  n_pool_hosts: count.describe('derived: singular + dense hosts'),
};

const genesis = {
  network_magic: count.max(0xffffffff).describe('tells this network from others in every handshake'),
  single_shot: z.boolean().describe('always true: the genesis is made in one step'),
  per_pool_balance: lovelace.describe('stake of a pool, lovelace'),
  funds_balance: lovelace.describe("the generator's funds, lovelace"),
  utxo: count.describe('entries stuffed into the ledger state at genesis'),
  delegators: count.nullable().describe('stake delegations at genesis; null: one a pool'),
  dreps: count.describe('DReps at genesis'),
  utxo_keys: count.describe('keys that own the funds; 2 when a voting workload needs its own'),
  active_slots_coeff: z.number().gt(0).max(1).describe('f: chance that a slot has a leader'),
  epoch_length: positive.describe('slots; at least 10 k / f'),
  parameter_k: positive.describe('k: blocks after which a block cannot be rolled back'),
  slot_duration: z.number().positive().describe('seconds'),
  extra_future_offset: z.number().describe('seconds added to the delay between preparation and slot 0'),
  max_block_size: count
    .nullable()
    .describe('bytes; a note only, shelley.protocolParams.maxBlockBodySize decides'),
  pparamsEpoch: count.describe('mainnet epoch whose protocol parameters are used'),
  pparamsOverlays: z.array(z.string()).describe('named changes of these parameters, applied in order'),
};
const genesisDerived = {
  pool_coin: lovelace.describe('derived: per_pool_balance, 0 without pools; lovelace'),
  delegator_coin: lovelace.describe('derived: per_pool_balance, 0 without delegators; lovelace'),
};
const eraSpecs = {
  byron: jsonObject.describe('Byron genesis specification'),
  shelley: shelleySpec,
  alonzo: alonzoSpec,
  conway: conwaySpec.nullable(),
  dijkstra: jsonObject.nullable().describe('Dijkstra genesis specification; null: the era is not used'),
};
/** Before the protocol parameters are filled in: what a profile or an overlay itself says about an era. */
const eraSettings = {
  byron: jsonObject.optional(),
  shelley: jsonObject.optional(),
  alonzo: jsonObject.optional(),
  conway: jsonObject.nullable().optional(),
  dijkstra: jsonObject.nullable().optional(),
};

const node = z.strictObject({
  tracer: z.boolean().describe('nodes forward their traces; false: they log to stdout'),
  tracing_backend: z
    .enum(['trace-dispatcher', 'iohk-monitoring'])
    .describe('tracing system of the node; iohk-monitoring, the legacy one, logs to stdout in any case'),
  utxo_lsmt: z.boolean().describe('producers keep the ledger state on disk (LSM tree)'),
  ssd_directory: z.string().nullable().describe('folder for state on disk'),
  rts_flags_override: z
    .array(z.string())
    .describe('flags appended for the run-time system of a Haskell node'),
  heap_limit: positive.nullable().describe('MB'),
  shutdown_on_slot_synced: positive.nullable().describe('nodes end when their chain reaches this slot'),
  shutdown_on_block_synced: positive.nullable().describe('nodes end when their chain reaches this block'),
  verbatim: jsonObject.describe(
    'merged last into the node configuration; TraceOptions with a root ("") replace those of the benchmark',
  ),
});

const plutus = z.strictObject({
  type: z
    .enum(['LimitSaturationLoop', 'LimitTxPerBlock_8', 'LimitTxPerBlock_4', 'BenchCustomCall', 'CustomCall'])
    .nullable()
    .describe('how the script is fitted to the budget; null: value transactions'),
  script: z.string().nullable().describe('name of a script in the library'),
  redeemer: z.json().optional().describe('redeemer as script data in JSON'),
  datum: z.json().optional().describe('datum as script data in JSON'),
  limitExecutionMem: count.optional().describe('memory units a transaction'),
  limitExecutionSteps: count.optional().describe('step units a transaction'),
});

const generator = z.strictObject({
  tps: z.number().positive().describe('transactions submitted a second, to all nodes together'),
  inputs_per_tx: positive.describe('inputs of a transaction'),
  outputs_per_tx: positive.describe('outputs of a transaction'),
  tx_fee: lovelace.describe('lovelace a transaction'),
  add_tx_size: count.describe('bytes of payload a transaction'),
  init_cooldown: seconds.describe('pause between the setup of the funds and the load'),
  epochs: positive.describe('requested duration if no node shutdown is set'),
  tx_count: count.nullable().describe('transactions in all; null: duration x tps'),
  plutus,
});

const workload = z.strictObject({
  name: z.string().min(1).describe('names its folder below workloads/'),
  parameters: jsonObject.describe('what its programs read'),
  entrypoints: z
    .strictObject({ pre_generator: z.string().nullable().optional(), producers: z.string() })
    .describe('shell functions that start it: beside the generator, on every producer'),
  before_nodes: z.boolean().describe('starts before the nodes do'),
  wait_pools: z.boolean().describe('false: the run ends with the workload, not with the nodes'),
});

const tracer = z.strictObject({
  ekg: z.boolean().describe('the collector serves the EKG monitoring page'),
  withresources: z.boolean().describe('the collector traces its own use of resources every second'),
  timeseries: z.boolean().describe('the collector stores metrics as time series'),
  rtview: z.boolean().optional().describe('until 2025'),
});

const analysis = {
  type: z.enum(['standard', 'performance']).nullable().describe('null: the run is not analysed'),
  filters: z.array(z.string()).describe('named chain filters'),
  filter_exprs: z
    .array(jsonObject)
    .describe('further chain filters; the least number of adoptions is appended'),
  cluster_base_startup_overhead_s: seconds.describe('seconds a cluster with an empty ledger needs to start'),
  start_log_spread_s: seconds.describe('largest distance between the first log lines of the hosts'),
  last_log_spread_s: seconds.describe('largest distance between the last log lines of the hosts'),
  silence_since_last_block_s: seconds.describe('longest silence at the end of a log'),
  tx_loss_ratio: ratio.describe('share of transactions that may be missing'),
  finish_patience: seconds.describe('seconds to wait for the end of a program'),
};
const analysisDerived = {
  cluster_startup_overhead_s: seconds.describe('derived: patience for the socket of a node'),
  minimum_chain_density: ratio.describe('derived: f / 2'),
};

const derived = z.strictObject({
  dataset_induced_startup_delay_conservative: seconds.describe('seconds to load the genesis, at worst'),
  dataset_induced_startup_delay_optimistic: seconds.describe('seconds to load the genesis, at best'),
  dataset_measure: count.describe(
    'size of the genesis ledger state: entries + delegations, 0 without entries',
  ),
  default_value_tx_per_block_estimate: count.describe('value transactions that fill a block'),
  default_value_tx_size_estimate: count.describe('bytes'),
  delegators_effective: count.describe('delegations at genesis, at least one a pool'),
  effective_epochs: count.describe('epochs that the load lasts'),
  epoch_duration: seconds.describe('seconds'),
  generator_blocks_lower_bound: count.describe('full blocks that hold the load, with 15 % to spare'),
  generator_duration: seconds.describe('seconds that the load lasts'),
  generator_tx_count: count.describe('transactions in all'),
  genesis_future_offset: z.number().describe('seconds between preparation and slot 0'),
  shutdown_time: seconds.nullable().describe('seconds after slot 0; null without a shutdown slot'),
  supply_delegated: lovelace.describe('stake of all pools, lovelace'),
  supply_total: lovelace.describe('stake and funds, lovelace'),
  utxo_delegated: count.describe('entries of delegators'),
  utxo_generated: count.describe('outputs that the generator needs'),
  utxo_stuffed: count.describe('entries stuffed into the ledger state'),
});

const cliArgs = z.strictObject({
  createTestnetDataArgs: z
    .array(z.union([z.string(), z.number()]))
    .describe('arguments of create-testnet-data'),
  pools: z.array(z.union([z.string(), z.number()])).describe('arguments of the pool step'),
});

const shared = {
  name: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9.-]{0,139}$/, 'letters, digits, dots and dashes, at most 140')
    .describe('name of the profile'),
  desc: z.string().optional().describe('what it is for, in a line'),
  scenario: z
    .enum(['idle', 'tracer-only', 'fixed', 'fixed-loaded', 'chainsync'])
    .describe('what is started and what ends the run'),
  node,
  generator,
  workloads: z.array(workload),
  tracer,
  cluster: jsonObject.optional().describe('resources of hosted clusters'),
  chaindb: jsonObject.optional().describe('recorded chain of the chainsync scenario'),
  preset: z.string().optional().describe('public network whose genesis and configuration are used'),
  overlay: jsonObject.describe('what was laid over the named profile'),
};

/** What can be set: by the pieces of a named profile and by an overlay. */
export const profileSpecSchema = z.strictObject({
  ...shared,
  composition: z.strictObject(composition),
  genesis: z.strictObject({ ...genesis, ...eraSettings }),
  analysis: z.strictObject(analysis),
});

/** Paths that only a realised profile has. */
export const derivedPaths: ReadonlySet<string> = new Set([
  'derived',
  'cli_args',
  ...Object.keys(compositionDerived).map((key) => `composition.${key}`),
  ...Object.keys(genesisDerived).map((key) => `genesis.${key}`),
  ...Object.keys(analysisDerived).map((key) => `analysis.${key}`),
]);

/** A realised profile. */
export const profileSchema = z.strictObject({
  ...shared,
  composition: z.strictObject({ ...composition, ...compositionDerived }),
  genesis: z.strictObject({ ...genesis, ...genesisDerived, ...eraSpecs }),
  analysis: z.strictObject({ ...analysis, ...analysisDerived }),
  derived,
  cli_args: cliArgs,
});

export type ProfileSpec = z.infer<typeof profileSpecSchema>;
export type Profile = z.infer<typeof profileSchema>;
