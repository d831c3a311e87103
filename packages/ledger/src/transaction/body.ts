import { CborError, type Reader, toHex } from '@slotbench/cbor';
import { forEachEntry, readSet } from './forms.ts';
import { readOutput } from './output.ts';
import type { TxIn, TxOut } from './transaction.ts';

/** The body of a transaction with the bytes that its id is the hash of. */
export interface TxBody {
  readonly bytes: Uint8Array;
  readonly inputs: readonly TxIn[];
  readonly outputs: readonly TxOut[];
  readonly fee: bigint;
  readonly ttl?: number;
  readonly validityStart?: number;
  readonly requiredSigners: readonly string[];
  readonly auxiliaryDataHash?: string;
  readonly networkId?: number;
  readonly otherBody: ReadonlyMap<number, Uint8Array>;
}

const MAX_INDEX = 0xffff;

/** Reads a body in any legal form: any key order, definite or not, sets with tag 258 (Conway) or without (Babbage). */
export function readBody(reader: Reader): TxBody {
  const start = reader.offset;
  const fields: { -readonly [K in keyof TxBody]?: TxBody[K] } = { requiredSigners: [] };
  const otherBody = new Map<number, Uint8Array>();
  forEachEntry(reader, (key) => {
    switch (key) {
      case 0:
        fields.inputs = readSet(reader, readInput);
        return;
      case 1:
        fields.outputs = reader.list(readOutput);
        return;
      case 2:
        fields.fee = reader.uint64();
        return;
      case 3:
        fields.ttl = readSlot(reader);
        return;
      case 7:
        fields.auxiliaryDataHash = readHash(reader, 32);
        return;
      case 8:
        fields.validityStart = readSlot(reader);
        return;
      case 14:
        fields.requiredSigners = readSet(reader, (r) => readHash(r, 28));
        return;
      case 15:
        fields.networkId = reader.uint(1);
        return;
      default:
        otherBody.set(key, reader.skip());
    }
  });
  const { inputs, outputs, fee } = fields;
  if (inputs === undefined || outputs === undefined || fee === undefined)
    throw unexpected(start, 'a body with inputs (0), outputs (1) and fee (2)', 'a body without one of them');
  const bytes = reader.input.subarray(start, reader.offset);
  return { ...fields, requiredSigners: fields.requiredSigners!, inputs, outputs, fee, bytes, otherBody };
}

function readInput(reader: Reader): TxIn {
  const at = reader.offset;
  const length = reader.array();
  if (length !== undefined && length !== 2) throw unexpected(at, 'array(2)', `array(${length})`);
  const input = { txId: readHash(reader, 32), index: reader.uint(MAX_INDEX) };
  if (length === undefined && !reader.takeBreak()) throw unexpected(reader.offset, 'end of array', 'more');
  return input;
}

function readHash(reader: Reader, length: number): string {
  const at = reader.offset;
  const bytes = reader.bytes();
  if (bytes.length !== length) throw unexpected(at, `${length} bytes`, `${bytes.length} bytes`);
  return toHex(bytes);
}

/** Slots are 64-bit on the wire; beyond 2^53 - 1 no chain will ever come, so larger ones mean the same. */
function readSlot(reader: Reader): number {
  const slot = reader.uint64();
  return slot > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(slot);
}

function unexpected(offset: number, expected: string, got: string): CborError {
  return new CborError('CBOR_UNEXPECTED', { offset, expected, got });
}
