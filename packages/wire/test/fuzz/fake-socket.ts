import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';

/** As much of a socket as the mux uses; the other end is the test. */
export class FakeSocket extends EventEmitter {
  destroyed = false;
  writableEnded = false;
  readonly remoteAddress = undefined;
  written = 0;

  write(bytes: Uint8Array): boolean {
    this.written += bytes.length;
    return true;
  }

  end(): void {
    this.writableEnded = true;
    queueMicrotask(() => this.destroy());
  }

  resume(): void {}

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    queueMicrotask(() => this.emit('close'));
  }

  /** Bytes arrive, in memory that is used again at once, as with real direct reads. */
  receive(bytes: Uint8Array): void {
    if (this.destroyed) return;
    const memory = bytes.slice();
    this.emit('data', memory);
    memory.fill(0xff);
  }

  asSocket(): Socket {
    return this as unknown as Socket;
  }
}
