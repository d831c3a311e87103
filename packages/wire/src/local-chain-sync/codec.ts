import type { Codec } from '@slotbench/cbor';
import { chainSyncCodec } from '../chain-sync/codec.ts';
import type { ChainSyncMessage } from '../chain-sync/messages.ts';
import { readEmbedded, readTip, type Tip, writeEmbedded, writeTip } from '../chain-sync/point.ts';

type RollForward = { kind: 'RollForward'; block: Uint8Array; tip: Tip };

/** Chain-sync with whole blocks in place of headers; `block` is CBOR `[7, block]`. */
export type LocalChainSyncMessage = Exclude<ChainSyncMessage, { kind: 'RollForward' }> | RollForward;

/** Key and elements of RollForward, as on node-to-node. */
const [KEY, LENGTH] = [2, 3];

export const localChainSyncCodec: Codec<LocalChainSyncMessage> = {
  encode(w, message) {
    if (message.kind !== 'RollForward') {
      chainSyncCodec.encode(w, message);
      return;
    }
    writeEmbedded(w.array(LENGTH).uint(KEY), message.block);
    writeTip(w, message.tip);
  },

  decode(r) {
    const start = r.offset;
    if (r.definiteArray() === LENGTH && r.uint() === KEY)
      return { kind: 'RollForward', block: readEmbedded(r), tip: readTip(r) };
    r.offset = start;
    return chainSyncCodec.decode(r) as LocalChainSyncMessage;
  },
};
