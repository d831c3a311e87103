import { CborError, type Codec, decode, Framer, Reader } from '@slotbench/cbor';
import type { MessageReader } from './protocol.ts';

/**
 * Reads messages with their codec. Straight away: most messages are whole, and a bad one fails at its first bad
 * byte. Only one that was not whole is measured on, so that a message in a thousand pieces is walked twice and not
 * a thousand times.
 */
export function createCodecReader<M>(codec: Codec<M>): MessageReader<M> {
  const framer = new Framer();
  let measuring = false;
  return {
    get pendingBytes() {
      return framer.pendingBytes;
    },
    add(piece) {
      framer.add(piece.slice());
    },
    next(checkSize) {
      if (framer.pendingBytes === 0) return undefined;
      if (!measuring) {
        const reader = new Reader(framer.pending);
        try {
          const message = codec.decode(reader);
          checkSize(reader.offset);
          framer.take(reader.offset);
          return message;
        } catch (error) {
          if (!(error instanceof CborError) || error.code !== 'CBOR_INCOMPLETE') throw error;
          measuring = true;
        }
      }
      const item = framer.next();
      checkSize(item?.length ?? framer.pendingBytes);
      if (item === undefined) return undefined;
      measuring = false;
      return decode(codec, item);
    },
  };
}
