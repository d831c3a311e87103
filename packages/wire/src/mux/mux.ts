import type { Socket } from 'node:net';
import { WireError } from '../errors.ts';
import { Ingress } from './channel.ts';
import { delayLine } from './delay-line.ts';
import { readChunks } from './direct-read.ts';
import { EgressQueue } from './egress.ts';
import { SduReader } from './sdu.ts';

/** Who called `connect()`; independent of who asks and who answers. */
export type Side = 'initiator' | 'responder';

/** How a connection ended: the peer closed, this side closed, or something broke. */
export type EndReason = { kind: 'eof' } | { kind: 'closed' } | { kind: 'error'; error: Error };

/** A send waits while its protocol has this much unsent; one message may overshoot it (§2.2). */
const EGRESS_SOFT_BYTES = 262143;
/** The connecting side gives an SDU this long, in and out; the listening side waits for ever (§2.2). */
const SDU_TIMEOUT_MS = 30_000;
/** How long a closing connection waits for what was sent before to go out, and for the peer to close. */
const LINGER_MS = 1_000;

/** A mini-protocol that the connection runs: its name for errors, and how much may wait unread. */
export interface MuxProtocol {
  readonly name: string;
  readonly number: number;
  readonly ingressBytes: number;
}

export interface MuxOptions {
  readonly side: Side;
  /** Monotonic microseconds; only stamps outgoing SDUs. */
  readonly clock?: () => number;
  /** Overrides the SDU time limit of the connecting side. */
  readonly sduTimeoutMs?: number;
  /** What the socket brings is taken this much later, as if the link were longer; 0: at once. */
  readonly inboundDelayMs?: number;
}

/**
 * One connection's multiplexer on a connected socket. Starts in the handshake phase, in which every
 * payload goes to one sink whatever its number (as the reference does, §3.1); `start` opens the protocols.
 * Any violation ends the connection; nothing is thrown at the caller, `ended` tells.
 */
export class Mux {
  readonly side: Side;
  readonly ended: Promise<EndReason>;
  readonly socket: Socket;
  #reason: EndReason | undefined;
  #resolveEnded: (reason: EndReason) => void;
  readonly #clock: () => number;
  readonly #sduTimeoutMs: number;
  readonly #stopReading: () => void;
  readonly #reader = new SduReader();
  readonly #egress: EgressQueue;
  readonly #ingress = new Map<number, Ingress>();
  #handshake: ((piece: Uint8Array) => void) | undefined;
  #route: Ingress | undefined;
  #room: { protocol: number; resolve: () => void; reject: (error: WireError) => void }[] = [];
  #abandoned = false;
  #flushQueued = false;
  #writeBlocked = false;
  #readTimer: NodeJS.Timeout | undefined;
  #writeTimer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, options: MuxOptions) {
    this.socket = socket;
    this.side = options.side;
    this.#clock = options.clock ?? monotonicMicroseconds;
    this.#sduTimeoutMs = options.sduTimeoutMs ?? SDU_TIMEOUT_MS;
    this.#egress = new EgressQueue({ fromResponder: options.side === 'responder' });
    let resolveEnded: (reason: EndReason) => void = () => {};
    this.ended = new Promise((resolve) => {
      resolveEnded = resolve;
    });
    this.#resolveEnded = resolveEnded;
    this.#stopReading = this.#read(options.inboundDelayMs ?? 0);
    socket.on('end', this.#onEnd);
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
    socket.on('drain', this.#onDrain);
    if (socket.destroyed) this.#finish({ kind: 'eof' }, false);
  }

  #read(delayMs: number): () => void {
    if (delayMs === 0) return readChunks(this.socket, this.#onData);
    const line = delayLine(this.#onData, delayMs);
    const stopReading = readChunks(this.socket, line.push);
    return () => {
      stopReading();
      line.stop();
    };
  }

  /** Why the connection ended, or undefined while it lives. */
  get reason(): EndReason | undefined {
    return this.#reason;
  }

  /** Sends every incoming payload to `sink` until `start`. */
  listen(sink: (piece: Uint8Array) => void): void {
    this.#handshake = sink;
  }

  /** Ends the handshake phase. The rest of the SDU that is being read is dropped (§3.1). */
  start(protocols: readonly MuxProtocol[]): void {
    this.#handshake = undefined;
    for (const { name, number, ingressBytes } of protocols)
      this.#ingress.set(number, new Ingress(name, ingressBytes));
  }

  ingress(protocol: number): Ingress {
    const ingress = this.#ingress.get(protocol);
    if (ingress === undefined) throw new Error(`mini-protocol ${protocol} was not started`);
    return ingress;
  }

  /**
   * Queues a whole message. Resolves at once while less than 262143 bytes of its protocol wait, else when
   * that much has gone out; rejects with WIRE_ENDED when the connection ends first.
   */
  send(protocol: number, message: Uint8Array): Promise<void> {
    if (this.#reason !== undefined) return Promise.reject(this.endError());
    this.#egress.push(protocol, message);
    if (!this.#flushQueued) {
      this.#flushQueued = true;
      queueMicrotask(this.#flush);
    }
    if (this.#egress.bytesOf(protocol) < EGRESS_SOFT_BYTES) return Promise.resolve();
    return new Promise((resolve, reject) => this.#room.push({ protocol, resolve, reject }));
  }

  /** True after `close`: what the peer sent before is of no interest any more. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** Ends the connection from this side: what was sent still goes out, what was not read is forgotten. */
  close(error?: Error): void {
    if (this.#reason === undefined) this.#abandoned = true;
    for (const ingress of this.#ingress.values()) ingress.clear();
    this.#finish(error === undefined ? { kind: 'closed' } : { kind: 'error', error }, true);
  }

  /** Ends the connection because the peer broke a rule; what came before may still be read. */
  fail(error: Error): void {
    this.#finish({ kind: 'error', error }, false);
  }

  /** The error for a send or receive after the end. */
  endError(protocol?: string, state?: string): WireError {
    const reason = this.#reason;
    return new WireError({
      code: 'WIRE_ENDED',
      ...(protocol === undefined ? {} : { protocol }),
      ...(state === undefined ? {} : { state }),
      ...(reason?.kind === 'error' ? { cause: reason.error } : { got: reason?.kind ?? 'open' }),
    });
  }

  /** SduSink */
  header(protocol: number, fromResponder: boolean): void {
    if (this.#handshake !== undefined) return;
    const ingress = this.#ingress.get(protocol);
    if (ingress === undefined)
      throw new WireError({ code: 'WIRE_UNKNOWN_PROTOCOL', got: `mini-protocol ${protocol}` });
    if (fromResponder !== (this.side === 'initiator'))
      throw new WireError({
        code: 'WIRE_WRONG_DIRECTION',
        protocol: ingress.protocol,
        expected: `bit ${fromResponder ? 0 : 1}`,
        got: `bit ${fromResponder ? 1 : 0}`,
      });
    this.#route = ingress;
  }

  /** SduSink */
  payload(piece: Uint8Array): void {
    if (this.#handshake !== undefined) this.#handshake(piece);
    else this.#route?.push(piece);
  }

  #onData = (chunk: Uint8Array): void => {
    const completed = this.#reader.completed;
    try {
      this.#reader.push(chunk, this);
    } catch (error) {
      this.fail(error as Error);
      return;
    }
    if (this.side === 'initiator') this.#watchSdu(this.#reader.completed !== completed);
  };

  /** Keeps the read timer running exactly while an SDU is under way; `renewed` if it is another one. */
  #watchSdu(renewed: boolean): void {
    if (!this.#reader.midway || this.#reason !== undefined) {
      clearTimeout(this.#readTimer);
      this.#readTimer = undefined;
    } else if (this.#readTimer === undefined) {
      this.#readTimer = setTimeout(
        () => this.fail(sduTimeout('received', this.#sduTimeoutMs)),
        this.#sduTimeoutMs,
      );
    } else if (renewed) this.#readTimer.refresh();
  }

  #flush = (): void => {
    this.#flushQueued = false;
    while (!this.#writeBlocked && this.#reason === undefined) {
      const batch = this.#egress.nextBatch(this.#clock());
      if (batch === undefined) break;
      if (!this.socket.write(batch)) this.#blockWrites();
    }
    if (this.#room.length > 0) this.#giveRoom();
  };

  #blockWrites(): void {
    this.#writeBlocked = true;
    if (this.side === 'initiator')
      this.#writeTimer = setTimeout(
        () => this.fail(sduTimeout('sent', this.#sduTimeoutMs)),
        this.#sduTimeoutMs,
      );
  }

  #onDrain = (): void => {
    this.#writeBlocked = false;
    clearTimeout(this.#writeTimer);
    this.#flush();
  };

  #giveRoom(): void {
    const waiting = this.#room;
    this.#room = [];
    for (const waiter of waiting)
      if (this.#egress.bytesOf(waiter.protocol) < EGRESS_SOFT_BYTES) waiter.resolve();
      else this.#room.push(waiter);
  }

  #onEnd = (): void => this.#finish({ kind: 'eof' }, false);
  #onClose = (): void => this.#finish({ kind: 'closed' }, false);
  #onError = (cause: NodeJS.ErrnoException): void => {
    // A peer that closes with our last requests unread shows as a reset: that is its way to hang up.
    const gone = cause.code === 'ECONNRESET' || cause.code === 'EPIPE';
    const error = new WireError({ code: 'WIRE_SOCKET', cause });
    this.#finish(gone ? { kind: 'eof' } : { kind: 'error', error }, false);
  };

  #finish(reason: EndReason, flush: boolean): void {
    if (this.#reason !== undefined) return;
    if (flush) this.#writeRest();
    this.#reason = reason;
    clearTimeout(this.#readTimer);
    clearTimeout(this.#writeTimer);
    this.#egress.clear();
    const { socket } = this;
    this.#stopReading();
    socket.off('end', this.#onEnd);
    socket.off('error', this.#onError);
    socket.off('close', this.#onClose);
    socket.off('drain', this.#onDrain);
    // A socket that is being destroyed may still report EPIPE or ECONNRESET: nobody is interested any more.
    socket.on('error', () => {});
    if (flush) hangUp(socket);
    else socket.destroy();
    const waiting = this.#room;
    this.#room = [];
    for (const waiter of waiting) waiter.reject(this.endError());
    for (const ingress of this.#ingress.values()) ingress.wake();
    this.#resolveEnded(reason);
  }

  #writeRest(): void {
    for (let batch = this.#egress.nextBatch(this.#clock()); batch !== undefined; ) {
      this.socket.write(batch);
      batch = this.#egress.nextBatch(this.#clock());
    }
  }
}

/**
 * Ends the socket so that everything written arrives: closing it with input unread would reset the connection,
 * and the peer could lose what it has not read yet. Gives the peer a second to close its side.
 */
function hangUp(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
  socket.resume();
  socket.end();
}

function sduTimeout(what: string, limitMs: number): WireError {
  return new WireError({
    code: 'WIRE_TIMEOUT',
    expected: `an SDU to be ${what} within ${limitMs} ms`,
  });
}

function monotonicMicroseconds(): number {
  return Math.floor(performance.now() * 1000);
}
