import type { Codec } from '@slotbench/cbor';
import { readEmbedded, readPoint, writeEmbedded, writePoint } from '../chain-sync/point.ts';
import { unexpected } from '../serialise.ts';
import type { BlockFetchMessage } from './messages.ts';

/** Elements of each message, by key; source: block-fetch.cddl. */
const LENGTHS = [3, 1, 1, 1, 2, 1] as const;

export const blockFetchCodec: Codec<BlockFetchMessage> = {
  encode(w, message) {
    switch (message.kind) {
      case 'RequestRange':
        writePoint(w.array(3).uint(0), message.from);
        writePoint(w, message.to);
        break;
      case 'ClientDone':
        w.array(1).uint(1);
        break;
      case 'StartBatch':
        w.array(1).uint(2);
        break;
      case 'NoBlocks':
        w.array(1).uint(3);
        break;
      case 'Block':
        writeEmbedded(w.array(2).uint(4), message.bytes);
        break;
      case 'BatchDone':
        w.array(1).uint(5);
    }
  },

  decode(r) {
    const start = r.offset;
    const length = r.definiteArray();
    const key = r.uint();
    if (LENGTHS[key] !== length)
      throw unexpected(start, 'a block-fetch message', `array(${length}) with key ${key}`);
    switch (key) {
      case 0:
        return { kind: 'RequestRange', from: readPoint(r), to: readPoint(r) };
      case 1:
        return { kind: 'ClientDone' };
      case 2:
        return { kind: 'StartBatch' };
      case 3:
        return { kind: 'NoBlocks' };
      case 4:
        return { kind: 'Block', bytes: readEmbedded(r) };
      default:
        return { kind: 'BatchDone' };
    }
  },
};
