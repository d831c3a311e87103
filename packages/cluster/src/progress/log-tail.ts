import { open } from 'node:fs/promises';

/** Reads what was appended to a file since the last call; a file that is not there yet has nothing. */
export interface LogTail {
  /** Whole new lines, in order. */
  read(path: string): Promise<string[]>;
}

const CHUNK_BYTES = 256 * 1024;

/** A cut last line waits for its rest. A path other than before starts at its beginning. */
export function createLogTail(): LogTail {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let current: string | undefined;
  let offset = 0;
  let rest = '';
  return {
    async read(path) {
      if (path !== current) {
        current = path;
        offset = 0;
        rest = '';
      }
      const file = await open(path, 'r').catch(() => undefined);
      if (file === undefined) return [];
      const lines: string[] = [];
      try {
        for (;;) {
          const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, offset);
          if (bytesRead === 0) return lines;
          offset += bytesRead;
          // latin1 keeps a byte a character: a cut in the middle of a UTF-8 sequence does no harm, and only ASCII is read.
          const parts = (rest + buffer.toString('latin1', 0, bytesRead)).split('\n');
          rest = parts.pop()!;
          for (const part of parts) lines.push(part);
        }
      } finally {
        await file.close();
      }
    },
  };
}
