import type { Socket } from 'node:net';
import {
  connectSocket,
  type ForwarderSource,
  type Metric,
  runForwarder,
  type TraceObject,
} from '@slotbench/wire';

/** A node for tests: queues objects, forwards them over a real socket. */
export interface ForwardingNode {
  trace(...lines: string[]): void;
  metrics: Metric[];
  /** Objects that the collector has not asked for yet. */
  readonly queued: number;
  /** Closes the connection and waits for its end. */
  close(): Promise<void>;
  readonly socket: Socket;
}

export async function connectNode(o: {
  path: string;
  name: string | undefined;
  magic?: number;
}): Promise<ForwardingNode> {
  const queue: TraceObject[] = [];
  let wake: (() => void) | undefined;
  const stop = new AbortController();
  let metrics: Metric[] = [];
  const source: ForwarderSource = {
    takeObjects: (max) => queue.splice(0, max),
    untilObjects(signal) {
      if (queue.length > 0 || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    },
    metrics: () => metrics,
    dataPoint: (name) =>
      name === 'NodeInfo' && o.name !== undefined
        ? JSON.stringify({ niName: o.name, niVersion: '1' })
        : undefined,
  };
  const socket = await connectSocket({ kind: 'unix', path: o.path });
  const ended = runForwarder(socket, {
    side: 'initiator',
    magic: o.magic ?? 42,
    source,
    signal: stop.signal,
  });
  return {
    trace(...lines: string[]) {
      for (const line of lines) queue.push(traceObject(line));
      wake?.();
    },
    get metrics() {
      return metrics;
    },
    set metrics(current) {
      metrics = current;
    },
    get queued() {
      return queue.length;
    },
    async close() {
      stop.abort();
      await ended;
    },
    socket,
  };
}

export function traceObject(line: string): TraceObject {
  return {
    toHuman: line.startsWith('{') ? `human ${line}` : undefined,
    toMachine: line,
    toNamespace: ['Test', 'Line'],
    toSeverity: line.includes('"sev":"Error"') ? 4 : 1,
    toDetails: 1,
    toTimestamp: { seconds: 1_700_000_000, picoseconds: 5 },
    toHostname: 'host',
    toThreadId: '1',
  };
}
