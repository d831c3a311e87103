import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type Listener, listenUnixOrTcp } from '@slotbench/wire';
import type { Clock } from '../clock.ts';
import { parseBatch } from './batch.ts';
import type { LegacyAcceptor } from './legacy-config.ts';
import type { LogObject } from './log-object.ts';

/** The library's TraceAcceptor: what forwarders send is traced here under the name of the node. */
export function startAcceptor(
  { nodeName, address }: LegacyAcceptor,
  o: { clock: Clock; thread: string; trace(object: LogObject): void; complain(text: string): void },
): () => Promise<void> {
  const listening = listenUnixOrTcp(address, (socket) => {
    void readObjects(socket, (host, payload) => {
      const batch = parseBatch(payload);
      if (Array.isArray(batch))
        for (const object of batch) o.trace({ ...object, name: `${nodeName}.${object.name}` });
      else o.trace(unreadable(host, batch.error));
    });
  });
  listening.catch((error: Error) => o.complain(`traceAcceptAt: ${error.message}`));

  function unreadable(host: string, error: string): LogObject {
    o.clock.read();
    const { seconds, nanoseconds } = o.clock;
    return {
      name: `${nodeName}.#external`,
      host,
      thread: o.thread,
      severity: 'Warning',
      privacy: 'Public',
      time: { seconds, picoseconds: nanoseconds * 1000 },
      content: { kind: 'LogError', message: `Could not parse external log objects: ${error}` },
    };
  }

  return async () => {
    const listener: Listener | undefined = await listening.catch(() => undefined);
    await listener?.close();
  };
}

/** Pairs of lines: a host and a payload. An empty payload ends the reading of this connection. */
async function readObjects(socket: Socket, take: (host: string, payload: string) => void): Promise<void> {
  let host: string | undefined;
  try {
    for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (host === undefined) host = line;
      else if (line === '') break;
      else {
        take(host, line);
        host = undefined;
      }
    }
  } catch {
    // The connection broke; what came whole was taken.
  }
  socket.destroy();
}
