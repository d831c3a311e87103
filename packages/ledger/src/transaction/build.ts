import { fromHex, Reader, toHex, Writer } from '@slotbench/cbor';
import type { Budget } from '@slotbench/plutus/script';
import { blake2b256 } from '../crypto/blake2b.ts';
import { ed25519 } from '../crypto/ed25519.ts';
import { remember } from '../crypto/recent.ts';
import type { ProtocolParameters } from '../genesis/genesis.ts';
import { totalUnits } from '../scripts/check-scripts.ts';
import { type ScriptDraft, scriptWitnesses } from '../scripts/script-draft.ts';
import type { ScriptRules } from '../scripts/script-rules.ts';
import { readBody } from './body.ts';
import { joinTx } from './decode.ts';
import { metadataOfSize } from './metadata.ts';
import { type NewOutput, writeOutput } from './output.ts';
import { byInput, type Tx, type TxIn } from './transaction.ts';
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
  /** What it takes to spend inputs that scripts lock. */
  readonly scripts?: ScriptDraft;
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
  writeWitnesses(writer, witnesses, draft.scripts === undefined ? undefined : scriptWitnesses(draft));
  return joinTx({
    body: readBody(new Reader(bodyBytes)),
    witnesses: readWitnesses(new Reader(writer.finish())),
    isValid: draft.scripts?.isValid ?? true,
    auxiliary,
  });
}

/** One key signs a whole load, and deriving it costs as much as all the rest of a transaction. */
const publicKey = remember(64, (seed) => ed25519.publicKey(seed));

/** `sizeBytes` that the transaction will have once `signerCount` different keys have signed; exact, signs nothing. */
export function previewTxSize(draft: TxDraft, signerCount: number): number {
  const { bodyBytes, auxiliary } = writeDraft(draft);
  const scripts = draft.scripts === undefined ? 0 : scriptWitnesses(draft).bytes.length;
  return 1 + bodyBytes.length + witnessesSizeBytes(signerCount) + scripts + (auxiliary?.length ?? 1);
}

/** The least fee that the draft may carry; its own `fee` does not matter, as the answer's width is counted in. */
export function previewMinFee(
  parameters: FeeParameters,
  draft: Omit<TxDraft, 'fee'>,
  signerCount: number,
): bigint {
  let fee = 0n;
  for (;;) {
    const size = previewTxSize({ ...draft, fee }, signerCount);
    const needed = minFee(parameters, size, draft.scripts && totalUnits(draft.scripts.spend));
    if (needed <= fee) return fee;
    fee = needed;
  }
}

/** Lovelace that a transaction of `sizeBytes` (`Tx.sizeBytes`) must pay: a · size + b, and the price of its scripts' units. */
export function minFee(parameters: FeeParameters, sizeBytes: number, units?: Budget): bigint {
  const forSize = parameters.minFeeA * BigInt(sizeBytes) + parameters.minFeeB;
  return units === undefined || parameters.scripts === undefined
    ? forSize
    : forSize + priceOf(units, parameters.scripts);
}

/** Lovelace for units, rounded up. */
function priceOf({ cpu, memory }: Budget, { priceMemory, priceSteps }: ScriptRules): bigint {
  const denominator = priceMemory.denominator * priceSteps.denominator;
  const numerator =
    memory * priceMemory.numerator * priceSteps.denominator +
    cpu * priceSteps.numerator * priceMemory.denominator;
  return (numerator + denominator - 1n) / denominator;
}

type FeeParameters = Pick<ProtocolParameters, 'minFeeA' | 'minFeeB' | 'scripts'>;

function writeDraft(draft: TxDraft): { bodyBytes: Uint8Array; auxiliary: Uint8Array | undefined } {
  const { ttl, metadataBytes = 0 } = draft;
  const auxiliary = metadataBytes === 0 ? undefined : metadataOfSize(metadataBytes);
  const writer = new Writer(512);
  const scripts = draft.scripts && scriptWitnesses(draft);
  writer.map(
    3 + (ttl === undefined ? 0 : 1) + (auxiliary === undefined ? 0 : 1) + (scripts === undefined ? 0 : 2),
  );
  writer.uint(0).tag(258);
  writeInputs(writer, draft.inputs);
  writer.uint(1).array(draft.outputs.length);
  for (const output of draft.outputs) writeOutput(writer, output);
  writer.uint(2).uint(draft.fee);
  if (ttl !== undefined) writer.uint(3).uint(ttl);
  if (auxiliary !== undefined) writer.uint(7).bytes(blake2b256(auxiliary));
  if (scripts !== undefined) {
    writer.uint(11).bytes(scripts.dataHash).uint(13).tag(258);
    writeInputs(writer, draft.scripts!.collateral);
  }
  return { bodyBytes: writer.finish(), auxiliary };
}

function writeInputs(writer: Writer, inputs: readonly TxIn[]): void {
  writer.array(inputs.length);
  for (const { txId, index } of [...inputs].sort(byInput)) writer.array(2).bytes(fromHex(txId)).uint(index);
}

function distinct(seeds: readonly Uint8Array[]): Uint8Array[] {
  const byHex = new Map(seeds.map((seed) => [toHex(seed), seed]));
  return [...byHex.values()];
}
