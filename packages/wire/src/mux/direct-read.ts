import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';

/**
 * Reads into one buffer that all sockets of the process share, instead of a fresh one of 64 KB for every read. A busy
 * acceptor otherwise spends as much on collecting those buffers as on reading what is in them (bench `collector`).
 * Node offers this (`onread`) for sockets that connect, not for those that a server accepts; these are made anew
 * around the same handle, where Node is built as we know it, and left as they are elsewhere.
 */
const BUFFER_BYTES = 1 << 16;
const shared = new Uint8Array(BUFFER_BYTES);

type ChunkSink = (chunk: Uint8Array) => void;
const sinks = new WeakMap<Socket, ChunkSink>();

/** The option for a socket that is being made; `socket` gives it once it is there. */
export function directRead(socket: () => Socket): OnReadOpts {
  return {
    buffer: shared,
    callback(bytes) {
      const chunk = shared.subarray(0, bytes);
      const sink = sinks.get(socket());
      // Who listens to `data` gets what any socket gives.
      if (sink === undefined) return socket().push(Buffer.from(chunk));
      sink(chunk);
      return true;
    },
  };
}

/** The parts of an accepted socket that are needed to make it anew; they are not documented. */
interface Accepted {
  _handle?: { useUserBuffer?: unknown } | null;
  _server?: unknown;
  server?: unknown;
}

/** The accepted socket with direct reads, which replaces `accepted`; or `accepted` itself. */
export function withDirectRead(accepted: Socket): Socket {
  const parts = accepted as unknown as Accepted;
  const handle = parts._handle;
  if (typeof handle?.useUserBuffer !== 'function' || parts._server == null) return accepted;
  const options = { handle, readable: true, writable: true, onread: directRead(() => socket) };
  const socket: Socket = new Socket(options as unknown as SocketConstructorOpts);
  // The server counts its connections by these.
  Object.assign(socket, { server: parts.server, _server: parts._server });
  parts._handle = null;
  return socket;
}

/**
 * Sends every chunk that `socket` receives to `sink`, whose memory is used again afterwards. Returns a function that
 * ends it; what comes then is dropped once the socket is resumed.
 */
export function readChunks(socket: Socket, sink: ChunkSink): () => void {
  sinks.set(socket, sink);
  socket.on('data', sink);
  return () => {
    sinks.delete(socket);
    socket.off('data', sink);
  };
}
