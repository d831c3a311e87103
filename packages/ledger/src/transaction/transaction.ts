/** A reference to an output: transaction id (hex) and index. */
export interface TxIn {
  readonly txId: string;
  readonly index: number;
}

/** What an output holds. `address` is its bytes (see address/address.ts); lovelace is the ADA part. */
export interface TxOut {
  readonly address: Uint8Array;
  readonly lovelace: bigint;
  /** Size of the output's CBOR as it stood in its transaction: the minimum value depends on it. */
  readonly sizeBytes: number;
  /** CBOR of what this ledger carries but does not interpret: `assets`, `datumHash`, `datum`, `scriptRef`. */
  readonly carried?: { readonly [part in CarriedPart]?: Uint8Array };
}

export type CarriedPart = 'assets' | 'datumHash' | 'datum' | 'scriptRef';

/** Public key (32 bytes) and its Ed25519 signature (64 bytes) of the transaction id. */
export interface VkeyWitness {
  readonly publicKey: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * A Babbage or Conway transaction, read but not judged. All byte fields are the original bytes, so hashes and
 * re-encodings are exact whatever legal form the sender chose.
 */
export interface Tx {
  /** blake2b-256 of `bodyBytes`, hex. */
  readonly id: string;
  /** The whole `[body, witnesses, isValid, auxiliary]`; its length is the size on the wire. */
  readonly bytes: Uint8Array;
  readonly bodyBytes: Uint8Array;
  readonly witnessBytes: Uint8Array;
  /** Auxiliary data, undefined where the transaction has `null`. */
  readonly auxiliaryBytes: Uint8Array | undefined;
  /** False: phase-2 scripts fail and only collateral is spent. */
  readonly isValid: boolean;
  readonly inputs: readonly TxIn[];
  readonly outputs: readonly TxOut[];
  readonly fee: bigint;
  /** First slot at which the transaction is no longer valid. */
  readonly ttl?: number;
  /** First slot at which the transaction is valid. */
  readonly validityStart?: number;
  /** Key hashes that must sign besides those of the inputs. */
  readonly requiredSigners: readonly string[];
  readonly auxiliaryDataHash?: string;
  readonly networkId?: number;
  readonly witnesses: readonly VkeyWitness[];
  /** Body entries that are carried but not interpreted, by key of conway.cddl `transaction_body`. */
  readonly otherBody: ReadonlyMap<number, Uint8Array>;
  /** Witness entries that are carried but not interpreted, by key of `transaction_witness_set`. */
  readonly otherWitnesses: ReadonlyMap<number, Uint8Array>;
  /** The ledger's size, which fees and limits count: without the byte of `isValid` (Alonzo, section 3.4). */
  readonly sizeBytes: number;
}

/** The order of inputs in the ledger, by which redeemers count them. */
export function byInput(a: TxIn, b: TxIn): number {
  if (a.txId !== b.txId) return a.txId < b.txId ? -1 : 1;
  return a.index - b.index;
}

/** The key of an output in UTxO maps: `txid#ix`, as cardano-cli prints it. */
export function txInKey(input: TxIn): string {
  return `${input.txId}#${input.index}`;
}
