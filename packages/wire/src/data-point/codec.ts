import type { Codec, Reader, Writer } from '@slotbench/cbor';
import { readMaybe, readText, unexpected, writeList, writeMaybe, writeText } from '../serialise.ts';
import type { DataPoint, DataPointMessage } from './messages.ts';

/** Chunks of a value: 4075 bytes, then 32747, as the reference's JSON encoder makes them; any are accepted. */
const FIRST_CHUNK_BYTES = 4075;
const CHUNK_BYTES = 32747;

/** Messages of mini-protocol 3 (§4.5). A value is an indefinite byte string; a definite one is fatal (trap 4). */
export const dataPointCodec: Codec<DataPointMessage> = {
  encode(w, message) {
    switch (message.kind) {
      case 'Request':
        writeList(w.array(2).uint(1), message.names, writeText);
        break;
      case 'Done':
        w.array(1).uint(2);
        break;
      case 'Reply':
        writeList(w.array(2).uint(3), message.points, writeDataPoint);
    }
  },

  decode(r) {
    const start = r.offset;
    const length = r.definiteArray();
    const key = r.uint();
    if (key === 1 && length === 2) return { kind: 'Request', names: r.list(readText) };
    if (key === 2 && length === 1) return { kind: 'Done' };
    if (key === 3 && length === 2) return { kind: 'Reply', points: r.list(readDataPoint) };
    throw unexpected(start, 'a data-point message', `array(${length}) with key ${key}`);
  },
};

function writeDataPoint(w: Writer, { name, value }: DataPoint): void {
  writeMaybe(w.array(2).text(name), value, writeChunks);
}

function readDataPoint(r: Reader): DataPoint {
  r.expectArray(2);
  return { name: r.definiteText(), value: readMaybe(r, (item) => item.chunkedBytes()) };
}

function writeChunks(w: Writer, value: Uint8Array): void {
  w.beginBytes();
  for (let at = 0, end = FIRST_CHUNK_BYTES; at < value.length; at = end, end += CHUNK_BYTES)
    w.bytes(value.subarray(at, end));
  w.end();
}
