import { createServer, type Server, type Socket } from 'node:net';
import { type Address, netOptions, showAddress } from './address.ts';
import { tuneSocket } from './connect.ts';
import { WireError } from './errors.ts';
import { withDirectRead } from './mux/direct-read.ts';
import { removeDeadSocket } from './socket-file.ts';

export interface Listener {
  /** The address in use: with the real port if 0 was asked for. */
  readonly address: Address;
  /**
   * Stops listening, destroys the connections that nobody has ended, lets those that were ended go out (at most
   * a second), removes the socket file.
   */
  close(): Promise<void>;
}

/**
 * Listens on a unix socket or TCP port. A unix socket file that nobody answers on is removed first. Rejects with
 * WIRE_ADDRESS_IN_USE (somebody answers, or the port is taken), WIRE_ADDRESS (the path is not a socket, or too
 * long) or WIRE_SOCKET.
 */
export async function listenUnixOrTcp(
  address: Address,
  onSocket: (socket: Socket) => void,
): Promise<Listener> {
  const options = netOptions(address);
  if (address.kind === 'unix') await removeDeadSocket(address.path);
  const open = new Set<Socket>();
  const server = createServer((accepted) => {
    const socket = withDirectRead(accepted);
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    // Until the mux listens, an early reset must not end the process.
    socket.on('error', () => {});
    tuneSocket(socket);
    onSocket(socket);
  });
  await listening(server, options, address);
  const bound = server.address();
  return {
    address:
      address.kind === 'tcp' && bound !== null && typeof bound === 'object'
        ? { ...address, port: bound.port }
        : address,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) if (!socket.writableEnded) socket.destroy();
      return closed;
    },
  };
}

function listening(server: Server, options: object, address: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException): void => {
      const code = cause.code === 'EADDRINUSE' ? 'WIRE_ADDRESS_IN_USE' : 'WIRE_SOCKET';
      reject(new WireError({ code, got: showAddress(address), cause }));
    };
    server.once('error', onError);
    server.listen(options, () => {
      server.off('error', onError);
      resolve();
    });
  });
}
