import { join } from 'node:path';
import type { TraceObject } from '@slotbench/wire';
import type { CollectorConfig } from './configuration/config.ts';
import { mergeReload, type Reload } from './configuration/reload.ts';
import { type MetricsServers, startMetricsServers } from './endpoints/metrics-servers.ts';
import { processFigures, selfMetrics } from './endpoints/self-metrics.ts';
import { every } from './every.ts';
import { type JournalPlace, systemJournal } from './journal/journal.ts';
import type { Disk } from './logs/disk.ts';
import { checkLogRoots, startNodeLogging } from './logs/node-logging.ts';
import { createMinuteReports } from './minute-reports.ts';
import { createConnections } from './nodes/connections.ts';
import { openNetwork } from './nodes/network.ts';
import { createNodeRegistry, type RegisteredNode } from './nodes/node-registry.ts';
import { startReforwarding } from './nodes/re-forwarding.ts';
import { createObjectLags } from './object-lag.ts';
import type { SelfTraces } from './self-traces.ts';
import { createStatistics, STATISTICS_FILE, type Statistics, writeStatistics } from './statistics.ts';
import { startTimeseries, type Timeseries } from './timeseries/timeseries.ts';

export interface Service {
  readonly statistics: Statistics;
  /** Where nodes connect; undefined if we connect to them. */
  readonly address: string | undefined;
  /** Of the Prometheus server, if there is one. */
  readonly prometheusPort: number | undefined;
  /** Of the EKG server, if there is one. */
  readonly ekgPort: number | undefined;
  /** Of the time series server, if there is one. */
  readonly timeseriesPort: number | undefined;
  /** Where trace objects are forwarded on. */
  readonly forwardingAddress: string | undefined;
  /** Connected nodes that have a name, by name. */
  nodes(): RegisteredNode[];
  /**
   * Takes over what of a new configuration can change while nodes are connected. Throws a CollectorError, and goes on
   * with the old one, if a log folder cannot be had.
   */
  reload(next: CollectorConfig, help: ReadonlyMap<string, string>): Promise<Reload>;
  /** Ends every connection, writes everything that was accepted, and the statistics. */
  stop(): Promise<void>;
}

export interface ServiceContext {
  readonly disk: Disk;
  readonly traces: SelfTraces;
  /** Help texts for metrics, by (a part of) the internal name. */
  readonly help: ReadonlyMap<string, string>;
  readonly nowMs: () => number;
  /** One line for the operator. */
  readonly say: (line: string) => void;
  /** What to do if the address of `network` is taken; default: reject. */
  readonly whenTaken?: 'reject' | 'retry';
  readonly events?: ServiceEvents;
  /** Default: the system's. */
  readonly journal?: JournalPlace;
}

export interface ServiceEvents {
  /** A connection got its name. */
  onNode?(node: RegisteredNode): void;
  /** The node's connection is over. */
  onGone?(node: RegisteredNode): void;
  /** Objects that the logs have; awaited before the node is asked for more. */
  onObjects?(node: RegisteredNode, objects: readonly TraceObject[]): void | Promise<void>;
}

const STATISTICS_PERIOD_MS = 5_000;

/**
 * Starts the service: log folders, then the servers, then the network, so that whatever cannot be had is said before
 * the first node is accepted. Throws a CollectorError and leaves nothing behind.
 */
export async function startService(first: CollectorConfig, context: ServiceContext): Promise<Service> {
  const { traces, nowMs, events } = context;
  let config = first;
  checkLogRoots(config);
  traces.initStart({});

  const statistics = createStatistics();
  const registry = createNodeRegistry([STATISTICS_FILE, `${STATISTICS_FILE}.tmp`], events);
  const lags = createObjectLags();
  const reports = createMinuteReports({ nowMs, say: context.say });
  const opened: (() => Promise<void>)[] = [];
  const updates = { updatedRefused: false };

  function complain(place: string, error: unknown, lost = 0): void {
    const message = (error as Error).message;
    reports.add(place, message, lost);
    traces.failed({ error: `${place}: ${message}` });
  }

  async function open<T>(what: Promise<T>, close: (it: T) => Promise<void> | undefined): Promise<T> {
    const it = await what;
    opened.push(async () => close(it));
    return it;
  }
  const closeAll = () => Promise.all(opened.map((close) => close()));

  const startForwarding = async () => {
    if (config.hasForwarding === undefined) return undefined;
    const place = `${config.hasForwarding[0].contents} (hasForwarding)`;
    const started = await startReforwarding(config.hasForwarding, {
      magic: config.networkMagic,
      complain: (text) => complain(place, new Error(text)),
    });
    traces.startedReforwarder({});
    return started;
  };
  let forwarding: Awaited<ReturnType<typeof startForwarding>>;
  let metrics: MetricsServers;
  let timeseries: Timeseries | undefined;
  let network: Awaited<ReturnType<typeof openNetwork>>;
  const logging = startNodeLogging(config, {
    disk: context.disk,
    journal: context.journal ?? systemJournal(),
    statistics,
    nodes: registry.list,
    nowMs,
    say: context.say,
    complain,
    after(node, batch) {
      lags.note(node, batch.lastMs, nowMs());
      if (forwarding === undefined && events?.onObjects === undefined) return;
      const objects = batch.objects();
      if (forwarding !== undefined) {
        forwarding.offer(objects);
        statistics.forwardingDropped = forwarding.dropped;
      }
      return events?.onObjects?.(node, objects);
    },
  });
  const connections = createConnections({ statistics, traces }, () => ({
    config,
    updates,
    registry,
    openLog: logging.open,
    onMetrics: (node, received) => timeseries?.record(node.name, received, nowMs()),
  }));
  try {
    forwarding = await open(startForwarding(), (it) => it?.close());
    const own = () => selfMetrics(statistics, processFigures(), registry.list(), lags.of);
    const { help, say } = context;
    metrics = await open(
      startMetricsServers(config, { nodes: registry.list, own, help, nowMs, traces, say }),
      (it) => it.close(),
    );
    timeseries = await open(
      startTimeseries(config, {
        nodes: registry.list,
        ask: async ({ id }, name) => connections.get(id)?.ask(name),
        nowMs,
        traces,
        say,
        complain: (problem) => complain('hasTimeseries', new Error(problem)),
      }),
      (it) => it?.close(),
    );
    network = await openNetwork(config.network, {
      traces,
      whenTaken: context.whenTaken ?? 'reject',
      serve: connections.serve,
    });
  } catch (error) {
    await Promise.all([logging.stop(), closeAll()]);
    throw error;
  }
  if (config.rotation !== undefined) traces.startedLogRotator({});
  traces.startedAcceptors({ address: network.address ?? config.network.contents });

  const saveStatistics = async () => {
    if (logging.firstRoot === undefined) return;
    const path = join(logging.firstRoot, STATISTICS_FILE);
    await writeStatistics(path, statistics).catch((e) => complain(path, e));
  };
  const stopSaving = every(STATISTICS_PERIOD_MS, saveStatistics);
  traces.initDone({});

  async function reloadNow(next: CollectorConfig, help: ReadonlyMap<string, string>): Promise<Reload> {
    const reload = mergeReload(config, next);
    checkLogRoots(reload.config);
    await metrics.reload(reload.config, help);
    await timeseries?.reload(reload.config);
    config = reload.config;
    await logging.reload(config, reload.changed);
    return reload;
  }
  let reloading: Promise<unknown> = Promise.resolve();

  return {
    statistics,
    get address() {
      return network.address;
    },
    prometheusPort: metrics.prometheus?.port,
    ekgPort: metrics.ekg?.port,
    timeseriesPort: timeseries?.port,
    forwardingAddress: forwarding?.address,
    nodes: registry.list,
    reload(next, help) {
      const reload = reloading.then(() => reloadNow(next, help));
      reloading = reload.catch(() => {}); // the caller of `reload` sees the error
      return reload;
    },
    async stop() {
      const drained = connections.drain();
      await reloading;
      await drained;
      await Promise.all([network.close(), connections.close()]);
      await Promise.all([logging.stop(), stopSaving(), closeAll()]);
      await saveStatistics();
      reports.flush();
    },
  };
}
