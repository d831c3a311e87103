import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';
import { fileFacts } from '../transfer/fetch-file.ts';
import type { PackedFile } from './protocol.ts';

/** Compressed copies of a run's files, one a file, for as long as they are fetched: a copy that stays the same can be fetched in parts. */
export interface Packing {
  /** Rejects for a path that is none of the run's. */
  pack(path: string): Promise<PackedFile>;
  unpack(path: string): Promise<void>;
}

/** `folder` holds the copies; their names say nothing. */
export function createPacking(o: { runDir: string; folder: string }): Packing {
  const packed = new Map<string, Promise<PackedFile>>();
  const placeOf = (path: string) =>
    join(o.folder, `${createHash('sha256').update(path).digest('hex').slice(0, 16)}.zst`);
  const make = async (path: string): Promise<PackedFile> => {
    const place = placeOf(path);
    await mkdir(o.folder, { recursive: true });
    await pipeline(createReadStream(join(o.runDir, path)), createZstdCompress(), createWriteStream(place));
    return { path: place, ...(await fileFacts(place)) };
  };
  return {
    pack(path) {
      // A runner that lost the connection asks again: a copy is made once.
      const known = packed.get(path);
      if (known !== undefined) return known;
      const made = make(path);
      packed.set(path, made);
      made.catch(() => packed.delete(path));
      return made;
    },
    async unpack(path) {
      packed.delete(path);
      await rm(placeOf(path), { force: true });
    },
  };
}
