import { write, writeSync } from 'node:fs';
import { open, readdir, rename, rm, symlink, unlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { makeFolder } from '@slotbench/tracing/make-folder';

/** What the log writer needs of a disk; a test hands in one that is full. */
export interface Disk {
  makeDirectory(path: string): Promise<void>;
  /** Opens for appending; `endsMidLine` says that what is there already lacks its last line feed. */
  openAppend(path: string): Promise<LogHandle>;
  /** Makes or replaces `path` in one step. */
  link(target: string, path: string): Promise<void>;
  list(directory: string): Promise<string[]>;
  remove(path: string): Promise<void>;
}

export interface LogHandle {
  readonly sizeBytes: number;
  readonly endsMidLine: boolean;
  /** Writes some or all of the bytes and returns how many; throws or rejects with the system's error. */
  write(bytes: Uint8Array): number | Promise<number>;
  close(): Promise<void>;
}

export const disk: Disk = {
  async makeDirectory(path) {
    makeFolder(path);
  },
  async openAppend(path) {
    const file = await open(path, 'a+');
    try {
      const { size } = await file.stat();
      const last = new Uint8Array(1);
      if (size > 0) await file.read(last, 0, 1, size - 1);
      return {
        sizeBytes: size,
        endsMidLine: size > 0 && last[0] !== 0x0a,
        write: (bytes) => append(file.fd, bytes),
        close: () => file.close(),
      };
    } catch (error) {
      await file.close();
      throw error;
    }
  },
  async link(target, path) {
    const temporary = `${path}.tmp`;
    await rm(temporary, { force: true });
    await symlink(target, temporary);
    await rename(temporary, path);
  },
  list: (directory) => readdir(directory),
  remove: (path) => unlink(path),
};

const writeInThreadPool = promisify(write);

/** A write that takes longer shows a disk that does not keep up; on a busy machine a quick one may take a few. */
const SLOW_MS = 20;
let slow = false;

/**
 * Into the page cache a batch of 30 KB is written in 25 µs; the way through the thread pool costs 35 µs more (bench
 * `collector`). So writes are made at once until one is slow; then they go to the thread pool, where they hold up
 * nobody but their own node, until one is quick again.
 */
function append(fd: number, bytes: Uint8Array): number | Promise<number> {
  const begin = performance.now();
  if (slow)
    return writeInThreadPool(fd, bytes, 0, bytes.length, null).then(({ bytesWritten }) => {
      slow = performance.now() - begin > SLOW_MS;
      return bytesWritten;
    });
  const written = writeSync(fd, bytes);
  slow = performance.now() - begin > SLOW_MS;
  return written;
}
