import { WireError } from '../errors.ts';

/** What the peer sent on one mini-protocol and nobody read yet; bounded, also before the protocol starts. */
export class Ingress {
  readonly protocol: string;
  readonly #limitBytes: number;
  #pieces: Uint8Array[] = [];
  #first = 0;
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

  /** The oldest piece, or undefined if there is none. */
  take(): Uint8Array | undefined {
    const piece = this.#pieces[this.#first];
    if (piece === undefined) return undefined;
    this.#first++;
    this.#bytes -= piece.length;
    if (this.#first === this.#pieces.length) {
      this.#pieces = [];
      this.#first = 0;
    }
    return piece;
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
    this.#first = 0;
    this.#bytes = 0;
  }
}
