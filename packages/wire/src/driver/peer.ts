import { CborError, Writer } from '@slotbench/cbor';
import { WireError } from '../errors.ts';
import type { Mux } from '../mux/mux.ts';
import { createCodecReader } from './codec-reader.ts';
import type { Agency, MiniProtocol, Peer } from './protocol.ts';

/** A Writer's memory is kept between messages up to this size. */
const KEEP_WRITER_BYTES = 1 << 20;
let writer = new Writer(1 << 16);

/** Opens this side of a protocol that `mux.start` was told of. */
export function openPeer<M extends { readonly kind: string }, S extends string>(
  mux: Mux,
  protocol: MiniProtocol<M, S>,
  role: 'client' | 'server',
): Peer<M> {
  const ingress = mux.ingress(protocol.number);
  const reader = protocol.openReader?.() ?? createCodecReader(protocol.codec);
  ingress.attach(reader);
  let state: S = protocol.initial;
  let receiving = false;
  let failed = false;

  const expectAgency = (wanted: Agency, doing: string): void => {
    if (protocol.agency[state] === wanted) return;
    throw new WireError({
      code: 'WIRE_WRONG_AGENCY',
      protocol: protocol.name,
      state,
      expected: `the turn of the ${wanted} to ${doing}`,
      got: `the turn of ${protocol.agency[state] === 'nobody' ? 'nobody' : `the ${protocol.agency[state]}`}`,
    });
  };

  const checkSize = (bytes: number): void => {
    const { sizeBytes } = protocol.limits[state];
    if (bytes <= sizeBytes) return;
    throw new WireError({
      code: 'WIRE_TOO_LARGE',
      protocol: protocol.name,
      state,
      expected: `at most ${sizeBytes} bytes`,
      got: `${bytes}`,
    });
  };

  const nextMessage = async (): Promise<M> => {
    const { timeMs } = protocol.limits[state];
    let timer: NodeJS.Timeout | undefined;
    let timedOut: WireError | undefined;
    try {
      for (;;) {
        if (failed || mux.abandoned) throw mux.endError(protocol.name, state);
        ingress.read();
        const message = reader.next(checkSize);
        if (message !== undefined) return message;
        if (timedOut !== undefined) throw timedOut;
        if (mux.reason !== undefined) throw mux.endError(protocol.name, state);
        if (timer === undefined && timeMs !== undefined)
          timer = setTimeout(() => {
            timedOut = new WireError({
              code: 'WIRE_TIMEOUT',
              protocol: protocol.name,
              state,
              expected: `a message within ${timeMs} ms`,
            });
            ingress.wake();
          }, timeMs);
        await ingress.change();
      }
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    get state() {
      return state;
    },

    async send(message) {
      expectAgency(role, 'send');
      const next = protocol.step(state, message);
      if (writer.length > KEEP_WRITER_BYTES) writer = new Writer(1 << 16);
      protocol.codec.encode(writer.reset(), message);
      state = next;
      await mux.send(protocol.number, writer.finish());
    },

    async receive() {
      expectAgency(role === 'client' ? 'server' : 'client', 'send');
      if (receiving) throw new Error(`${protocol.name}: receive() was called while another one waits`);
      receiving = true;
      try {
        const message = await nextMessage();
        state = protocol.step(state, message);
        return message;
      } catch (cause) {
        const error =
          cause instanceof CborError
            ? new WireError({ code: 'WIRE_DECODE', protocol: protocol.name, state, cause })
            : (cause as Error);
        failed = true;
        mux.fail(error);
        throw error;
      } finally {
        receiving = false;
      }
    },
  };
}
