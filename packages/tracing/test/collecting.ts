import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AcceptorSession, type Metric, runAcceptor, type TraceObject } from '@slotbench/wire';

export const magic = 42;

/** A real acceptor on a unix socket. */
export async function acceptor(onObjects: (objects: TraceObject[]) => void | Promise<void>) {
  const folder = mkdtempSync(join(tmpdir(), 'slotbench-tracing-'));
  const path = join(folder, 'socket');
  const metrics: Metric[][] = [];
  const sockets: Socket[] = [];
  const { promise: session, resolve: opened } = Promise.withResolvers<AcceptorSession>();
  const server = createServer(async (socket) => {
    sockets.push(socket);
    // A program that ends at once may leave before it has said who it is.
    await runAcceptor(socket, {
      side: 'responder',
      magic,
      metricsPeriodMs: 10,
      onObjects: (batch) => onObjects(batch.objects()),
      onMetrics: (some) => void metrics.push(some),
    }).then(opened, () => {});
  });
  await once(server.listen(path), 'listening');
  return {
    address: { kind: 'unix', path } as const,
    metrics,
    session,
    async close() {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
      rmSync(folder, { recursive: true });
    },
  };
}
