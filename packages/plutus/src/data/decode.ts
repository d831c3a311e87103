import { CborError, Reader } from '@slotbench/cbor';
import { PlutusError } from '../errors.ts';
import { dataPairType, types } from '../term/type.ts';
import { type Data, DataBytes, DataConstr, DataInt, DataList, DataMap } from './data.ts';
import { CHUNK_BYTES } from './encode.ts';
import { type Int, toInt } from './int.ts';
import { listFrom, Pair } from './list.ts';

/** Decodes exactly one datum; throws PLUTUS_DATA with the byte offset otherwise. */
export function decodeData(bytes: Uint8Array): Data {
  return rethrow(() => {
    const reader = new Reader(bytes);
    const data = readDatum(reader);
    reader.expectEnd();
    return data;
  });
}

/** Reads one datum from a reader that stands in front of it. */
export function readData(reader: Reader): Data {
  return rethrow(() => readDatum(reader));
}

/** An open list, constructor or map. `left` is undefined for the indefinite forms. */
interface Open {
  readonly kind: 'list' | 'constr' | 'map';
  readonly tag: Int;
  readonly items: Data[];
  left: number | undefined;
}

/** A transaction of the ledger has room for 2^14 levels. */
const MAX_LEVELS = 1 << 18;

function readDatum(reader: Reader): Data {
  const stack: Open[] = [];
  for (;;) {
    if (stack.length > MAX_LEVELS)
      throw new PlutusError('PLUTUS_LIMIT', {
        place: `byte ${reader.offset}`,
        expected: `at most ${MAX_LEVELS} levels`,
        got: 'more',
      });
    let done: Data | undefined = readLeafOrOpen(reader, stack);
    for (;;) {
      const open = stack.at(-1);
      if (done !== undefined) {
        if (open === undefined) return done;
        open.items.push(done);
        if (open.left !== undefined) open.left--;
        done = undefined;
      }
      if (open === undefined) break;
      if (open.left === undefined ? !atBreak(reader, open) : open.left > 0) break;
      stack.pop();
      done = close(open);
    }
  }
}

function atBreak(reader: Reader, open: Open): boolean {
  if (reader.peek() !== 'break') return false;
  if (open.kind === 'map' && open.items.length % 2 === 1)
    throw fault(reader, 'a value for the last key of the map', 'break');
  reader.takeBreak();
  return true;
}

function close(open: Open): Data {
  if (open.kind === 'list') return new DataList(listFrom(types.data, open.items));
  if (open.kind === 'constr') return new DataConstr(open.tag, listFrom(types.data, open.items));
  const entries: Pair<Data, Data>[] = [];
  for (let i = 0; i < open.items.length; i += 2)
    entries.push(new Pair(open.items[i]!, open.items[i + 1]!, types.data, types.data));
  return new DataMap(listFrom(dataPairType, entries));
}

function readLeafOrOpen(reader: Reader, stack: Open[]): Data | undefined {
  switch (reader.peek()) {
    case 'uint':
    case 'negative':
      return new DataInt(toInt(reader.bigint()));
    case 'bytes':
      return new DataBytes(readChunked(reader));
    case 'array':
      stack.push({ kind: 'list', tag: 0, items: [], left: reader.array() });
      return undefined;
    case 'map': {
      const entries = reader.map();
      stack.push({ kind: 'map', tag: 0, items: [], left: entries === undefined ? undefined : entries * 2 });
      return undefined;
    }
    case 'tag':
      return readTagged(reader, stack);
    default:
      throw fault(reader, 'Plutus data', reader.peek());
  }
}

function readTagged(reader: Reader, stack: Open[]): DataInt | undefined {
  const place = reader.offset;
  const tag = reader.tag();
  if (tag === 2 || tag === 3) {
    const magnitude = fromBigEndian(readChunked(reader));
    return new DataInt(toInt(tag === 2 ? magnitude : -1n - magnitude));
  }
  if (tag >= 121 && tag <= 127) openConstr(reader, stack, tag - 121);
  else if (tag >= 1280 && tag <= 1400) openConstr(reader, stack, tag - 1280 + 7);
  else if (tag === 102) {
    const length = reader.array();
    if (length !== 2) throw fault(reader, 'array(2) after tag 102', `array(${length ?? 'indefinite'})`);
    openConstr(reader, stack, toInt(reader.uint64()));
  } else throw faultAt(place, 'tag 2, 3, 102, 121..127 or 1280..1400', `tag ${tag}`);
  return undefined;
}

function openConstr(reader: Reader, stack: Open[], tag: Int): void {
  stack.push({ kind: 'constr', tag, items: [], left: reader.array() });
}

/** A byte string whose pieces are at most 64 bytes; copied, because datums outlive the bytes they came in. */
function readChunked(reader: Reader): Uint8Array {
  if (!reader.peekIndefinite('bytes', 2)) return piece(reader).slice();
  reader.offset++;
  const pieces: Uint8Array[] = [];
  while (!reader.takeBreak()) pieces.push(piece(reader));
  return new Uint8Array(Buffer.concat(pieces));
}

function piece(reader: Reader): Uint8Array {
  const place = reader.offset;
  const bytes = reader.definiteBytes();
  if (bytes.length > CHUNK_BYTES)
    throw faultAt(place, `at most ${CHUNK_BYTES} bytes a chunk`, `${bytes.length} bytes`);
  return bytes;
}

export function fromBigEndian(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  return BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`);
}

function fault(reader: Reader, expected: string, got: string): PlutusError {
  return faultAt(reader.offset, expected, got);
}

function faultAt(offset: number, expected: string, got: string): PlutusError {
  return new PlutusError('PLUTUS_DATA', { place: `byte ${offset}`, expected, got });
}

function rethrow<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof CborError)) throw cause;
    throw new PlutusError(
      'PLUTUS_DATA',
      { place: `byte ${cause.offset}`, expected: cause.expected, got: cause.got },
      { cause },
    );
  }
}
