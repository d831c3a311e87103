import { CborError, Reader, toHex, Writer } from '@slotbench/cbor';
import { blake2b256 } from '../crypto/blake2b.ts';
import { type Header, readHeader } from '../praos/header.ts';
import { record } from '../praos/record.ts';
import { readBody } from '../transaction/body.ts';
import { joinTx, naming } from '../transaction/decode.ts';
import type { Tx } from '../transaction/transaction.ts';
import { readWitnesses } from '../transaction/witnesses.ts';

/** A Babbage or Conway block, read but not judged. */
export interface Block {
  readonly header: Header;
  /** In block order, put together from the segments. */
  readonly txs: readonly Tx[];
  /** CBOR `[era, [header, bodies, witness sets, auxiliary data, invalid]]`, as it came. */
  readonly bytes: Uint8Array;
  /** Bytes of the four segments after the header; what `header.bodySize` must say. */
  readonly sizeBytes: number;
  /** Hash of the segments as they came; what `header.bodyHash` must say. */
  readonly bodyHash: string;
}

/** The four parts of a block after its header, each as CBOR. */
export interface BlockBody {
  readonly segments: readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  readonly sizeBytes: number;
  /** blake2b-256 of the four segments' blake2b-256 hashes in a row. Alonzo `hashAlonzoTxSeq`. */
  readonly bodyHash: string;
}

/** Era numbers inside a stored or fetched block (facts: three numberings); Babbage has the same form. */
const BABBAGE = 6;
const CONWAY = 7;

/** Reads `[7, block]` (or Babbage's `[6, block]`). Throws LEDGER_BLOCK naming the byte. */
export function decodeBlock(bytes: Uint8Array): Block {
  return naming('LEDGER_BLOCK', 'block', () => {
    const reader = new Reader(bytes);
    reader.expectArray(2);
    const at = reader.offset;
    const era = reader.uint();
    if (era !== CONWAY && era !== BABBAGE)
      throw new CborError('CBOR_UNEXPECTED', { offset: at, expected: 'era 7 (or 6)', got: String(era) });
    const { header, parts } = record(reader, 5, (r) => ({
      header: readHeader(r),
      parts: readSegments(r, { withValidity: true }),
    }));
    reader.expectEnd();
    return { header, txs: parts.txs.map(joinTx), bytes, ...measureSegments(parts.segments) };
  });
}

/** Reads what follows the header of a block since Shelley; since Alonzo (`withValidity`) it ends with the failed ones. */
export function readSegments(
  reader: Reader,
  { withValidity }: { withValidity: boolean },
): { segments: readonly Uint8Array[]; txs: readonly TxParts[] } {
  const at = reader.offset;
  const bodies = reader.spanned((r) => r.list(readBody));
  const witnesses = reader.spanned((r) => r.list(readWitnesses));
  const auxiliary = reader.spanned(readAuxiliary);
  const invalid = withValidity ? reader.spanned((r) => new Set(r.list((each) => each.uint()))) : undefined;
  const count = bodies.value.length;
  if (witnesses.value.length !== count)
    throw mismatch(`${count} witness sets`, `${witnesses.value.length}`, at);
  for (const index of [...auxiliary.value.keys(), ...(invalid?.value ?? [])])
    if (index >= count) throw mismatch(`transaction indices below ${count}`, `${index}`, at);
  const txs = bodies.value.map((body, i) => ({
    body,
    witnesses: witnesses.value[i]!,
    isValid: invalid?.value.has(i) !== true,
    auxiliary: auxiliary.value.get(i),
  }));
  const segments = [bodies.bytes, witnesses.bytes, auxiliary.bytes];
  return { segments: invalid === undefined ? segments : [...segments, invalid.bytes], txs };
}

type TxParts = Omit<Parameters<typeof joinTx>[0], 'bytes'>;

/** Puts transactions into block segments, in the form that `encodeBlock` and `forgeBlock` use: definite, minimal heads. */
export function blockBody(txs: readonly Tx[]): BlockBody {
  const bodies = new Writer(1024).array(txs.length);
  const witnesses = new Writer(1024).array(txs.length);
  const auxiliary = new Writer().map(txs.filter((tx) => tx.auxiliaryBytes !== undefined).length);
  const invalid = new Writer().array(txs.filter((tx) => !tx.isValid).length);
  txs.forEach((tx, i) => {
    bodies.raw(tx.bodyBytes);
    witnesses.raw(tx.witnessBytes);
    if (tx.auxiliaryBytes !== undefined) auxiliary.uint(i).raw(tx.auxiliaryBytes);
    if (!tx.isValid) invalid.uint(i);
  });
  const segments = [bodies.finish(), witnesses.finish(), auxiliary.finish(), invalid.finish()] as const;
  const { sizeBytes, bodyHash } = measureSegments(segments);
  return { segments, sizeBytes, bodyHash };
}

/** `[7, [header, bodies, witness sets, auxiliary data, invalid]]`. */
export function encodeBlock(header: Header, body: BlockBody): Uint8Array<ArrayBuffer> {
  const writer = new Writer(header.bytes.length + body.sizeBytes + 8).array(2).uint(CONWAY).array(5);
  writer.raw(header.bytes);
  for (const segment of body.segments) writer.raw(segment);
  return writer.finish();
}

function readAuxiliary(reader: Reader): Map<number, Uint8Array> {
  const length = reader.map();
  const byIndex = new Map<number, Uint8Array>();
  for (let i = 0; length === undefined ? !reader.takeBreak() : i < length; i++)
    byIndex.set(reader.uint(), reader.skip());
  return byIndex;
}

/** Size and hash of a block body: blake2b-256 of its segments' blake2b-256 hashes in a row. */
export function measureSegments(segments: readonly Uint8Array[]): { sizeBytes: number; bodyHash: string } {
  const hashes = new Uint8Array(segments.length * 32);
  let sizeBytes = 0;
  segments.forEach((segment, i) => {
    hashes.set(blake2b256(segment), 32 * i);
    sizeBytes += segment.length;
  });
  return { sizeBytes, bodyHash: toHex(blake2b256(hashes)) };
}

function mismatch(expected: string, got: string, offset: number): CborError {
  return new CborError('CBOR_UNEXPECTED', { offset, expected, got });
}
