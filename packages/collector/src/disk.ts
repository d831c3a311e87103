import { mkdir, open, readdir, rename, rm, symlink, unlink } from 'node:fs/promises';

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
  /** Writes some or all of the bytes and returns how many; rejects with the system's error. */
  write(bytes: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

export const disk: Disk = {
  async makeDirectory(path) {
    await mkdir(path, { recursive: true });
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
        write: async (bytes) => (await file.write(bytes)).bytesWritten,
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
