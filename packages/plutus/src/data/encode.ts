import { Writer } from '@slotbench/cbor';
import { type Data, DataBytes, DataConstr, DataInt, DataList, type DataPair } from './data.ts';
import { bitLength, type Int } from './int.ts';
import type { List } from './list.ts';

/** Strings longer than this are split into chunks of this size (ledger specification, Plutus data). */
export const CHUNK_BYTES = 64;

const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;

/**
 * The CBOR of data as the ledger and the builtin `serialiseData` write it: non-empty lists and constructor fields
 * indefinite, maps definite, strings above 64 bytes in chunks. Iterative: data may be as deep as memory allows.
 */
export function encodeData(data: Data): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  writeData(writer, data);
  return writer.finish();
}

/** What is left to write: a datum, the rest of a list of data, the rest of a map. */
type Pending = { rest: List<Data> } | { pairs: List<DataPair> } | { node: Data };

export function writeData(writer: Writer, data: Data): void {
  const stack: Pending[] = [{ node: data }];
  while (stack.length > 0) {
    const next = stack.pop()!;
    if ('node' in next) writeNode(writer, next.node, stack);
    else if ('rest' in next) {
      if (next.rest.length === 0) writer.end();
      else {
        stack.push({ rest: next.rest.tail! });
        writeNode(writer, next.rest.head!, stack);
      }
    } else if (next.pairs.length > 0) {
      const { first, second } = next.pairs.head!;
      stack.push({ pairs: next.pairs.tail! }, { node: second });
      writeNode(writer, first, stack);
    }
  }
}

function writeNode(writer: Writer, data: Data, stack: Pending[]): void {
  if (data instanceof DataInt) writeInt(writer, data.value);
  else if (data instanceof DataBytes) writeChunked(writer, data.value);
  else if (data instanceof DataList) beginList(writer, data.items, stack);
  else if (data instanceof DataConstr) {
    writeConstrHead(writer, data.tag);
    beginList(writer, data.fields, stack);
  } else {
    writer.map(data.entries.length);
    stack.push({ pairs: data.entries });
  }
}

function beginList(writer: Writer, items: List<Data>, stack: Pending[]): void {
  if (items.length === 0) {
    writer.array(0);
    return;
  }
  writer.beginArray();
  stack.push({ rest: items });
}

function writeConstrHead(writer: Writer, tag: Int): void {
  if (tag >= 0 && tag < 7) writer.tag(121 + Number(tag));
  else if (tag >= 7 && tag < 128) writer.tag(1280 + Number(tag) - 7);
  else {
    writer.tag(102).array(2);
    writeInt(writer, tag);
  }
}

function writeInt(writer: Writer, value: Int): void {
  if (typeof value === 'number' || (value <= MAX_UINT64 && value >= -1n - MAX_UINT64)) {
    writer.int(value);
    return;
  }
  writer.tag(value < 0n ? 3 : 2);
  writeChunked(writer, bigEndian(value < 0n ? -1n - value : value));
}

function writeChunked(writer: Writer, bytes: Uint8Array): void {
  if (bytes.length <= CHUNK_BYTES) {
    writer.bytes(bytes);
    return;
  }
  writer.beginBytes();
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) writer.bytes(bytes.subarray(at, at + CHUNK_BYTES));
  writer.end();
}

/** The shortest big-endian bytes of a natural number; none for 0. */
export function bigEndian(value: bigint): Uint8Array {
  const length = (bitLength(value) + 7) >> 3;
  return new Uint8Array(Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex'));
}
