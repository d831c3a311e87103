import { type Codec, fromHex } from '@slotbench/cbor';
import { readEmbedded, readHash, writeEmbedded } from '../chain-sync/point.ts';
import { unexpected } from '../serialise.ts';
import type { LocalTxMonitorMessage } from './messages.ts';

/** Elements of each message, by key; source: local-tx-monitor.cddl. Key 6 has one more with a transaction; 4 is not in use. */
const LENGTHS = [1, 1, 2, 1, undefined, 1, 1, 2, 2, 1, 2] as const;
const MAX_WORD32 = 0xffff_ffff;

export const localTxMonitorCodec: Codec<LocalTxMonitorMessage> = {
  encode(w, message) {
    switch (message.kind) {
      case 'Done':
        w.array(1).uint(0);
        break;
      case 'Acquire':
        w.array(1).uint(1);
        break;
      case 'Acquired':
        w.array(2).uint(2).uint(message.slot);
        break;
      case 'Release':
        w.array(1).uint(3);
        break;
      case 'NextTx':
        w.array(1).uint(5);
        break;
      case 'ReplyNextTx':
        if (message.tx === undefined) w.array(1).uint(6);
        else writeEmbedded(w.array(2).uint(6).array(2).uint(message.tx.era), message.tx.bytes);
        break;
      case 'HasTx':
        w.array(2).uint(7).array(2).uint(message.era).bytes(fromHex(message.id));
        break;
      case 'ReplyHasTx':
        w.array(2).uint(8).bool(message.has);
        break;
      case 'GetSizes':
        w.array(1).uint(9);
        break;
      case 'ReplyGetSizes':
        w.array(2)
          .uint(10)
          .array(3)
          .uint(message.capacityBytes)
          .uint(message.sizeBytes)
          .uint(message.txCount);
    }
  },

  decode(r) {
    const start = r.offset;
    const length = r.definiteArray();
    const key = r.uint();
    if (LENGTHS[key] !== length && !(key === 6 && length === 2))
      throw unexpected(start, 'a local-tx-monitor message', `array(${length}) with key ${key}`);
    switch (key) {
      case 0:
        return { kind: 'Done' };
      case 1:
        return { kind: 'Acquire' };
      case 2:
        return { kind: 'Acquired', slot: r.uint() };
      case 3:
        return { kind: 'Release' };
      case 5:
        return { kind: 'NextTx' };
      case 6:
        if (length === 1) return { kind: 'ReplyNextTx', tx: undefined };
        r.expectArray(2);
        return { kind: 'ReplyNextTx', tx: { era: r.uint(255), bytes: readEmbedded(r) } };
      case 7:
        r.expectArray(2);
        return { kind: 'HasTx', era: r.uint(255), id: readHash(r) };
      case 8:
        return { kind: 'ReplyHasTx', has: r.bool() };
      case 9:
        return { kind: 'GetSizes' };
      default:
        r.expectArray(3);
        return {
          kind: 'ReplyGetSizes',
          capacityBytes: r.uint(MAX_WORD32),
          sizeBytes: r.uint(MAX_WORD32),
          txCount: r.uint(MAX_WORD32),
        };
    }
  },
};
