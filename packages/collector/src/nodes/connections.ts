import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Side } from '@slotbench/wire';
import { acceptConnection, type Connection, type ConnectionContext } from './connection.ts';
import { connectionId } from './node-name.ts';

/** Every connection that is open, each under an id of its own. */
export interface Connections {
  /** Serves a connection; `remote` is what its id is made of. Resolves when it is over, never rejects. */
  serve(socket: Socket, o: { side: Side; remote: string }): Promise<void>;
  get(id: string): Connection | undefined;
  /**
   * From now on newcomers are turned away. Nodes that ended just before us have left their last objects in the sockets:
   * resolves once every connection has ended or brings nothing new, after DRAIN_MS at the latest.
   */
  drain(): Promise<void>;
  /** Ends them all; resolves when what they brought is written. */
  close(): Promise<void>;
}

/** Connections served at a time; a cluster of 52 nodes is the largest in use. */
const MOST_CONNECTIONS = 1024;
const DRAIN_MS = 1_000;
const DRAIN_STEP_MS = 100;

/** `contextOf` gives what a new connection works with, by the configuration of the moment. */
export function createConnections(
  o: Pick<ConnectionContext, 'statistics' | 'traces'>,
  contextOf: () => Omit<ConnectionContext, 'side' | 'statistics' | 'traces'>,
): Connections {
  const { statistics, traces } = o;
  const open = new Map<string, Connection>();
  let stopping = false;

  return {
    async serve(socket, { side, remote }) {
      if (stopping) {
        socket.destroy();
        return;
      }
      const id = freeId(connectionId(remote), open);
      traces.incoming({ id });
      if (open.size >= MOST_CONNECTIONS) {
        statistics.refused++;
        traces.interrupted({ id, message: `more than ${MOST_CONNECTIONS} connections` });
        socket.destroy();
        return;
      }
      const connection = acceptConnection(socket, id, { ...contextOf(), side, statistics, traces });
      open.set(id, connection);
      await connection.done;
      open.delete(id);
    },
    get: (id) => open.get(id),
    async drain() {
      stopping = true;
      let before = -1;
      for (let ms = 0; ms < DRAIN_MS && open.size > 0 && before !== statistics.objects; ms += DRAIN_STEP_MS) {
        before = statistics.objects;
        await sleep(DRAIN_STEP_MS);
      }
    },
    async close() {
      for (const connection of open.values()) connection.close();
      await Promise.all([...open.values()].map((connection) => connection.done));
    },
  };
}

/** Ids that differ in dots only would be the same: the later connection gets a number. */
function freeId(id: string, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(id)) return id;
  for (let n = 2; ; n++) if (!taken.has(`${id}_${n}`)) return `${id}_${n}`;
}
