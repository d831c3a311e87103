import { CborError, type Codec, type Reader } from '@slotbench/cbor';
import type { DataPoint, DataPointMessage } from './messages.ts';

/** Chunks of a value: 4075 bytes, then 32747, as the reference's JSON encoder makes them; any are accepted. */
const FIRST_CHUNK_BYTES = 4075;
const CHUNK_BYTES = 32747;

/** Messages of mini-protocol 3 (§4.5). A value is an indefinite byte string; a definite one is fatal (trap 4). */
export const dataPointCodec: Codec<DataPointMessage> = {
  encode(w, message) {
    switch (message.kind) {
      case 'Request': {
        w.array(2).uint(1);
        if (message.names.length === 0) return void w.array(0);
        w.beginArray();
        for (const name of message.names) w.text(name);
        w.end();
        break;
      }
      case 'Done':
        w.array(1).uint(2);
        break;
      case 'Reply': {
        w.array(2).uint(3);
        if (message.points.length === 0) return void w.array(0);
        w.beginArray();
        for (const { name, value } of message.points) {
          w.array(2).text(name);
          if (value === undefined) w.array(0);
          else {
            w.array(1).beginBytes();
            for (let at = 0, end = FIRST_CHUNK_BYTES; at < value.length; at = end, end += CHUNK_BYTES)
              w.bytes(value.subarray(at, end));
            w.end();
          }
        }
        w.end();
      }
    }
  },

  decode(r) {
    const start = r.offset;
    const length = r.definiteArray();
    const key = r.uint();
    if (key === 1 && length === 2) return { kind: 'Request', names: r.list((item) => item.definiteText()) };
    if (key === 2 && length === 1) return { kind: 'Done' };
    if (key === 3 && length === 2) return { kind: 'Reply', points: r.list(readDataPoint) };
    throw new CborError('CBOR_UNEXPECTED', {
      offset: start,
      expected: 'a data-point message',
      got: `array(${length}) with key ${key}`,
    });
  },
};

function readDataPoint(r: Reader): DataPoint {
  r.expectArray(2);
  const name = r.definiteText();
  const at = r.offset;
  const length = r.definiteArray();
  if (length > 1)
    throw new CborError('CBOR_UNEXPECTED', {
      offset: at,
      expected: 'array(0) or array(1)',
      got: `array(${length})`,
    });
  return { name, value: length === 0 ? undefined : r.chunkedBytes() };
}
