import { toHex } from '@slotbench/cbor';
import {
  blake2b224,
  blake2b256,
  ed25519,
  enterpriseAddress,
  minFee,
  type NetworkId,
  previewTxSize,
} from '@slotbench/ledger';
import { GeneratorError } from '../errors.ts';

/** The magic of mainnet: load there costs real money and other people's room. */
export const MAINNET_MAGIC = 764_824_073;

/** Who pays: a key, or the part of it that this generator has when several share it. */
export interface Payer {
  readonly seed: Uint8Array;
  readonly keyHash: string;
  readonly address: Uint8Array;
}

export function payerOf(seed: Uint8Array, networkId: NetworkId): Payer {
  const keyHash = toHex(blake2b224(ed25519.publicKey(seed)));
  return { seed, keyHash, address: enterpriseAddress(keyHash, networkId) };
}

/** Part `index` of `parts` (from 1) of a key: a key of its own, which follows from the shared one. */
export function partOf(seed: Uint8Array, o: { index: number; parts: number }): Uint8Array {
  const salt = new TextEncoder().encode(`slotbench load, part ${o.index} of ${o.parts}`);
  return blake2b256(Buffer.concat([seed, salt]));
}

/** Lovelace of a transaction of the load, and what may be left of a coin. */
export interface Costs {
  readonly fee: bigint;
  /** Below this an output is refused by the ledger (mainnet's 4,310 a byte, for an address without stake). */
  readonly leastOutput: bigint;
}

const FEE_A = 44n;
const FEE_B = 155_381n;
const LEAST_OUTPUT = 1_000_000n;

/**
 * The fee of a transaction from one coin back to its owner, by mainnet's formula where none is asked for. Throws
 * GENERATOR_TRANSACTION for one below it.
 */
export function costsOf(o: { address: Uint8Array; metadataBytes: number; fee: bigint | undefined }): Costs {
  const sizeBytes = previewTxSize(
    {
      inputs: [{ txId: 'ff'.repeat(32), index: 255 }],
      outputs: [{ address: o.address, lovelace: 2n ** 62n }],
      fee: 2n ** 31n,
      metadataBytes: o.metadataBytes,
    },
    1,
  );
  const least = minFee({ minFeeA: FEE_A, minFeeB: FEE_B }, sizeBytes);
  if (o.fee !== undefined && o.fee < least)
    throw new GeneratorError({
      code: 'GENERATOR_TRANSACTION',
      place: '--fee',
      faults: [
        { path: '--fee', expected: `at least ${least} lovelace for ${sizeBytes} bytes`, got: `${o.fee}` },
      ],
    });
  return { fee: o.fee ?? least, leastOutput: LEAST_OUTPUT };
}

/** Outputs of a split: below the largest transaction, and small enough that many fit a block. */
const MOST_PARTS = 200;

/**
 * Into how many coins the largest ready coin is to be split so that `wanted` are there; undefined if enough are or
 * nothing can be gained. A part has to pay for `leastUses` transactions.
 */
export function nextSplit(
  o: { have: number; wanted: number; largest: bigint; leastUses: number } & Costs,
): { parts: number; fee: bigint } | undefined {
  if (o.have >= o.wanted) return undefined;
  const leastPart = o.leastOutput + o.fee * BigInt(o.leastUses);
  const affordable = Number(o.largest / leastPart);
  const parts = Math.min(MOST_PARTS, o.wanted - o.have + 1, affordable);
  if (parts < 2) return undefined;
  // An output adds at most 75 bytes.
  const fee = o.fee + FEE_A * 75n * BigInt(parts);
  return o.largest - fee >= leastPart * BigInt(parts)
    ? { parts, fee }
    : nextSplit({ ...o, wanted: o.have + parts - 2 });
}
