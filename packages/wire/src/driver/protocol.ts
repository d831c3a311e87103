import type { Codec } from '@slotbench/cbor';

/** Who may send next; `nobody` means that the protocol is over. */
export type Agency = 'client' | 'server' | 'nobody';

/** Bounds on the message that is awaited in a state; no `timeMs` = wait for ever. */
export interface StateLimit {
  readonly sizeBytes: number;
  readonly timeMs?: number;
}

/**
 * A mini-protocol as data. `step` gives the state after a message or throws WIRE_ILLEGAL_MESSAGE; it
 * never looks at anything but its arguments.
 */
export interface MiniProtocol<M extends { readonly kind: string }, S extends string> {
  readonly name: string;
  readonly number: number;
  readonly codec: Codec<M>;
  readonly initial: S;
  readonly agency: Readonly<Record<S, Agency>>;
  readonly limits: Readonly<Record<S, StateLimit>>;
  /** A quicker way than the codec to read what comes; it must take the same bytes and refuse the same. */
  readonly openReader?: () => MessageReader<M>;
  step(state: S, message: M): S;
}

/** Cuts what the peer sends on one mini-protocol into messages. */
export interface MessageReader<M> {
  /** Bytes that were added and are not part of a message given out. */
  readonly pendingBytes: number;
  /** Adds the next piece; copies what is to be kept of it. */
  add(piece: Uint8Array): void;
  /**
   * The next message, or undefined until more bytes come. Throws CborError; `checkSize` throws what it likes for a
   * message (or the part of it that is there) of so many bytes. Ends the life of what the message before borrowed.
   */
  next(checkSize: (bytes: number) => void): M | undefined;
}

/**
 * One end of one running mini-protocol.
 * `send` rejects with WIRE_WRONG_AGENCY or WIRE_ILLEGAL_MESSAGE (a fault of the caller; the connection
 * goes on) and resolves when the egress buffer has room. `receive` ends the connection when the peer
 * breaks the protocol or a limit; one `receive` at a time. Both reject with WIRE_ENDED after the end;
 * whole messages that came before it are still handed out.
 */
export interface Peer<M> {
  send(message: M): Promise<void>;
  receive(): Promise<M>;
  readonly state: string;
}
