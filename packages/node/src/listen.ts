import type { Socket } from 'node:net';
import { type Listener, listenUnixOrTcp, WireError } from '@slotbench/wire';
import { NodeError } from './errors.ts';

/** Listens for node-to-node connections; NODE_PORT_IN_USE if it cannot. Port 0 takes a free one. */
export async function listenForPeers(
  { hostAddress: host, port }: { hostAddress: string; port: number },
  onSocket: (socket: Socket) => void,
): Promise<Listener> {
  try {
    return await listenUnixOrTcp({ kind: 'tcp', host, port }, onSocket);
  } catch (error) {
    throw new NodeError({ code: 'NODE_PORT_IN_USE', host, port, reason: reasonOf(error) }, { cause: error });
  }
}

/** Listens on the node's own socket, which also says that the node is up; NODE_SOCKET_IN_USE if it cannot. */
export async function listenForLocals(
  socketPath: string,
  onSocket: (socket: Socket) => void,
): Promise<Listener> {
  try {
    return await listenUnixOrTcp({ kind: 'unix', path: socketPath }, onSocket);
  } catch (error) {
    throw new NodeError(
      { code: 'NODE_SOCKET_IN_USE', socketPath, reason: reasonOf(error) },
      { cause: error },
    );
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof WireError)) return (error as Error).message;
  if (error.code === 'WIRE_ADDRESS_IN_USE') return 'another process uses it';
  return error.cause instanceof Error ? error.cause.message : error.message;
}
