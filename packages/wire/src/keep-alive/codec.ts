import type { Codec } from '@slotbench/cbor';
import { unexpected } from '../serialise.ts';
import type { KeepAliveMessage } from './messages.ts';

/** `[0, cookie]`, `[1, cookie]`, `[2]`; source: keep-alive.cddl. */
export const keepAliveCodec: Codec<KeepAliveMessage> = {
  encode(w, message) {
    if (message.kind === 'Done') w.array(1).uint(2);
    else
      w.array(2)
        .uint(message.kind === 'KeepAlive' ? 0 : 1)
        .uint(message.cookie);
  },

  decode(r) {
    const start = r.offset;
    const length = r.definiteArray();
    const key = r.uint();
    if (key === 0 && length === 2) return { kind: 'KeepAlive', cookie: r.uint(0xffff) };
    if (key === 1 && length === 2) return { kind: 'Response', cookie: r.uint(0xffff) };
    if (key === 2 && length === 1) return { kind: 'Done' };
    throw unexpected(start, 'a keep-alive message', `array(${length}) with key ${key}`);
  },
};
