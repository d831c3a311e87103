import { createGunzip, createZstdDecompress } from 'node:zlib';

/** How a log file is packed, by its first bytes, whatever its name. */
export type Packing = 'none' | 'gzip' | 'zstd';

export function packingOf(head: Uint8Array): Packing {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return 'zstd';
  return 'none';
}

/** Unpacked bytes between two looks at the file: what bounds the memory. */
const CHUNK_BYTES = 64 * 1024;

/**
 * Unpacks a gzip or zstd file that comes in pieces. `onBytes` gets everything that can be unpacked, in order; its bytes are valid only
 * during the call. Nothing throws for bad input: `finish` says what is wrong with the rest of the file.
 */
export class Unpacker {
  readonly #packing: 'gzip' | 'zstd';
  readonly #onBytes: (bytes: Buffer) => void;
  #stream: ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress> | undefined;
  #ended: Promise<void> = Promise.resolve();
  /** The stream has come to the end of a frame. */
  #frameIsOver = false;
  #fault: string | undefined;
  /** What `onBytes` threw: not the file's fault. */
  #thrown: { readonly error: unknown } | undefined;

  constructor(packing: 'gzip' | 'zstd', onBytes: (bytes: Buffer) => void) {
    this.#packing = packing;
    this.#onBytes = onBytes;
  }

  /** Once the promise is fulfilled `bytes` may be used again. False: the rest of the file cannot be unpacked. */
  async push(bytes: Buffer): Promise<boolean> {
    let rest = bytes;
    while (rest.length > 0 && this.#fault === undefined) {
      if (this.#stream === undefined && !this.#start(rest)) break;
      const stream = this.#stream!;
      const before = stream.bytesWritten;
      const written = new Promise<void>((resolve) => stream.write(rest, () => resolve()));
      // A stream that fails may leave the write unanswered.
      await Promise.race([written, this.#ended]);
      if (this.#thrown !== undefined) throw this.#thrown.error;
      // A zstd file may hold several frames, and Node's stream ends with the first. Node takes all members of a gzip file as one.
      if (!this.#frameIsOver) break;
      rest = rest.subarray(stream.bytesWritten - before);
      await this.#close();
    }
    return this.#fault === undefined;
  }

  /** Undefined: the file was whole. */
  async finish(): Promise<string | undefined> {
    if (this.#stream !== undefined && this.#fault === undefined) this.#stream.end();
    await this.#close();
    if (this.#thrown !== undefined) throw this.#thrown.error;
    return this.#fault;
  }

  #start(bytes: Buffer): boolean {
    if (packingOf(bytes) !== this.#packing) {
      this.#fault = `other bytes follow the ${this.#packing} data`;
      return false;
    }
    const stream =
      this.#packing === 'gzip'
        ? createGunzip({ chunkSize: CHUNK_BYTES })
        : createZstdDecompress({ chunkSize: CHUNK_BYTES });
    this.#stream = stream;
    this.#frameIsOver = false;
    this.#ended = new Promise((resolve) => {
      stream.on('data', (part: Buffer) => {
        try {
          this.#onBytes(part);
        } catch (error) {
          this.#thrown = { error };
          stream.destroy();
        }
      });
      stream.on('end', () => {
        this.#frameIsOver = true;
      });
      stream.on('error', (error: NodeJS.ErrnoException) => {
        this.#fault ??=
          error.code === 'Z_BUF_ERROR'
            ? `the ${this.#packing} data ends in the middle`
            : `the ${this.#packing} data is damaged (${error.message})`;
      });
      stream.on('close', () => resolve());
    });
    return true;
  }

  async #close(): Promise<void> {
    const stream = this.#stream;
    if (stream === undefined) return;
    if (this.#frameIsOver || this.#fault !== undefined) stream.destroy();
    await this.#ended;
    this.#stream = undefined;
  }
}
