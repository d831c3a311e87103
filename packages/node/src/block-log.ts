import { writeSync } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { NodeError } from './errors.ts';

/** Where a block's bytes are in the log. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/**
 * An append-only file of blocks: a header (magic, hash of the genesis), then records of length, CRC-32 and bytes, all
 * big-endian. A record is written with one call before the block may be adopted, so `kill -9` loses no adopted block;
 * a record cut by it is dropped at the next start. Blocks are not synced one by one: only `close` does, so a power
 * loss may take the last seconds, which the peers have.
 */
export interface BlockLog {
  /**
   * Writes into the page cache at once: about 0.1 ms for a full block, where a turn through the thread pool was seen
   * to take up to 10 ms on a busy machine, in the middle of every adoption. Throws NODE_DATABASE_WRITE.
   */
  append(bytes: Uint8Array): Place;
  read(place: Place): Promise<Uint8Array>;
  /** Every record in the order of appending. The first bad record ends it and is cut off, see `droppedBytes`. */
  replay(): AsyncGenerator<{ place: Place; bytes: Uint8Array }>;
  /** Size of the file. */
  readonly sizeBytes: number;
  /** Bytes after the last good record that `replay` cut off. */
  readonly droppedBytes: number;
  close(): Promise<void>;
}

const MAGIC = Buffer.from('SLOTBLG1', 'latin1');
const GENESIS_HASH_BYTES = 32;
const FILE_HEADER_BYTES = MAGIC.length + GENESIS_HASH_BYTES;
const RECORD_HEADER_BYTES = 8;
/** No Conway block comes near; a larger length is a torn header. */
const MAX_RECORD_BYTES = 16 * 1024 * 1024;

/** Opens or creates the log; throws NODE_DATABASE_UNUSABLE for a file of another kind or another genesis. */
export async function openBlockLog(path: string, o: { genesisHash: string }): Promise<BlockLog> {
  await mkdir(dirname(path), { recursive: true });
  const header = Buffer.concat([MAGIC, Buffer.from(o.genesisHash, 'hex')]);
  const file = await open(path, 'a+').then(async (appending) => {
    await appending.close();
    return open(path, 'r+');
  });
  const { size } = await file.stat();
  const present = Buffer.alloc(Math.min(size, FILE_HEADER_BYTES));
  await readFully(file, present, 0);
  if (size < FILE_HEADER_BYTES && header.subarray(0, size).equals(present)) {
    await file.write(header, 0, header.length, 0);
    return new FileBlockLog(path, file, FILE_HEADER_BYTES);
  }
  if (!present.equals(header)) {
    await file.close();
    const reason = present.subarray(0, MAGIC.length).equals(MAGIC)
      ? `it belongs to another genesis (${present.toString('hex', MAGIC.length)}, this run's is ${o.genesisHash})`
      : 'the file is no block log of this version';
    throw new NodeError({ code: 'NODE_DATABASE_UNUSABLE', databasePath: path, reason });
  }
  return new FileBlockLog(path, file, size);
}

class FileBlockLog implements BlockLog {
  readonly #path: string;
  readonly #file: FileHandle;
  #end: number;
  droppedBytes = 0;

  constructor(path: string, file: FileHandle, end: number) {
    this.#path = path;
    this.#file = file;
    this.#end = end;
  }

  get sizeBytes(): number {
    return this.#end;
  }

  append(bytes: Uint8Array): Place {
    const record = Buffer.alloc(RECORD_HEADER_BYTES + bytes.length);
    record.writeUInt32BE(bytes.length, 0);
    record.writeUInt32BE(crc32(bytes), 4);
    record.set(bytes, RECORD_HEADER_BYTES);
    const offset = this.#end;
    try {
      for (let done = 0; done < record.length; )
        done += writeSync(this.#file.fd, record, done, record.length - done, offset + done);
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new NodeError({ code: 'NODE_DATABASE_WRITE', databasePath: this.#path, reason }, { cause });
    }
    this.#end += record.length;
    return { offset: offset + RECORD_HEADER_BYTES, length: bytes.length };
  }

  async read(place: Place): Promise<Uint8Array> {
    const bytes = Buffer.alloc(place.length);
    if ((await readFully(this.#file, bytes, place.offset)) < place.length)
      throw new Error(`the block log ends inside the block at byte ${place.offset}`);
    return bytes;
  }

  async *replay(): AsyncGenerator<{ place: Place; bytes: Uint8Array }> {
    const head = Buffer.alloc(RECORD_HEADER_BYTES);
    const end = this.#end;
    let offset = FILE_HEADER_BYTES;
    while (offset < end) {
      if ((await readFully(this.#file, head, offset)) < RECORD_HEADER_BYTES) break;
      const length = head.readUInt32BE(0);
      if (length > MAX_RECORD_BYTES || offset + RECORD_HEADER_BYTES + length > end) break;
      const place = { offset: offset + RECORD_HEADER_BYTES, length };
      const bytes = await this.read(place);
      if (crc32(bytes) !== head.readUInt32BE(4)) break;
      yield { place, bytes };
      offset = place.offset + length;
    }
    this.droppedBytes = end - offset;
    if (this.droppedBytes > 0) await this.#file.truncate(offset);
    this.#end = offset;
  }

  async close(): Promise<void> {
    await this.#file.datasync();
    await this.#file.close();
  }
}

/** Reads until the buffer is full or the file ends; the bytes read. */
async function readFully(file: FileHandle, buffer: Buffer, offset: number): Promise<number> {
  let done = 0;
  while (done < buffer.length) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}
