import { fstatSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { constants } from 'node:os';

/** What a program needs of its process; a test passes its own. */
export interface ProgramHost {
  onSignal(handler: (name: string, number: number) => void): void;
  onUncaught(handler: (error: unknown) => void): void;
  /** Calls back once at the end of file; does not keep the process alive. Throws if `fd` is not open. */
  onEndOfFile(fd: number, handler: () => void): void;
  /** Calls back after `ms` unless the returned function was called before. */
  after(ms: number, handler: () => void): () => void;
  printError(line: string): void;
  exit(code: number): void;
}

export function processHost(): ProgramHost {
  return {
    onSignal(handler) {
      for (const name of ['SIGINT', 'SIGTERM'] as const)
        process.on(name, () => handler(name, constants.signals[name]));
    },
    onUncaught(handler) {
      process.on('uncaughtException', handler);
      process.on('unhandledRejection', handler);
    },
    onEndOfFile: watchEndOfFile,
    after(ms, handler) {
      const timer = setTimeout(handler, ms);
      return () => clearTimeout(timer);
    },
    printError(line) {
      try {
        writeSync(2, `${line}\n`);
      } catch {
        // Nobody reads stderr any more; the exit code still tells.
      }
    },
    exit(code) {
      process.exit(code);
    },
  };
}

/**
 * Pipes and sockets are watched by the event loop. A regular file or /dev/null has no other end that could close, so
 * it counts as already ended: a start script that forgot the pipe is noticed at once.
 */
function watchEndOfFile(fd: number, handler: () => void): void {
  const stat = fstatSync(fd); // throws EBADF
  let told = false;
  const once = (): void => {
    if (told) return;
    told = true;
    handler();
  };
  if (!stat.isFIFO() && !stat.isSocket()) {
    setImmediate(once);
    return;
  }
  const socket = new Socket({ fd, readable: true, writable: false });
  socket.on('end', once).on('error', once).on('close', once);
  socket.resume();
  socket.unref();
}
