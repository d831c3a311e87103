import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

/**
 * Whether a process listens on a TCP port of this machine. Read from /proc where it exists, because a connection made
 * only to look would stand in the node's traces.
 */
export async function isListening(port: number): Promise<boolean> {
  try {
    return ['/proc/net/tcp', '/proc/net/tcp6'].some((table) =>
      listensIn(readFileSync(table, 'latin1'), port),
    );
  } catch {
    return await new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
  }
}

/** Whether a table of the kernel has a listener on `port`. State 0A is LISTEN: `sl local_address rem_address st …`, addresses in hex with the port after a colon. */
export function listensIn(table: string, port: number): boolean {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').some((line) => {
    const [, local, , state] = line.trim().split(/\s+/);
    return state === '0A' && local?.endsWith(`:${hexPort}`) === true;
  });
}
