import { join } from 'node:path';
import type { Disk, LogHandle } from './disk.ts';
import { type LogFormat, linkName, logFileName } from './log-name.ts';
import { expiredLogs, type RotationLimits } from './rotation.ts';

/** The current log file of one node in one format. Calls are carried out one after the other. */
export interface LogFile {
  /**
   * Appends whole lines, in one write where the disk allows; creates folder, file and link at the first call.
   * Gives the bytes written, at once if the disk does and nothing else is under way. While the disk is full it waits and tries again, so that whoever awaits it asks
   * for no more; rejects with any other error, or with that one at `close`, after which the file is opened anew.
   */
  append(lines: Uint8Array): number | Promise<number>;
  /** Starts a new file if the current one has reached its limit, then deletes old ones. */
  rotate(limits: RotationLimits): Promise<void>;
  close(): Promise<void>;
}

/** Between two attempts on a full disk. */
const RETRY_MS = 250;
const LINE_FEED = Uint8Array.of(0x0a);

interface OpenFile {
  readonly name: string;
  readonly handle: LogHandle;
  bytes: number;
  midLine: boolean;
  linked: boolean;
}

/** How far lines have got: bytes that are in the file, and the write that is under way. */
interface Progress {
  written: number;
  begun: Promise<number> | undefined;
}

/** `directory` is absolute. Files of an earlier connection or process are never truncated. */
export function createLogFile(o: {
  directory: string;
  format: LogFormat;
  disk: Disk;
  nowMs: () => number;
  /** The disk is full: said once for each batch that has to wait. */
  onFull(error: unknown): void;
}): LogFile {
  let current: OpenFile | undefined;
  /** Calls that have not ended. */
  let underWay = 0;
  let last: Promise<unknown> = Promise.resolve();
  const closing = Promise.withResolvers<void>();
  let closed = false;

  async function openNew(): Promise<OpenFile> {
    const name = logFileName(o.format, o.nowMs());
    await o.disk.makeDirectory(o.directory);
    const handle = await o.disk.openAppend(join(o.directory, name));
    current = { name, handle, bytes: handle.sizeBytes, midLine: handle.endsMidLine, linked: false };
    return current;
  }

  /** Where the lines stand after an attempt; a full disk keeps the file open, in the middle of a line perhaps. */
  async function attempt(lines: Uint8Array, progress: Progress): Promise<void> {
    try {
      const file = current ?? (await openNew());
      const { begun } = progress;
      progress.begun = undefined;
      if (begun !== undefined) progress.written += note(file, lines, await begun);
      if (!file.linked) {
        // A relative target, so that a run's folder can be moved and packed (upstream's is absolute).
        await o.disk.link(file.name, join(o.directory, linkName(o.format)));
        file.linked = true;
      }
      // An earlier process that ended inside a line must not swallow the next one.
      if (file.midLine && progress.written === 0) await write(file, LINE_FEED);
      while (progress.written < lines.length)
        progress.written += await write(file, lines.subarray(progress.written));
    } catch (error) {
      if (!isFull(error)) await closeCurrent();
      throw error;
    }
  }

  async function write(file: OpenFile, bytes: Uint8Array): Promise<number> {
    return note(file, bytes, await file.handle.write(bytes));
  }

  function append(lines: Uint8Array): number | Promise<number> {
    const progress: Progress = { written: 0, begun: undefined };
    if (underWay === 0 && current?.linked && !current.midLine) {
      const begun = begin(current.handle, lines);
      if (typeof begun !== 'number') progress.begun = begun;
      else if (note(current, lines, begun) === lines.length) return begun;
      else progress.written = begun;
    }
    underWay++;
    return finish(lines, progress).finally(() => {
      underWay--;
    });
  }

  async function finish(lines: Uint8Array, progress: Progress): Promise<number> {
    for (let told = false; ; told = true) {
      try {
        await inTurn(() => attempt(lines, progress));
        return progress.written;
      } catch (error) {
        if (!isFull(error)) throw error;
        if (!told) o.onFull(error);
        await retryTime(closing.promise);
        if (closed) throw error;
      }
    }
  }

  async function rotate(limits: RotationLimits): Promise<void> {
    if (current === undefined) return;
    const names = await o.disk.list(o.directory).catch(noneIfGone);
    // Moved or deleted by hand: what is written next would be seen by nobody. (Upstream goes on with the lost file.)
    if (!names.includes(current.name) && !current.midLine) return closeCurrent();
    // Two files cannot be created in one second: the name would be the same. A line that waits for room is not cut.
    const another = current.name !== logFileName(o.format, o.nowMs()) && !current.midLine;
    if (current.bytes >= limits.limitBytes && another) {
      await closeCurrent();
      const { name } = await openNew();
      await o.disk.link(name, join(o.directory, linkName(o.format)));
      current.linked = true;
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
    underWay++;
    const result = last.then(action).finally(() => {
      underWay--;
    });
    last = result.catch(() => {}); // the caller of `result` sees the error; the next call goes on
    return result;
  }

  return {
    append,
    rotate: (limits) => inTurn(() => rotate(limits)),
    close() {
      closed = true;
      closing.resolve();
      return inTurn(closeCurrent);
    },
  };
}

function noneIfGone(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

/** Counts what was written of `bytes`. */
function note(file: OpenFile, bytes: Uint8Array, written: number): number {
  file.bytes += written;
  if (written > 0) file.midLine = bytes[written - 1] !== 0x0a;
  return written;
}

/** A first write; an error is found again by the attempt that follows. */
function begin(handle: LogHandle, lines: Uint8Array): number | Promise<number> {
  try {
    return handle.write(lines);
  } catch {
    return 0;
  }
}

function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** Resolves after RETRY_MS, or at once when `sooner` does. */
async function retryTime(sooner: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, RETRY_MS);
  });
  await Promise.race([time, sooner]);
  clearTimeout(timer);
}
