import type { Metric } from '@slotbench/wire';
import type { CollectorConfig } from '../configuration/config.ts';
import { serveHttp } from '../endpoints/http-server.ts';
import { openAccess } from '../endpoints/metrics-servers.ts';
import { every } from '../every.ts';
import type { RegisteredNode } from '../nodes/node-registry.ts';
import { createNodeRoutes } from '../nodes/node-routes.ts';
import type { SelfTraces } from '../self-traces.ts';
import { metricPoints } from './metric-points.ts';
import { createPointStore, type PointStoreLimits } from './point-store.ts';
import { answerTimeseries, type RetentionSettings } from './routes.ts';

export interface Timeseries {
  /** Undefined for a unix socket. */
  readonly port: number | undefined;
  /** Keeps the numbers among a node's metrics under the time at which they came. */
  record(node: string, metrics: Iterable<Metric>, atMs: number): void;
  /** Reads certificate and token again. */
  reload(config: CollectorConfig): Promise<void>;
  close(): Promise<void>;
}

export interface TimeseriesContext {
  /** Connected nodes that have a name. */
  readonly nodes: () => readonly RegisteredNode[];
  /** The JSON text of a node's data point; undefined if it knows none of that name or does not answer in time. */
  readonly ask: (node: RegisteredNode, dataPoint: string) => Promise<string | undefined>;
  readonly nowMs: () => number;
  readonly traces: Pick<SelfTraces, 'startedTimeseries' | 'missingCertificate'>;
  readonly say: (line: string) => void;
  /** Points that were given up or not taken. */
  readonly complain: (problem: string) => void;
  readonly limits?: Partial<PointStoreLimits>;
}

/** Defaults of cardano-tracer; they can be changed through the API only. */
const RETENTION_MS = 24 * 3_600_000;
const PRUNING_PERIOD_MS = 15 * 60_000;

/** Longest form that a query may come in: every character of the longest query percent-encoded. */
const BODY_BYTES = 128 << 10;

/**
 * Starts the store and its HTTP API, if the configuration has `hasTimeseries`. Nothing is kept over a restart. Rejects
 * with a CollectorError if the address or a file of the endpoint cannot be had. Source: cardano-tracer 0.5.0.
 */
export async function startTimeseries(
  config: CollectorConfig,
  context: TimeseriesContext,
): Promise<Timeseries | undefined> {
  const access = await openAccess(config, 'hasTimeseries', context);
  if (config.hasTimeseries === undefined || access === undefined) return undefined;
  const { nowMs, complain } = context;
  const store = createPointStore(context.limits);
  const retention = startRetention((beforeMs) => store.prune(beforeMs), nowMs);
  const routes = createNodeRoutes([]);
  const nodes = () =>
    [...routes.of(context.nodes())].map(([slug, node]) => ({
      name: node.name,
      slug,
      ask: (dataPoint: string) => context.ask(node, dataPoint),
    }));
  const api = {
    store,
    settings: retention.settings,
    nowMs,
    nodes,
    leastRetentionMs: config.ekgRequestFreq * 1000,
  };
  const server = await serveHttp(
    config.hasTimeseries,
    { key: 'hasTimeseries', access, bodyBytes: BODY_BYTES },
    (request) => answerTimeseries(request, api),
  ).catch((error) => {
    retention.stop();
    throw error;
  });
  context.traces.startedTimeseries({ endpoint: server.place });

  return {
    port: server.port,
    record(node, metrics, atMs) {
      let refused = 0;
      for (const { metric, value } of metricPoints(metrics))
        if (!store.insert({ metric, node, ms: atMs, value })) refused++;
      if (refused > 0) complain(`too many series; ${refused} points of ${node} not kept`);
      const keptFromMs = store.evict();
      if (keptFromMs !== undefined)
        complain(`memory is full; points before ${new Date(keptFromMs).toISOString()} given up`);
    },
    async reload(next) {
      const renewed = await openAccess(next, 'hasTimeseries', context);
      if (renewed !== undefined) server.renew(renewed);
    },
    async close() {
      retention.stop();
      await server.close();
    },
  };
}

function startRetention(prune: (beforeMs: number) => void, nowMs: () => number) {
  let stop = () => {};
  const settings: RetentionSettings = {
    retentionMs: RETENTION_MS,
    pruningPeriodMs: PRUNING_PERIOD_MS,
    prune: () => prune(nowMs() - settings.retentionMs),
    restart() {
      stop();
      if (settings.pruningPeriodMs === undefined) return;
      settings.prune();
      stop = every(settings.pruningPeriodMs, async () => settings.prune());
    },
  };
  settings.restart();
  return { settings, stop: () => stop() };
}
