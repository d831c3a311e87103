import type { Socket } from 'node:net';
import type { PeerLabel } from '../traces/render.ts';

/** Names a connection by its two ends, as cardano-node does: `"<local> <remote>"`. */
export function peerLabel(
  socket: Pick<Socket, 'localAddress' | 'localPort' | 'remoteAddress' | 'remotePort'>,
): PeerLabel {
  const end = (address: string | undefined, port: number | undefined): string =>
    address?.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  return {
    connectionId: `${end(socket.localAddress, socket.localPort)} ${end(socket.remoteAddress, socket.remotePort)}`,
  };
}
