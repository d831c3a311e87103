import type { Severity } from '@slotbench/tracing';
import type { MetricValue, TraceObject } from '@slotbench/wire';
import { checkLibraryConfig, type LibraryConfig } from './configuration/config.ts';
import { helpOf } from './configuration/load-config.ts';
import type { Reload } from './configuration/reload.ts';
import { disk } from './logs/disk.ts';
import type { RegisteredNode } from './nodes/node-registry.ts';
import { createOwnSampling } from './own-resources.ts';
import { createSelfTraces, type Verbosity } from './self-traces.ts';
import { startService } from './service.ts';
import type { Statistics } from './statistics.ts';

export interface CollectorOptions {
  /** cardano-tracer's configuration as an object; `logging` may be left out, and then nothing is written. */
  readonly config: LibraryConfig;
  /** A connection got its name. */
  onNode?(node: CollectorNode): void;
  /** The node's connection is over. */
  onGone?(node: CollectorNode): void;
  /** Objects that the log files have, in order. Awaited before the node is asked for more: slowness reaches the node. */
  onObjects?(node: CollectorNode, objects: readonly TraceObject[]): void | Promise<void>;
  /** What the program prints as JSON lines: connections that failed, files that could not be written, ... */
  onTrace?(trace: SelfTrace): void;
}

/** A node while it is connected. */
export interface CollectorNode {
  /** Of the connection; another one after a reconnect. */
  readonly id: string;
  readonly name: string;
  /** Current values by internal name, as the node forwarded them. */
  metrics(): ReadonlyMap<string, MetricValue>;
}

export interface SelfTrace {
  /** `Tracer.ForwardingInterrupted`, ... */
  readonly namespace: string;
  readonly severity: Severity;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Collector {
  /** Where nodes connect, with the port that port 0 became; undefined with `ConnectTo`. */
  readonly address: string | undefined;
  /** Where `hasForwarding` forwards objects on. */
  readonly forwardingAddress: string | undefined;
  /** Ports of the servers that the configuration asks for. */
  readonly ports: Readonly<Record<'prometheus' | 'ekg' | 'timeseries', number | undefined>>;
  readonly statistics: Readonly<Statistics>;
  /** Connected nodes that have a name, by name. */
  nodes(): CollectorNode[];
  /** Takes over what can change while nodes are connected, and says what cannot. */
  reload(config: LibraryConfig): Promise<Reload>;
  /** Ends every connection; what was accepted is on disk then. */
  stop(): Promise<void>;
}

/**
 * Starts a collector in this process. Rejects with a CollectorError that lists every fault of the configuration, or
 * names the address or folder that cannot be had.
 */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const say = (message: string) =>
    options.onTrace?.({
      namespace: 'Tracer.Notice',
      severity: 'Notice',
      data: { kind: 'TracerNotice', message },
    });
  const check = (config: LibraryConfig) =>
    checkLibraryConfig(config, ({ path, text }) => say(`config: ${path}: ${text}`));
  const config = check(options.config);
  let verbosity: Verbosity = config.verbosity;
  const tracing = tracingInto(options.onTrace);
  const service = await startService(config, {
    disk,
    traces: createSelfTraces(tracing, () => verbosity),
    help: await helpOf(config),
    nowMs: Date.now,
    say,
    events: {
      onNode: (node) => options.onNode?.(nodeOf(node)),
      onGone: (node) => options.onGone?.(nodeOf(node)),
      ...(options.onObjects && { onObjects: (node, objects) => options.onObjects?.(nodeOf(node), objects) }),
    },
  });
  const sampling = createOwnSampling(tracing);
  sampling.every(config.resourceFreq);
  return {
    get address() {
      return service.address;
    },
    forwardingAddress: service.forwardingAddress,
    ports: {
      prometheus: service.prometheusPort,
      ekg: service.ekgPort,
      timeseries: service.timeseriesPort,
    },
    statistics: service.statistics,
    nodes: () => service.nodes().map(nodeOf),
    async reload(next) {
      const checked = check(next);
      const reload = await service.reload(checked, await helpOf(checked));
      verbosity = reload.config.verbosity;
      if (reload.changed.includes('resourceFreq')) sampling.every(reload.config.resourceFreq);
      return reload;
    },
    async stop() {
      sampling.stop();
      await service.stop();
    },
  };
}

function nodeOf({ id, name, metrics }: RegisteredNode): CollectorNode {
  return { id, name, metrics: () => new Map(metrics.entries()) };
}

/** Self-traces as calls instead of lines. */
function tracingInto(onTrace: CollectorOptions['onTrace']): Parameters<typeof createSelfTraces>[0] {
  return {
    tracer(message) {
      const emit = (payload: Parameters<typeof message.forMachine>[0]) => {
        const { namespace, severity } = message;
        onTrace?.({
          namespace,
          severity: (typeof severity === 'function' ? severity(payload) : severity) ?? 'Info',
          data: message.forMachine(payload, 'DNormal'),
        });
      };
      return Object.assign(emit, { enabled: onTrace !== undefined });
    },
  };
}
