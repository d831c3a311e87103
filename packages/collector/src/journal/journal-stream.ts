import { createConnection, type Socket } from 'node:net';

/** One stream of entries under one identifier. Calls are carried out one after the other. */
export interface JournalStream {
  /**
   * Hands whole lines to journald; resolves once the kernel has them. Rejects with the system's error if journald is not
   * there or went away; the next call connects anew.
   */
  write(lines: string): Promise<void>;
  /** Gives what is under way a second; a journald that hangs must not keep us from ending. */
  close(): Promise<void>;
}

/** Priority of lines without a prefix; ours have one. */
const INFO = 6;
const CLOSE_MS = 1_000;

/**
 * `path` is journald's stream socket. Node has no datagram sockets on paths, which the native protocol needs.
 * Source: systemd `src/journal/journald-stream.c`, sd_journal_stream_fd(3).
 */
export function createJournalStream(path: string, identifier: string): JournalStream {
  let socket: Socket | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function connected(): Promise<Socket> {
    // journald closes its half at once, so the end of its side says nothing.
    const next = createConnection({ path, allowHalfOpen: true });
    await new Promise<void>((resolve, reject) => next.once('connect', resolve).once('error', reject));
    next.on('error', () => {}); // the write that meets it rejects
    next.on('close', () => {
      if (socket === next) socket = undefined;
    });
    next.resume();
    socket = next;
    await send(next, streamHeader(identifier));
    return next;
  }

  async function write(lines: string): Promise<void> {
    const stream = socket ?? (await connected());
    try {
      await send(stream, lines);
    } catch (error) {
      stream.destroy();
      if (socket === stream) socket = undefined;
      throw error;
    }
  }

  function inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = last.then(action);
    last = result.catch(() => {}); // the caller of `result` sees the error; the next call goes on
    return result;
  }

  return {
    write: (lines) => inTurn(() => write(lines)),
    close() {
      const giveUp = setTimeout(() => socket?.destroy(), CLOSE_MS);
      return inTurn(async () => {
        const stream = socket;
        if (stream === undefined || stream.destroyed) return;
        await new Promise<void>((resolve) => stream.once('close', resolve).end(() => stream.destroy()));
      }).finally(() => clearTimeout(giveUp));
    },
  };
}

/** Identifier, unit, priority, whether lines begin with `<N>`, and three places to forward to: none. */
function streamHeader(identifier: string): string {
  return `${identifier.replaceAll(/[\0\n]/g, '')}\n\n${INFO}\n1\n0\n0\n0\n`;
}

function send(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
