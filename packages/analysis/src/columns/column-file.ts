import { crc32 } from 'node:zlib';
import { type Column, type Packed, pack, unpack } from './pack.ts';

/**
 * One value as bytes: magic, CRC-32 of all that follows, length of the header, header (JSON: the tree, the texts, type and length of
 * each column), then the columns, each from a multiple of 8 bytes on. Numbers are little-endian, as on every machine that Node runs on.
 */
const MAGIC = Buffer.from('slotcol1');
const PREFIX = MAGIC.length + 8;

const TYPES = {
  f64: Float64Array,
  f32: Float32Array,
  u32: Uint32Array,
  i32: Int32Array,
  u16: Uint16Array,
  u8: Uint8Array,
} as const;
type ColumnType = keyof typeof TYPES;

interface Header {
  readonly tree: Packed['tree'];
  readonly texts: readonly string[];
  readonly columns: readonly (readonly [type: ColumnType, length: number])[];
}

/** Throws for what `pack` cannot take. The answer has a buffer of its own, which can be handed to another thread. */
export function toBytes(value: unknown): Uint8Array<ArrayBuffer> {
  const parts = toParts(value);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The same bytes in parts, most of which are the columns themselves: to be written before these change. */
export function toParts(value: unknown): Uint8Array[] {
  const { tree, texts, columns } = pack(value);
  const header: Header = { tree, texts, columns: columns.map((column) => [typeOf(column), column.length]) };
  const text = Buffer.from(JSON.stringify(header));
  const head = new Uint8Array(aligned(PREFIX + text.length));
  head.set(MAGIC);
  head.set(text, PREFIX);
  const parts: Uint8Array[] = [head];
  for (const { buffer, byteOffset, byteLength } of columns) {
    parts.push(new Uint8Array(buffer, byteOffset, byteLength));
    parts.push(new Uint8Array(aligned(byteLength) - byteLength));
  }
  const view = new DataView(head.buffer);
  view.setUint32(MAGIC.length + 4, text.length, true);
  let crc = crc32(head.subarray(MAGIC.length + 4));
  for (const part of parts.slice(1)) crc = crc32(part, crc);
  view.setUint32(MAGIC.length, crc, true);
  return parts;
}

/**
 * The value again, or undefined for bytes that are not whole; its columns lie in `bytes`. `shared`: texts that other values have as well, so that all of them
 * name a block by one string.
 */
export function fromBytes(bytes: Uint8Array, shared: Map<string, string>): unknown {
  if (bytes.length < PREFIX || !MAGIC.equals(bytes.subarray(0, MAGIC.length))) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(MAGIC.length, true) !== crc32(bytes.subarray(MAGIC.length + 4))) return undefined;
  const headerEnd = PREFIX + view.getUint32(MAGIC.length + 4, true);
  const header: Header = JSON.parse(Buffer.from(bytes.subarray(PREFIX, headerEnd)).toString());
  // Columns lie where their type can be read only if the bytes themselves begin at a multiple of 8.
  const whole = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  let at = aligned(headerEnd);
  const columns = header.columns.map(([type, length]) => {
    const column = new TYPES[type](whole.buffer as ArrayBuffer, whole.byteOffset + at, length);
    at = aligned(at + column.byteLength);
    return column;
  });
  const texts = header.texts.map((text) => {
    const known = shared.get(text);
    if (known !== undefined) return known;
    shared.set(text, text);
    return text;
  });
  return unpack({ tree: header.tree, texts, columns });
}

function typeOf(column: Column): ColumnType {
  for (const [type, array] of Object.entries(TYPES)) if (column instanceof array) return type as ColumnType;
  throw new Error('a column of an unknown type');
}

function aligned(at: number): number {
  return Math.ceil(at / 8) * 8;
}
