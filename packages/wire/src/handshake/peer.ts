import { CborError, decode, encode, Framer } from '@slotbench/cbor';
import { WireError } from '../errors.ts';
import type { Mux, MuxProtocol } from '../mux/mux.ts';
import { handshakeCodec } from './codec.ts';
import { type Agreement, conclude, type Offer, proposal, refused, respond } from './state.ts';

const HANDSHAKE_PROTOCOL = 0;
/** Bytes of one message, in each state (§3.5). */
const HANDSHAKE_BYTES = 5760;
/** Milliseconds a state, on TCP (§3.5). */
const TCP_TIMEOUT_MS = 10_000;
/**
 * The reference waits for ever on a unix socket, so that a half-dead SSH tunnel hangs it. Ours gives
 * up after a minute and lets the reconnect loop work.
 */
const UNIX_TIMEOUT_MS = 60_000;

/**
 * Runs the handshake of this side and, in the same turn as the last message is read, starts `protocols`:
 * the peer's first requests may stand in the same segment. Rejects with a WireError after the connection
 * was ended (a refusal is sent first).
 */
export function runHandshake<D>(
  mux: Mux,
  offer: Offer<D>,
  protocols: readonly MuxProtocol[],
  options: { timeoutMs?: number } = {},
): Promise<Agreement<D>> {
  const codec = handshakeCodec(offer.scheme.known);
  const framer = new Framer({ maxBytes: HANDSHAKE_BYTES });
  const { promise, resolve, reject } = Promise.withResolvers<Agreement<D>>();

  const onTcp = mux.socket.remoteAddress !== undefined;
  const timeoutMs = options.timeoutMs ?? (onTcp ? TCP_TIMEOUT_MS : UNIX_TIMEOUT_MS);
  const state = mux.side === 'initiator' ? 'Confirm' : 'Propose';
  const timer = setTimeout(() => {
    mux.fail(
      new WireError({
        code: 'WIRE_TIMEOUT',
        protocol: 'handshake',
        state,
        expected: `a message within ${timeoutMs} ms`,
      }),
    );
  }, timeoutMs);

  const succeed = (agreed: Agreement<D>): void => {
    mux.start(protocols);
    resolve(agreed);
  };

  const onMessage = (item: Uint8Array): void => {
    const message = decode(codec, item);
    if (mux.side === 'initiator') {
      succeed(conclude(offer, message));
      return;
    }
    if (message.kind !== 'ProposeVersions')
      throw new WireError({
        code: 'WIRE_ILLEGAL_MESSAGE',
        protocol: 'handshake',
        state,
        message: message.kind,
      });
    const { reply, agreed } = respond(offer, message.versions);
    // Rejections arrive through `mux.ended` below.
    mux.send(HANDSHAKE_PROTOCOL, encode(codec, reply)).catch(() => {});
    if (agreed !== undefined) succeed(agreed);
    else if (reply.kind === 'Refuse') mux.close(refused(reply.reason));
    else
      mux.close(
        new WireError({ code: 'WIRE_REFUSED', protocol: 'handshake', got: 'a version query, answered' }),
      );
  };

  mux.listen((piece) => {
    try {
      framer.add(piece.slice());
      const item = framer.next();
      if (item !== undefined) onMessage(item);
    } catch (cause) {
      throw cause instanceof CborError
        ? new WireError({ code: 'WIRE_DECODE', protocol: 'handshake', state, cause })
        : cause;
    }
  });
  if (mux.side === 'initiator') mux.send(HANDSHAKE_PROTOCOL, encode(codec, proposal(offer))).catch(() => {});

  mux.ended.then((reason) =>
    reject(reason.kind === 'error' ? reason.error : mux.endError('handshake', state)),
  );
  return promise.finally(() => clearTimeout(timer));
}
