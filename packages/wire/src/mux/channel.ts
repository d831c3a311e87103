import { WireError } from '../errors.ts';

/** What the peer sent on one mini-protocol and nobody read yet; bounded, also before the protocol starts. */
export class Ingress {
  readonly protocol: string;
  readonly #limitBytes: number;
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #wake: (() => void) | undefined;

  constructor(protocol: string, limitBytes: number) {
    this.protocol = protocol;
    this.#limitBytes = limitBytes;
  }

  /** Throws WIRE_INGRESS_OVERRUN beyond the limit: the reference, too, drops the connection then (§11.2). */
  push(piece: Uint8Array): void {
    this.#bytes += piece.length;
    if (this.#bytes > this.#limitBytes)
      throw new WireError({
        code: 'WIRE_INGRESS_OVERRUN',
        protocol: this.protocol,
        expected: `at most ${this.#limitBytes} bytes waiting`,
        got: `${this.#bytes}`,
      });
    this.#pieces.push(piece);
    this.wake();
  }

  /** Everything that waits, oldest first. */
  takeAll(): readonly Uint8Array[] {
    const pieces = this.#pieces;
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
    this.#pieces = [];
    this.#bytes = 0;
  }
}
