import { WireError } from '../errors.ts';

/** What takes in the bytes of one mini-protocol; it copies what it keeps. */
export interface ByteSink {
  add(piece: Uint8Array): void;
}

/** What the peer sent on one mini-protocol and nobody read yet; bounded, also before the protocol starts. */
export class Ingress {
  readonly protocol: string;
  readonly #limitBytes: number;
  #sink: ByteSink | undefined;
  /** What came before there was a sink. */
  #early: Uint8Array[] = [];
  #unreadBytes = 0;
  #wake: (() => void) | undefined;

  constructor(protocol: string, limitBytes: number) {
    this.protocol = protocol;
    this.#limitBytes = limitBytes;
  }

  /** From now on everything goes to `sink`, which is read with `read` in between. */
  attach(sink: ByteSink): void {
    this.#sink = sink;
    for (const piece of this.takeAll()) sink.add(piece);
  }

  /**
   * Takes a copy of the piece, whose memory is used again. Throws WIRE_INGRESS_OVERRUN beyond the limit: the
   * reference, too, drops the connection then (§11.2).
   */
  push(piece: Uint8Array): void {
    this.#unreadBytes += piece.length;
    if (this.#unreadBytes > this.#limitBytes)
      throw new WireError({
        code: 'WIRE_INGRESS_OVERRUN',
        protocol: this.protocol,
        expected: `at most ${this.#limitBytes} bytes waiting`,
        got: `${this.#unreadBytes}`,
      });
    if (this.#sink === undefined) this.#early.push(piece.slice());
    else this.#sink.add(piece);
    this.wake();
  }

  /** The sink is being read: only what comes from now on waits. */
  read(): void {
    this.#unreadBytes = 0;
  }

  /** Everything that came before there was a sink, oldest first. */
  takeAll(): readonly Uint8Array[] {
    const pieces = this.#early;
    this.clear();
    return pieces;
  }

  /** Resolves at the next `push` or `wake`; one waiter at a time. */
  change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  wake(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  clear(): void {
    this.#early = [];
    this.#unreadBytes = 0;
  }
}
