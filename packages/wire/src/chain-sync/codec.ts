import type { Codec, Reader, Writer } from '@slotbench/cbor';
import { unexpected, writeList } from '../serialise.ts';
import type { ChainSyncMessage, WireHeader } from './messages.ts';
import { readEmbedded, readPoint, readTip, writeEmbedded, writePoint, writeTip } from './point.ts';

/** Elements of each message, by key; source: chain-sync.cddl, §11.2. */
const LENGTHS = [1, 1, 3, 3, 2, 3, 2, 1] as const;

/** Points of FindIntersect are written as an indefinite list and read in either form. */
export const chainSyncCodec: Codec<ChainSyncMessage> = {
  encode(w, message) {
    switch (message.kind) {
      case 'RequestNext':
        w.array(1).uint(0);
        break;
      case 'AwaitReply':
        w.array(1).uint(1);
        break;
      case 'RollForward':
        writeHeader(w.array(3).uint(2), message.header);
        writeTip(w, message.tip);
        break;
      case 'RollBackward':
        writePoint(w.array(3).uint(3), message.point);
        writeTip(w, message.tip);
        break;
      case 'FindIntersect':
        writeList(w.array(2).uint(4), message.points, writePoint);
        break;
      case 'IntersectFound':
        writePoint(w.array(3).uint(5), message.point);
        writeTip(w, message.tip);
        break;
      case 'IntersectNotFound':
        writeTip(w.array(2).uint(6), message.tip);
        break;
      case 'Done':
        w.array(1).uint(7);
    }
  },

  decode(r) {
    const start = r.offset;
    const length = r.definiteArray();
    const key = r.uint();
    if (LENGTHS[key] !== length)
      throw unexpected(start, 'a chain-sync message', `array(${length}) with key ${key}`);
    switch (key) {
      case 0:
        return { kind: 'RequestNext' };
      case 1:
        return { kind: 'AwaitReply' };
      case 2:
        return { kind: 'RollForward', header: readHeader(r), tip: readTip(r) };
      case 3:
        return { kind: 'RollBackward', point: readPoint(r), tip: readTip(r) };
      case 4:
        return { kind: 'FindIntersect', points: r.list(readPoint) };
      case 5:
        return { kind: 'IntersectFound', point: readPoint(r), tip: readTip(r) };
      case 6:
        return { kind: 'IntersectNotFound', tip: readTip(r) };
      default:
        return { kind: 'Done' };
    }
  },
};

/** `[era, #6.24(bytes)]`. */
export function writeHeader(w: Writer, { era, bytes }: WireHeader): void {
  writeEmbedded(w.array(2).uint(era), bytes);
}

/** Byron headers (era 0) have a form of their own and are refused. */
export function readHeader(r: Reader): WireHeader {
  r.expectArray(2);
  const at = r.offset;
  const era = r.uint(255);
  if (era === 0) throw unexpected(at, 'a header of Shelley or later', 'a Byron header');
  return { era, bytes: readEmbedded(r) };
}
