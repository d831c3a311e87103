import { writeSync } from 'node:fs';

/** Where rendered lines go as bytes. */
export interface ByteSink {
  /** Writes some of the bytes and says how many; throws what the system says (EAGAIN, EPIPE, ENOSPC). */
  write(bytes: Uint8Array): number;
}

/** An open file descriptor: 1 for stdout, or what `openSync(path, 'a')` returned. Closing it is the caller's part. */
export function fdSink(fd: number): ByteSink {
  return { write: (bytes) => writeSync(fd, bytes) };
}
