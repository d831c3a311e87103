import { CborError, type Reader, type Writer } from '@slotbench/cbor';
import { forEachEntry } from './forms.ts';
import type { CarriedPart, TxOut } from './transaction.ts';

/** What a builder says of an output. */
export interface NewOutput {
  readonly address: Uint8Array;
  readonly lovelace: bigint;
  /** Hash (32 bytes) of the datum for the script that locks it. */
  readonly datumHash?: Uint8Array;
}

/** Reads an output in the Alonzo form `[address, value, ?datum hash]` or the Babbage form `{0: address, 1: value, …}`. */
export function readOutput(reader: Reader): TxOut {
  const start = reader.offset;
  const parts: Parts = { carried: {} };
  if (reader.peek() === 'map') forEachEntry(reader, (key) => readPart(reader, key, parts));
  else readLegacy(reader, parts);
  const { address, lovelace, carried } = parts;
  if (address === undefined || lovelace === undefined)
    throw unexpected(start, 'an output with address and value', 'an output without one of them');
  const sizeBytes = reader.offset - start;
  return Object.keys(carried).length === 0
    ? { address, lovelace, sizeBytes }
    : { address, lovelace, sizeBytes, carried };
}

/** Writes the Babbage form. */
export function writeOutput(writer: Writer, output: NewOutput): void {
  const { address, lovelace, datumHash } = output;
  writer
    .map(datumHash === undefined ? 2 : 3)
    .uint(0)
    .bytes(address)
    .uint(1)
    .uint(lovelace);
  if (datumHash !== undefined) writer.uint(2).array(2).uint(0).bytes(datumHash);
}

/** An output of the ledger in the Babbage form, with everything it carries. */
export function writeLedgerOutput(writer: Writer, { address, lovelace, carried = {} }: TxOut): void {
  const { assets, datumHash, datum, scriptRef } = carried;
  const held = [datum ?? datumHash, scriptRef].filter((part) => part !== undefined);
  writer
    .map(2 + held.length)
    .uint(0)
    .bytes(address)
    .uint(1);
  if (assets === undefined) writer.uint(lovelace);
  else writer.array(2).uint(lovelace).raw(assets);
  if (datum !== undefined) writer.uint(2).raw(datum);
  else if (datumHash !== undefined) writer.uint(2).array(2).uint(0).raw(datumHash);
  if (scriptRef !== undefined) writer.uint(3).raw(scriptRef);
}

interface Parts {
  address?: Uint8Array;
  lovelace?: bigint;
  carried: { [part in CarriedPart]?: Uint8Array };
}

function readPart(reader: Reader, key: number, parts: Parts): void {
  if (key === 0) parts.address = readAddressBytes(reader);
  else if (key === 1) readValue(reader, parts);
  else if (key === 2) parts.carried.datum = reader.skip();
  else if (key === 3) parts.carried.scriptRef = reader.skip();
  else throw unexpected(reader.offset, 'output keys 0..3', `key ${key}`);
}

function readLegacy(reader: Reader, parts: Parts): void {
  const at = reader.offset;
  const length = reader.array();
  if (length !== undefined && length !== 2 && length !== 3)
    throw unexpected(at, 'array(2) or array(3)', `array(${length})`);
  parts.address = readAddressBytes(reader);
  readValue(reader, parts);
  const more = length === undefined ? !reader.takeBreak() : length === 3;
  if (!more) return;
  parts.carried.datumHash = reader.skip();
  if (length === undefined && !reader.takeBreak()) throw unexpected(reader.offset, 'end of array', 'more');
}

/** `coin` or `[coin, multiasset]`. */
function readValue(reader: Reader, parts: Parts): void {
  if (reader.peek() !== 'array') {
    parts.lovelace = reader.uint64();
    return;
  }
  const length = reader.array();
  parts.lovelace = reader.uint64();
  parts.carried.assets = reader.skip();
  if (length === undefined ? !reader.takeBreak() : length !== 2)
    throw unexpected(reader.offset, '[coin, multiasset]', 'another length');
}

/** A copy: an output outlives the block it came in, and a view would keep the whole block alive. */
function readAddressBytes(reader: Reader): Uint8Array {
  return new Uint8Array(reader.bytes());
}

function unexpected(offset: number, expected: string, got: string): CborError {
  return new CborError('CBOR_UNEXPECTED', { offset, expected, got });
}
