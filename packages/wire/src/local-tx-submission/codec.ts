import type { Codec } from '@slotbench/cbor';
import { readEmbedded, writeEmbedded } from '../chain-sync/point.ts';
import { unexpected } from '../serialise.ts';
import type { LocalTxSubmissionMessage } from './messages.ts';

/** Elements of each message, by key; source: local-tx-submission.cddl. */
const LENGTHS = [2, 1, 2, 1] as const;

export const localTxSubmissionCodec: Codec<LocalTxSubmissionMessage> = {
  encode(w, message) {
    switch (message.kind) {
      case 'SubmitTx':
        writeEmbedded(w.array(2).uint(0).array(2).uint(message.era), message.bytes);
        break;
      case 'AcceptTx':
        w.array(1).uint(1);
        break;
      case 'RejectTx':
        w.array(2).uint(2).raw(message.reason);
        break;
      case 'Done':
        w.array(1).uint(3);
    }
  },

  decode(r) {
    const start = r.offset;
    const length = r.definiteArray();
    const key = r.uint();
    if (LENGTHS[key] !== length)
      throw unexpected(start, 'a local-tx-submission message', `array(${length}) with key ${key}`);
    if (key === 0) {
      r.expectArray(2);
      return { kind: 'SubmitTx', era: r.uint(255), bytes: readEmbedded(r) };
    }
    if (key === 1) return { kind: 'AcceptTx' };
    if (key === 2) return { kind: 'RejectTx', reason: r.skip().slice() };
    return { kind: 'Done' };
  },
};
