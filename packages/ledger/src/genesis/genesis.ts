import type { ProtocolVersion } from '../praos/header.ts';
import type { Rational } from '../praos/rational.ts';
import type { ScriptRules } from '../scripts/script-rules.ts';
import type { TxOut } from '../transaction/transaction.ts';
import type { Anchor } from './anchor.ts';

/** The parameters that the rules of this ledger read. Amounts in lovelace, sizes in bytes. */
export interface ProtocolParameters {
  readonly minFeeA: bigint;
  readonly minFeeB: bigint;
  readonly maxTxSize: number;
  readonly maxBlockBodySize: number;
  readonly maxBlockHeaderSize: number;
  /** `lovelacePerUTxOWord` of the Alonzo genesis divided by 8, rounded down, as the node's Babbage translation does. */
  readonly coinsPerUtxoByte: bigint;
  readonly protocolVersion: ProtocolVersion;
  /** Without: a network that has no Alonzo genesis, where transactions with scripts are refused. */
  readonly scripts?: ScriptRules;
}

/** A pool as the genesis registers it: hash of its VRF key, its share of all delegated stake. */
export interface PoolStake {
  readonly vrfHash: string;
  readonly stake: Rational;
  readonly lovelace: bigint;
}

/**
 * What a chain starts from. The stake distribution holds for the whole run: there are no rewards, no
 * re-delegation and no governance in this ledger.
 */
export interface Genesis {
  readonly networkMagic: number;
  /** Network id in addresses: 0 for `Testnet`, 1 for `Mainnet`. */
  readonly networkId: 0 | 1;
  /** Start of slot 0, milliseconds since 1970. */
  readonly systemStartMs: number;
  readonly slotLengthMs: number;
  /** Slots. */
  readonly epochLength: number;
  readonly activeSlotsCoeff: Rational;
  /** k, in blocks. */
  readonly securityParam: number;
  readonly slotsPerKesPeriod: number;
  readonly maxKesEvolutions: number;
  readonly maxLovelaceSupply: bigint;
  readonly protocolParameters: ProtocolParameters;
  /** `txid#ix` and output of every initial fund; the pseudo id is blake2b-256 of the address bytes, index 0. */
  readonly initialUtxo: readonly (readonly [string, TxOut])[];
  /** By pool id (hex). Pools without stake are listed with 0. */
  readonly stake: ReadonlyMap<string, PoolStake>;
  /** blake2b-256 of the bytes of the Shelley genesis file, hex: the nonce of epoch 0. */
  readonly initialNonce: string;
  /** Set where the chain does not start at slot 0: its first block follows this one. */
  readonly anchor?: Anchor;
}
