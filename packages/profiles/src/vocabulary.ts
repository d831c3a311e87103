/**
 * The words that profiles are made of. Each sets few values; `compose` refuses two that set the same one. Scripts, hosted clusters
 * and workloads have words of their own in `words/`.
 */
import { type Piece, piece } from './compose.ts';
import type { ProfileSpec } from './schema/profile.ts';

export const description = (desc: string): Piece => piece('description', { desc });

/** `n` hosts with one pool each. */
export const hosts = (n: number): Piece => piece(`${n} hosts`, { composition: { n_singular_hosts: n } });

/** `n` hosts with `density` pools each, and none with one. */
export const denseHosts = (n: number, density: number): Piece =>
  piece(`${n} hosts of ${density} pools`, { composition: { n_dense_hosts: n, dense_pool_density: density } });

/** A relay that follows every producer. */
export const explorer: Piece = piece('explorer', { composition: { with_explorer: true } });

export const topology = (shape: ProfileSpec['composition']['topology']): Piece =>
  piece(`topology ${shape}`, { composition: { topology: shape } });

/** Epoch length in slots, k in blocks, slot in seconds (default 1), f (default 0.05). */
export const timescale = (o: { epochLength: number; k: number; slotSeconds?: number; f?: number }): Piece =>
  piece(`timescale ${o.epochLength}/${o.k}`, {
    genesis: {
      epoch_length: o.epochLength,
      parameter_k: o.k,
      ...(o.slotSeconds === undefined ? {} : { slot_duration: o.slotSeconds }),
      ...(o.f === undefined ? {} : { active_slots_coeff: o.f }),
    },
  });

/** E 600, k 3. */
export const compressed: Piece = timescale({ epochLength: 600, k: 3 });

/** E 1200, k 6. */
export const smallTimescale: Piece = timescale({ epochLength: 1200, k: 6 });

/** E 8000, k 40: mainnet's proportions at a fiftieth. */
export const modelTimescale: Piece = timescale({ epochLength: 8000, k: 40 });

/** E 432000, k 2160. */
export const mainnetTimescale: Piece = timescale({ epochLength: 432_000, k: 2160 });

/** Slots of `seconds` instead of 1 s. */
export const slotSeconds = (seconds: number): Piece =>
  piece(`slots of ${seconds} s`, { genesis: { slot_duration: seconds } });

const dataset = (name: string, utxo: number, delegators: number): Piece =>
  piece(`dataset ${name}`, { genesis: { utxo, delegators } });

/** UTxO entries and stake delegations at genesis; a profile without one of these starts on an empty ledger. */
export const datasets = {
  small: dataset('small', 1_000_000, 200_000),
  miniature: dataset('miniature', 500_000, 100_000),
  oct2021: dataset('October 2021', 4_000_000, 1_000_000),
  current: dataset('January 2023', 10_000_000, 1_300_000),
  dish: dataset('dish', 30_000_000, 0),
  dish10M: dataset('dish of 10 M', 10_000_000, 0),
  utxoScale12M: dataset('UTxO scale 12 M', 12_000_000, 1_200_000),
  utxoScale24M: dataset('UTxO scale 24 M', 24_000_000, 1_200_000),
} as const;

/** DReps at genesis. */
export const dreps = (n: number): Piece => piece(`${n} DReps`, { genesis: { dreps: n } });

/** Lovelace of the generator, instead of 1e13. */
export const funds = (lovelace: number): Piece =>
  piece(`funds of ${lovelace}`, { genesis: { funds_balance: lovelace } });

/** One stake delegation for every pool instead of none. */
export const delegatorPerPool: Piece = piece('a delegator a pool', { genesis: { delegators: null } });

/** Protocol parameters of mainnet at `epoch`, then the named overlays. */
const parameters = (epoch: number, ...overlays: string[]): Piece =>
  piece(`parameters of epoch ${epoch}`, { genesis: { pparamsEpoch: epoch, pparamsOverlays: overlays } });

/** Mainnet after Plomin. */
export const voltaire: Piece = parameters(537);

/** Mainnet after Plomin with blocks of 64 KiB. */
export const voltaire64k: Piece = parameters(537, 'blocksize64k');

/** The last Babbage parameters under the rules of protocol version 8. */
export const preVoltaire: Piece = parameters(492, 'v8-preview');

/** Further named changes of the parameters, after those of the epoch. */
export const parameterOverlays = (...names: string[]): Piece =>
  piece(`overlays ${names.join(', ')}`, { genesis: { pparamsOverlays: names } });

/** Seconds added to the start-up allowance of 40 s before slot 0. */
export const futureOffset = (seconds: number): Piece =>
  piece(`future offset ${seconds} s`, { genesis: { extra_future_offset: seconds } });

/** Transactions a second over all nodes. */
export const tps = (perSecond: number): Piece => piece(`${perSecond} tps`, { generator: { tps: perSecond } });

/** Transactions in all, instead of duration x tps. */
export const txCount = (count: number): Piece =>
  piece(`${count} transactions`, { generator: { tx_count: count } });

/** Bytes of payload in each transaction. */
export const payload = (bytes: number): Piece =>
  piece(`payload ${bytes} bytes`, { generator: { add_tx_size: bytes } });

/** Seconds between the setup of the funds and the load. */
export const cooldown = (seconds: number): Piece =>
  piece(`cooldown ${seconds} s`, { generator: { init_cooldown: seconds } });

/** Duration of the load in epochs, if no node shutdown comes first. */
export const epochs = (n: number): Piece => piece(`${n} epochs`, { generator: { epochs: n } });

/** Nodes end when their chain has this many blocks. */
export const untilBlock = (block: number): Piece =>
  piece(`until block ${block}`, { node: { shutdown_on_block_synced: block } });

/** Nodes end when their chain reaches this slot. */
export const untilSlot = (slot: number): Piece =>
  piece(`until slot ${slot}`, { node: { shutdown_on_slot_synced: slot } });

/** The ledger state on disk, below `folder`. */
export const stateOnDisk = (folder: string): Piece =>
  piece('state on disk', { node: { utxo_lsmt: true, ssd_directory: folder } });

/** Flags appended for the run-time system of a Haskell node. */
export const rtsFlags = (...flags: string[]): Piece =>
  piece(`flags ${flags.join(' ')}`, { node: { rts_flags_override: flags } });

/** The run-time system of a Haskell node gets at most so many MB. */
export const heapLimit = (megabytes: number): Piece =>
  piece(`heap of ${megabytes} MB`, {
    node: { heap_limit: megabytes, rts_flags_override: [`-M${megabytes}m`] },
  });

/** What is started, other than nodes under load. */
export const scenario = (name: ProfileSpec['scenario']): Piece =>
  piece(`scenario ${name}`, { scenario: name });

/** What is analysed, other than block propagation and machines: null for nothing. */
export const analysisType = (type: ProfileSpec['analysis']['type']): Piece =>
  piece(`analysis ${type}`, { analysis: { type } });

/** The collector stores metrics as time series. */
export const timeSeries: Piece = piece('time series', { tracer: { timeseries: true } });

/** Nodes log to their own stdout; no collector runs. */
export const noTracer: Piece = piece('no tracer', { node: { tracer: false } });

/** The legacy tracing system: lines on stdout, and with a tracer to an acceptor of its own protocol as well. */
export const oldTracing: Piece = piece('old tracing', { node: { tracing_backend: 'iohk-monitoring' } });

/** Nodes trace and measure nothing. */
export const noTracing: Piece = piece('no tracing', {
  node: { tracer: false, verbatim: { TurnOnLogging: false } },
});

/** The collector traces its own use of resources every second. */
export const collectorResources: Piece = piece('collector resources', { tracer: { withresources: true } });

/** Named chain filters of the analysis. */
export const filters = (...names: string[]): Piece => piece('filters', { analysis: { filters: names } });
