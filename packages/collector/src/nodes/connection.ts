import type { Socket } from 'node:net';
import {
  type AcceptorSession,
  type Metric,
  runAcceptor,
  type Side,
  type TraceObjectBatch,
  type UpdatedUntilRefused,
  WireError,
} from '@slotbench/wire';
import type { CollectorConfig } from '../configuration/config.ts';
import { createMetricsStore } from '../endpoints/metrics-store.ts';
import type { NodeLog } from '../logs/node-log.ts';
import type { SelfTraces } from '../self-traces.ts';
import { type NodeStatistics, nodeStatistics, type Statistics } from '../statistics.ts';
import type { NodeRegistry, RegisteredNode } from './node-registry.ts';

/** One node's connection, from the accepted socket to the last line on disk. */
export interface Connection {
  /** The JSON text of a data point; undefined if the node knows none of that name or does not answer in time. */
  ask(dataPoint: string): Promise<string | undefined>;
  /** Ends the connection; what was accepted is still written. */
  close(): void;
  /** Resolves once the connection is over and its log files are closed; never rejects. */
  readonly done: Promise<void>;
}

export interface ConnectionContext {
  readonly config: CollectorConfig;
  /** Who connected: the node (we are the responder) or we. */
  readonly side: Side;
  /** Whether a node that cannot say what changed has shown up. */
  readonly updates: UpdatedUntilRefused;
  readonly registry: NodeRegistry;
  readonly statistics: Statistics;
  readonly traces: SelfTraces;
  openLog(node: RegisteredNode): NodeLog;
  /** Metrics of a node that has a name, with those that came before it. */
  onMetrics(node: RegisteredNode, metrics: Iterable<Metric>): void;
}

/**
 * Serves one connection. The node is asked for its name (data point `NodeInfo`) when its first metrics and again
 * when its first trace objects arrive, because it may learn its own name only after connecting; a node that
 * gives none by then goes by the connection's id.
 */
export function acceptConnection(socket: Socket, id: string, context: ConnectionContext): Connection {
  const { config, registry, statistics, traces } = context;
  const metrics = createMetricsStore();
  const ready = Promise.withResolvers<AcceptorSession>();
  ready.promise.catch(() => {}); // a refused connection has nobody waiting for it
  let session: AcceptorSession | undefined;
  let node: RegisteredNode | undefined;
  let counts: NodeStatistics | undefined;
  let log: NodeLog | undefined;
  let naming: Promise<string | undefined> | undefined;
  let closed = false;
  /** From this side: nothing may wait any more. */
  let stopped = false;
  const writing = new Set<Promise<void>>();

  /** One question at a time; both kinds of replies may want the answer. */
  const askName = (): Promise<string | undefined> => {
    naming ??= ready.promise.then(ownName).finally(() => {
      naming = undefined;
    });
    return naming;
  };

  function register(ownName: string | undefined): RegisteredNode {
    if (node !== undefined) return node;
    node = registry.register(id, ownName, metrics);
    counts = nodeStatistics(statistics, node.name);
    counts.connections++;
    counts.connected = true;
    traces.named({ id, name: node.name });
    context.onMetrics(node, metrics.metrics());
    return node;
  }

  /** Without a promise wherever possible: it is called for every reply. */
  function store(batch: TraceObjectBatch): void | Promise<void> {
    if (log === undefined) return openLog().then((opened) => write(opened, batch));
    return write(log, batch);
  }

  async function openLog(): Promise<NodeLog> {
    const owner = node ?? register(await askName());
    log ??= context.openLog(owner);
    return log;
  }

  function write(opened: NodeLog, batch: TraceObjectBatch): void | Promise<void> {
    traces.received({ name: node?.name ?? id, what: 'objects', count: batch.length });
    const written = opened.write(batch);
    if (stopped) void opened.close();
    if (written === undefined) count(batch);
    else return written.then(() => count(batch));
  }

  function count({ length }: TraceObjectBatch): void {
    statistics.objects += length;
    if (counts !== undefined) counts.objects += length;
  }

  async function run(): Promise<void> {
    session = await runAcceptor(socket, {
      side: context.side,
      magic: config.networkMagic,
      requestCount: config.loRequestNum,
      metricsRequest: config.ekgRequestFull ? 'all' : context.updates,
      metricsPeriodMs: config.ekgRequestFreq * 1000,
      onObjects(batch) {
        const stored = store(batch);
        if (stored === undefined) return;
        writing.add(stored);
        return stored.finally(() => writing.delete(stored));
      },
      onMetrics(received) {
        statistics.refusedMetrics += metrics.update(received);
        traces.received({ name: node?.name ?? id, what: 'metrics', count: received.length });
        if (node !== undefined) context.onMetrics(node, received);
        else void askName().then((name) => name !== undefined && !closed && register(name));
      },
    });
    statistics.connections++;
    ready.resolve(session);
    const reason = await session.ended;
    if (reason.kind === 'error' && !closed) {
      statistics.failed++;
      traces.interrupted({ id, message: reason.error.message });
    }
  }

  function release(): void {
    if (counts !== undefined) counts.connected = false;
    registry.release(id);
  }
  // Objects may still wait for room on a full disk when their node comes back and wants its name.
  socket.once('close', release);

  const done = run()
    .catch((error: Error) => {
      ready.reject(error);
      // Who only knocks and leaves, as a second collector does to see whether the socket lives, is not refused.
      if (closed || (error instanceof WireError && error.code === 'WIRE_ENDED')) return;
      statistics.refused++;
      traces.interrupted({ id, message: error.message });
    })
    .then(async () => {
      closed = true;
      await Promise.allSettled(writing);
      await log?.close();
      release();
    });

  return {
    async ask(dataPoint) {
      const answers = await session?.askDataPoints([dataPoint]).catch(() => undefined); // the connection ended
      return answers?.get(dataPoint);
    },
    close() {
      closed = true;
      stopped = true;
      // Gives up what waits for room; what is being written is finished.
      void log?.close();
      if (session === undefined) socket.destroy();
      else session.close();
    },
    done,
  };
}

/** The node's `niName`; undefined if it does not answer, or answers something else. */
async function ownName(session: AcceptorSession): Promise<string | undefined> {
  try {
    const text = (await session.askDataPoints(['NodeInfo'])).get('NodeInfo');
    if (text === undefined) return undefined;
    const info: unknown = JSON.parse(text);
    const name = (info as { niName?: unknown } | null)?.niName;
    return typeof name === 'string' ? name : undefined;
  } catch {
    // Not in time, not JSON, or the connection ended: the connection's id serves as the name.
    return undefined;
  }
}
