import { join } from 'node:path';
import type { Disk, LogHandle } from './disk.ts';
import { type LogFormat, linkName, logFileName } from './log-name.ts';
import { expiredLogs, type RotationLimits } from './rotation.ts';

/** The current log file of one node in one format. Calls are carried out one after the other. */
export interface LogFile {
  /**
   * Appends whole lines, in one write where the disk allows; creates folder, file and link at the first call.
   * Returns the bytes written. After an error the file is opened anew at the next call.
   */
  append(lines: string): Promise<number>;
  /** Starts a new file if the current one has reached its limit, then deletes old ones. */
  rotate(limits: RotationLimits): Promise<void>;
  close(): Promise<void>;
}

/** `directory` is absolute. Files of an earlier connection or process are never truncated. */
export function createLogFile(o: {
  directory: string;
  format: LogFormat;
  disk: Disk;
  nowMs: () => number;
}): LogFile {
  let current: { name: string; handle: LogHandle; bytes: number } | undefined;
  let broken = false;
  let last: Promise<unknown> = Promise.resolve();

  async function openNew(): Promise<NonNullable<typeof current>> {
    const name = logFileName(o.format, o.nowMs());
    await o.disk.makeDirectory(o.directory);
    const handle = await o.disk.openAppend(join(o.directory, name));
    broken = handle.endsMidLine;
    current = { name, handle, bytes: handle.sizeBytes };
    // A relative target, so that a run's folder can be moved and packed (upstream's is absolute).
    await o.disk.link(name, join(o.directory, linkName(o.format)));
    return current;
  }

  async function append(lines: string): Promise<number> {
    const file = current ?? (await openNew());
    // An earlier write that ended inside a line must not swallow the next one.
    const bytes = Buffer.from(broken ? `\n${lines}` : lines);
    let written = 0;
    try {
      while (written < bytes.length) written += await file.handle.write(bytes.subarray(written));
      broken = false;
    } catch (error) {
      broken = written > 0 ? bytes[written - 1] !== 0x0a : broken;
      await closeCurrent();
      throw error;
    } finally {
      file.bytes += written;
    }
    return written;
  }

  async function rotate(limits: RotationLimits): Promise<void> {
    if (current === undefined) return;
    const names = await o.disk.list(o.directory);
    // Two files cannot be created in one second: the name would be the same.
    if (current.bytes >= limits.limitBytes && current.name !== logFileName(o.format, o.nowMs())) {
      await closeCurrent();
      await openNew();
    }
    const expired = expiredLogs(names, { format: o.format, ...limits, nowMs: o.nowMs() });
    for (const name of expired) await o.disk.remove(join(o.directory, name));
  }

  async function closeCurrent(): Promise<void> {
    const handle = current?.handle;
    current = undefined;
    await handle?.close();
  }

  function inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = last.then(action);
    last = result.catch(() => {}); // the caller of `result` sees the error; the next call goes on
    return result;
  }

  return {
    append: (lines) => inTurn(() => append(lines)),
    rotate: (limits) => inTurn(() => rotate(limits)),
    close: () => inTurn(closeCurrent),
  };
}
