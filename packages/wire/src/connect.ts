import { createConnection, type Socket } from 'node:net';
import { type Address, netOptions, showAddress } from './address.ts';
import { WireError } from './errors.ts';
import { directRead } from './mux/direct-read.ts';

/** TCP connections are probed after this long in silence: nothing in the protocols notices a dead peer (trap 17). */
const KEEP_ALIVE_MS = 30_000;

/** A connected socket; rejects with WIRE_SOCKET, or WIRE_ENDED when the signal aborts first. */
export function connectSocket(address: Address, options: { signal?: AbortSignal } = {}): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const { signal } = options;
  if (signal?.aborted) return Promise.reject(new WireError({ code: 'WIRE_ENDED', got: 'an abort' }));
  const socket: Socket = createConnection({ ...netOptions(address), onread: directRead(() => socket) });
  const onAbort = () => socket.destroy(new WireError({ code: 'WIRE_ENDED', got: 'an abort' }));
  const onError = (cause: Error) => {
    signal?.removeEventListener('abort', onAbort);
    if (cause instanceof WireError) reject(cause);
    else
      reject(new WireError({ code: 'WIRE_SOCKET', got: `no connection to ${showAddress(address)}`, cause }));
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  socket.once('error', onError);
  socket.once('connect', () => {
    signal?.removeEventListener('abort', onAbort);
    socket.off('error', onError);
    tuneSocket(socket);
    resolve(socket);
  });
  return promise;
}

/** For both ends of a TCP connection: writes are batched already, and silence must not last for ever. */
export function tuneSocket(socket: Socket): void {
  if (socket.remoteAddress === undefined) return;
  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
}
