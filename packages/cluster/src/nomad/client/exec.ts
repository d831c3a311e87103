import { ClusterError } from '../../errors.ts';
import type { Connection } from '../connection.ts';

/** A program that runs inside a task, spoken to over a WebSocket. */
export interface ExecSession {
  write(bytes: Uint8Array): void;
  /** The end of its stdin. */
  end(): void;
  /** Resolves to its exit code; rejects with `NOMAD_UNREACHABLE` if the connection ended without one. */
  readonly exited: Promise<number>;
  /** Drops the connection, which ends the program. */
  close(): void;
}

/** Nomad's HTTP server ends a connection that is silent for longer. */
const HEARTBEAT_MS = 10_000;
/** A connection that is not open by then is given up: what accepts it may never answer. */
const OPEN_MS = 15_000;
/** Bytes of one frame of input, before base64. */
const FRAME_BYTES = 64 * 1024;

/** Starts `command` in a task; bytes that it prints go to the handlers. Resolves once the connection is open. */
export async function execInTask(
  connection: Connection,
  o: {
    allocation: string;
    task: string;
    command: readonly string[];
    onStdout: (bytes: Buffer) => void;
    onStderr: (bytes: Buffer) => void;
  },
): Promise<ExecSession> {
  const socket = connection.webSocket(`/v1/client/allocation/${o.allocation}/exec`, {
    task: o.task,
    tty: false,
    command: JSON.stringify(o.command),
  });
  const opened = Promise.withResolvers<void>();
  const exited = Promise.withResolvers<number>();
  exited.promise.catch(() => undefined); // who does not wait for it is not told
  const lost = (problem: string) =>
    new ClusterError('NOMAD_UNREACHABLE', {
      place: `task ${o.task} of allocation ${o.allocation.slice(0, 8)}`,
      problem,
      fix: 'see that the allocation runs and that the token allows alloc-exec',
    });
  const heartbeat = setInterval(
    () => socket.readyState === WebSocket.OPEN && socket.send('{}'),
    HEARTBEAT_MS,
  );
  heartbeat.unref();
  socket.addEventListener('open', () => opened.resolve());
  socket.addEventListener('message', ({ data }) => {
    const frame = parseFrame(String(data));
    if (frame.stdout?.data) o.onStdout(Buffer.from(frame.stdout.data, 'base64'));
    if (frame.stderr?.data) o.onStderr(Buffer.from(frame.stderr.data, 'base64'));
    if (frame.exited) exited.resolve(frame.result?.exit_code ?? 0);
  });
  const gone = (why: string) => {
    clearInterval(heartbeat);
    opened.reject(lost(why));
    exited.reject(lost(why));
  };
  socket.addEventListener('error', () => gone('the connection to it broke'));
  socket.addEventListener('close', ({ code, reason }) =>
    gone(`the connection to it ended (${code}${reason === '' ? '' : ` ${reason}`})`),
  );
  const late = setTimeout(() => {
    gone(`no connection to it in ${OPEN_MS / 1000} s`);
    socket.close();
  }, OPEN_MS);
  await opened.promise.finally(() => clearTimeout(late));
  const send = (frame: object) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  };
  return {
    write(bytes) {
      for (let at = 0; at < bytes.byteLength; at += FRAME_BYTES)
        send({ stdin: { data: Buffer.from(bytes.subarray(at, at + FRAME_BYTES)).toString('base64') } });
    },
    end: () => send({ stdin: { close: true } }),
    exited: exited.promise,
    close() {
      // Nomad answers a close only once the command has ended, which in a task that goes on it does at the end of its input.
      send({ stdin: { close: true } });
      socket.close();
    },
  };
}

interface Frame {
  readonly stdout?: { readonly data?: string };
  readonly stderr?: { readonly data?: string };
  readonly exited?: boolean;
  readonly result?: { readonly exit_code?: number };
}

/** What is no frame says nothing. */
function parseFrame(text: string): Frame {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
