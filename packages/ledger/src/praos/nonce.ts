import { fromHex, toHex } from '@slotbench/cbor';
import { blake2b256 } from '../crypto/blake2b.ts';
import type { Header } from './header.ts';
import type { Rational } from './rational.ts';

/** 64 hex digits, or the neutral nonce. */
export type Nonce = string;

/** Combines to the other operand, and adds no bytes to a VRF input. */
export const NEUTRAL_NONCE: Nonce = '';

/** What nonce evolution needs of a genesis. */
export interface NonceConstants {
  /** Slots. */
  readonly epochLength: number;
  readonly securityParam: number;
  readonly activeSlotsCoeff: Rational;
}

/**
 * The chain-dependent state of Praos after some header (ouroboros-consensus `PraosState`). Immutable: a fork keeps
 * the states of the blocks it may go back to.
 */
export interface PraosState {
  readonly constants: NonceConstants;
  /** Where the state stands: the slot of the last header applied or of a tick into a later epoch. */
  readonly lastSlot: number | undefined;
  readonly epochNonce: Nonce;
  readonly evolvingNonce: Nonce;
  /** Follows the evolving nonce until the randomness stabilisation window before the epoch's end. */
  readonly candidateNonce: Nonce;
  /** Hash of the parent of the last header. */
  readonly labNonce: Nonce;
  /** The `labNonce` at the end of the previous epoch. */
  readonly lastEpochBlockNonce: Nonce;
  /** Pool id to the counter of its last operational certificate. */
  readonly opcertCounters: ReadonlyMap<string, number>;
}

/** What a chain that goes on from an anchor brings: see genesis/initial-state.ts. */
interface PraosAnchor {
  readonly header: Pick<Header, 'slot' | 'prevHash'>;
  readonly nonces: { readonly [name in 'epoch' | 'evolving' | 'candidate' | 'lastEpochBlock']: Nonce };
  readonly opcertCounters: ReadonlyMap<string, number>;
}

/** The state before the first block; `initialNonce` is the hash of the Shelley genesis file. */
export function initialPraosState(
  genesis: NonceConstants & { readonly initialNonce: Nonce; readonly anchor?: PraosAnchor },
): PraosState {
  const { epochLength, securityParam, activeSlotsCoeff, initialNonce, anchor } = genesis;
  const constants = { epochLength, securityParam, activeSlotsCoeff };
  if (anchor !== undefined)
    return {
      constants,
      lastSlot: anchor.header.slot,
      epochNonce: anchor.nonces.epoch,
      evolvingNonce: anchor.nonces.evolving,
      candidateNonce: anchor.nonces.candidate,
      labNonce: anchor.header.prevHash ?? NEUTRAL_NONCE,
      lastEpochBlockNonce: anchor.nonces.lastEpochBlock,
      opcertCounters: anchor.opcertCounters,
    };
  return {
    constants,
    lastSlot: undefined,
    epochNonce: initialNonce,
    evolvingNonce: initialNonce,
    candidateNonce: initialNonce,
    labNonce: NEUTRAL_NONCE,
    lastEpochBlockNonce: NEUTRAL_NONCE,
    opcertCounters: new Map(),
  };
}

/**
 * The state in which a block of `slot` is made and checked: a new epoch has a new nonce, changed once however many
 * epochs stayed empty. `tickChainDepState`.
 */
export function tickPraos(state: PraosState, slot: number): PraosState {
  if (epochOf(state, slot) <= epochOf(state, state.lastSlot ?? 0)) return state;
  return {
    ...state,
    lastSlot: slot, // so that ticking twice is ticking once
    epochNonce: combineNonces(state.candidateNonce, state.lastEpochBlockNonce),
    lastEpochBlockNonce: state.labNonce,
  };
}

/** The state after `header`, which must be valid; ticks first. `reupdateChainDepState`. */
export function applyHeaderToPraos(state: PraosState, header: Header): PraosState {
  const ticked = tickPraos(state, header.slot);
  const evolvingNonce = combineNonces(ticked.evolvingNonce, vrfNonce(header.vrfOutput));
  const firstSlotOfNextEpoch = (epochOf(ticked, header.slot) + 1) * ticked.constants.epochLength;
  const frozen = header.slot + stabilisationWindowSlots(ticked.constants) >= firstSlotOfNextEpoch;
  return {
    ...ticked,
    lastSlot: header.slot,
    evolvingNonce,
    candidateNonce: frozen ? ticked.candidateNonce : evolvingNonce,
    labNonce: header.prevHash ?? NEUTRAL_NONCE,
    opcertCounters: withCounter(ticked.opcertCounters, header.poolId, header.opcert.counter),
  };
}

/** blake2b-256(a ‖ b). */
export function combineNonces(a: Nonce, b: Nonce): Nonce {
  if (a === NEUTRAL_NONCE) return b;
  if (b === NEUTRAL_NONCE) return a;
  return toHex(blake2b256(fromHex(a + b)));
}

/** What a header adds to the evolving nonce: blake2b-256(blake2b-256("N" ‖ output)). `vrfNonceValue`. */
function vrfNonce(vrfOutput: Uint8Array): Nonce {
  return toHex(blake2b256(blake2b256(Buffer.concat([Buffer.from('N'), vrfOutput]))));
}

/** Conway's randomness stabilisation window, ceil(4k/f) slots. */
function stabilisationWindowSlots({ securityParam, activeSlotsCoeff }: NonceConstants): number {
  const { numerator, denominator } = activeSlotsCoeff;
  return Number((4n * BigInt(securityParam) * denominator + numerator - 1n) / numerator);
}

function epochOf(state: PraosState, slot: number): number {
  return Math.floor(slot / state.constants.epochLength);
}

/** Most headers repeat the counter: then the map itself is kept. */
function withCounter(counters: ReadonlyMap<string, number>, poolId: string, counter: number) {
  return counters.get(poolId) === counter ? counters : new Map(counters).set(poolId, counter);
}
