/** The words that profiles are made of. Each sets few values; `compose` refuses two that set the same one. */
import { type Piece, piece } from './compose.ts';
import type { ProfileSpec } from './schema/profile.ts';

export const description = (desc: string): Piece => piece('description', { desc });

/** `n` hosts with one pool each. */
export const hosts = (n: number): Piece => piece(`${n} hosts`, { composition: { n_singular_hosts: n } });

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

/** One stake delegation for every pool instead of none. */
export const delegatorPerPool: Piece = piece('a delegator a pool', { genesis: { delegators: null } });

/** Protocol parameters of mainnet at `epoch`, then the named overlays. */
const parameters = (epoch: number, ...overlays: string[]): Piece =>
  piece(`parameters of epoch ${epoch}`, { genesis: { pparamsEpoch: epoch, pparamsOverlays: overlays } });

/** Mainnet after Plomin with blocks of 64 KiB. */
export const voltaire64k: Piece = parameters(537, 'blocksize64k');

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

/** Nodes log to their own stdout; no collector runs. */
export const noTracer: Piece = piece('no tracer', { node: { tracer: false } });

/** The collector traces its own use of resources every second. */
export const collectorResources: Piece = piece('collector resources', { tracer: { withresources: true } });

/** Named chain filters of the analysis. */
export const filters = (...names: string[]): Piece => piece('filters', { analysis: { filters: names } });
