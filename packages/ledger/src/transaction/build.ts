import { fromHex, Reader, toHex, Writer } from '@slotbench/cbor';
import { blake2b256 } from '../crypto/blake2b.ts';
import { ed25519 } from '../crypto/ed25519.ts';
import { remember } from '../crypto/recent.ts';
import type { ProtocolParameters } from '../genesis/genesis.ts';
import { readBody } from './body.ts';
import { joinTx } from './decode.ts';
import { metadataOfSize } from './metadata.ts';
import { type NewOutput, writeOutput } from './output.ts';
import type { Tx, TxIn } from './transaction.ts';
import { readWitnesses, witnessesSizeBytes, writeWitnesses } from './witnesses.ts';

/** A value transaction to be: everything but its signatures. */
export interface TxDraft {
  readonly inputs: readonly TxIn[];
  readonly outputs: readonly NewOutput[];
  /** Lovelace. */
  readonly fee: bigint;
  /** First slot at which it is no longer valid; never without. */
  readonly ttl?: number;
  /** Bytes that a payload of zeros adds to the transaction: 0 (none) or at least 37. */
  readonly metadataBytes?: number;
}

/**
 * A signed Conway transaction in canonical form: keys ascending, sets with tag 258, inputs sorted, minimal heads.
 * `signers` are Ed25519 seeds (32 bytes), each signs once. Throws LEDGER_TX, LEDGER_LENGTH.
 */
export function buildTx(draft: TxDraft & { readonly signers: readonly Uint8Array[] }): Tx {
  const { bodyBytes, auxiliary } = writeDraft(draft);
  const id = blake2b256(bodyBytes);
  const writer = new Writer(512);
  const witnesses = distinct(draft.signers).map((seed) => ({
    publicKey: publicKey(seed),
    signature: ed25519.sign(seed, id),
  }));
  writeWitnesses(writer, witnesses);
  return joinTx({
    body: readBody(new Reader(bodyBytes)),
    witnesses: readWitnesses(new Reader(writer.finish())),
    isValid: true,
    auxiliary,
  });
}

/** One key signs a whole load, and deriving it costs as much as all the rest of a transaction. */
const publicKey = remember(64, (seed) => ed25519.publicKey(seed));

/** `sizeBytes` that the transaction will have once `signerCount` different keys have signed; exact, signs nothing. */
export function previewTxSize(draft: TxDraft, signerCount: number): number {
  const { bodyBytes, auxiliary } = writeDraft(draft);
  return 1 + bodyBytes.length + witnessesSizeBytes(signerCount) + (auxiliary?.length ?? 1);
}

/** The least fee that the draft may carry; its own `fee` does not matter, as the answer's width is counted in. */
export function previewMinFee(
  parameters: Pick<ProtocolParameters, 'minFeeA' | 'minFeeB'>,
  draft: Omit<TxDraft, 'fee'>,
  signerCount: number,
): bigint {
  let fee = 0n;
  for (;;) {
    const needed = minFee(parameters, previewTxSize({ ...draft, fee }, signerCount));
    if (needed <= fee) return fee;
    fee = needed;
  }
}

/** Lovelace that a transaction of `sizeBytes` (`Tx.sizeBytes`) must pay: a · size + b. */
export function minFee(
  parameters: Pick<ProtocolParameters, 'minFeeA' | 'minFeeB'>,
  sizeBytes: number,
): bigint {
  return parameters.minFeeA * BigInt(sizeBytes) + parameters.minFeeB;
}

function writeDraft(draft: TxDraft): { bodyBytes: Uint8Array; auxiliary: Uint8Array | undefined } {
  const { ttl, metadataBytes = 0 } = draft;
  const auxiliary = metadataBytes === 0 ? undefined : metadataOfSize(metadataBytes);
  const writer = new Writer(512);
  writer.map(3 + (ttl === undefined ? 0 : 1) + (auxiliary === undefined ? 0 : 1));
  writer.uint(0).tag(258).array(draft.inputs.length);
  for (const { txId, index } of [...draft.inputs].sort(byInput))
    writer.array(2).bytes(fromHex(txId)).uint(index);
  writer.uint(1).array(draft.outputs.length);
  for (const output of draft.outputs) writeOutput(writer, output);
  writer.uint(2).uint(draft.fee);
  if (ttl !== undefined) writer.uint(3).uint(ttl);
  if (auxiliary !== undefined) writer.uint(7).bytes(blake2b256(auxiliary));
  return { bodyBytes: writer.finish(), auxiliary };
}

function byInput(a: TxIn, b: TxIn): number {
  if (a.txId !== b.txId) return a.txId < b.txId ? -1 : 1;
  return a.index - b.index;
}

function distinct(seeds: readonly Uint8Array[]): Uint8Array[] {
  const byHex = new Map(seeds.map((seed) => [toHex(seed), seed]));
  return [...byHex.values()];
}
