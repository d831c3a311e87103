import { CborError, decode, Framer, Reader, Writer } from '@slotbench/cbor';
import { WireError } from '../errors.ts';
import type { Mux } from '../mux/mux.ts';
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
  const framer = new Framer();
  let state: S = protocol.initial;
  let measuring = false;
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

  const tooLarge = (bytes: number): WireError =>
    new WireError({
      code: 'WIRE_TOO_LARGE',
      protocol: protocol.name,
      state,
      expected: `at most ${protocol.limits[state].sizeBytes} bytes`,
      got: `${bytes}`,
    });

  /**
   * A message from the start of what is pending, or undefined if it is not whole yet. Reads straight away: most
   * messages are whole, and a bad one fails at its first bad byte. Only one that was not is measured on, so
   * that a message in a thousand pieces is walked twice and not a thousand times.
   */
  const readPending = (): M | undefined => {
    const { sizeBytes } = protocol.limits[state];
    if (!measuring) {
      const reader = new Reader(framer.pending);
      try {
        const message = protocol.codec.decode(reader);
        if (reader.offset > sizeBytes) throw tooLarge(reader.offset);
        framer.take(reader.offset);
        return message;
      } catch (error) {
        if (!(error instanceof CborError) || error.code !== 'CBOR_INCOMPLETE') throw error;
        measuring = true;
      }
    }
    const item = framer.next();
    const bytes = item?.length ?? framer.pendingBytes;
    if (bytes > sizeBytes) throw tooLarge(bytes);
    if (item === undefined) return undefined;
    measuring = false;
    return decode(protocol.codec, item);
  };

  const nextMessage = async (): Promise<M> => {
    const { timeMs } = protocol.limits[state];
    let timer: NodeJS.Timeout | undefined;
    let timedOut: WireError | undefined;
    try {
      for (;;) {
        if (failed || mux.abandoned) throw mux.endError(protocol.name, state);
        const message = framer.pendingBytes > 0 ? readPending() : undefined;
        if (message !== undefined) return message;
        // More is taken only if there is no whole message: what is unread stays within the bound of the ingress.
        const pieces = ingress.takeAll();
        if (pieces.length > 0) {
          framer.add(...pieces);
          continue;
        }
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
