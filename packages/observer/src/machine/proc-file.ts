import { closeSync, openSync, readSync } from 'node:fs';

const buffer = Buffer.allocUnsafe(16_384);

/** A file of /proc that is read again and again: opened once, because opening costs more than reading. */
export interface ProcFile {
  /** What it says now, in memory that the next read of any file uses again; undefined once its process is gone. */
  read(): Buffer | undefined;
  close(): void;
}

/** Undefined if it is not there or may not be read. */
export function openProcFile(path: string): ProcFile | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return undefined;
  }
  let open = true;
  return {
    read() {
      if (!open) return undefined;
      try {
        return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, 0));
      } catch {
        return undefined; // ESRCH: the process is gone
      }
    },
    close() {
      if (open) closeSync(fd);
      open = false;
    },
  };
}
