import { accessSync, constants, mkdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenUnixOrTcp, parseAddress, WireError } from '@slotbench/wire';
import { type CollectorConfig, maxAgeMs } from './config.ts';
import { acceptConnection, type Connection } from './connection.ts';
import type { Disk } from './disk.ts';
import { CollectorError } from './errors.ts';
import { type HttpServer, serveHttp } from './http-server.ts';
import { createMinuteReports } from './minute-reports.ts';
import { createNodeLog, type NodeLog } from './node-log.ts';
import { connectionId } from './node-name.ts';
import { createNodeRegistry, type RegisteredNode } from './node-registry.ts';
import { answer } from './prometheus-routes.ts';
import type { SelfTraces } from './self-traces.ts';
import {
  createStatistics,
  nodeStatistics,
  STATISTICS_FILE,
  type Statistics,
  writeStatistics,
} from './statistics.ts';

export interface Collector {
  readonly statistics: Statistics;
  /** Of the Prometheus server, if there is one. */
  readonly prometheusPort: number | undefined;
  /** Ends every connection, writes everything that was accepted, and the statistics. */
  stop(): Promise<void>;
}

export interface CollectorContext {
  readonly disk: Disk;
  readonly traces: SelfTraces;
  /** Help texts for metrics, by (a part of) the internal name. */
  readonly help: ReadonlyMap<string, string>;
  readonly nowMs: () => number;
  /** One line for the operator. */
  readonly say: (line: string) => void;
}

/** Connections served at a time; a cluster of 52 nodes is the largest in use. */
const MOST_CONNECTIONS = 1024;
const STATISTICS_PERIOD_MS = 5_000;
const DRAIN_MS = 1_000;
const DRAIN_STEP_MS = 100;

/**
 * Starts the service: log folders, then the Prometheus server, then the acceptor, so that whatever cannot be had
 * is said before the first node is accepted. Throws a CollectorError and leaves nothing behind.
 */
export async function startCollector(config: CollectorConfig, context: CollectorContext): Promise<Collector> {
  const { traces, nowMs } = context;
  const address = acceptingAddress(config);
  const logging = config.logging
    .filter((entry) => entry.logMode === 'FileMode')
    .map((entry) => ({ ...entry, logRoot: resolve(entry.logRoot) }));
  for (const { logRoot } of logging) checkLogRoot(logRoot);

  const statistics = createStatistics();
  const registry = createNodeRegistry([STATISTICS_FILE, `${STATISTICS_FILE}.tmp`]);
  const reports = createMinuteReports({ nowMs, say: context.say });
  const connections = new Set<Connection>();
  let accepted = 0;
  let stopping = false;

  function complain(place: string, error: unknown, lost = 0): void {
    const message = (error as Error).message;
    reports.add(place, message, lost);
    traces.failed({ error: `${place}: ${message}` });
  }

  function openLog(node: RegisteredNode): NodeLog {
    return createNodeLog({
      logging,
      directory: node.directory,
      disk: context.disk,
      nowMs,
      onWritten(bytes) {
        statistics.bytes += bytes;
        nodeStatistics(statistics, node.name).bytes += bytes;
      },
      onError({ place, error, lostObjects }) {
        for (const counts of [statistics, nodeStatistics(statistics, node.name)]) {
          counts.writeErrors++;
          counts.droppedObjects += lostObjects;
        }
        complain(place, error, lostObjects);
      },
    });
  }

  function accept(socket: Socket): void {
    if (stopping) {
      socket.destroy();
      return;
    }
    const id = connectionId(`${address}@${accepted++}`);
    traces.incoming({ id });
    if (connections.size >= MOST_CONNECTIONS) {
      statistics.refused++;
      traces.interrupted({ id, message: `more than ${MOST_CONNECTIONS} connections` });
      socket.destroy();
      return;
    }
    const connection = acceptConnection(socket, id, { config, registry, statistics, traces, openLog });
    connections.add(connection);
    void connection.done.then(() => connections.delete(connection));
  }

  const prometheus = await startPrometheus(config, () => registry.list(), context);
  let listener: Awaited<ReturnType<typeof listenUnixOrTcp>>;
  try {
    listener = await listenUnixOrTcp(parseAddress(address), accept);
  } catch (error) {
    await prometheus?.close();
    throw unavailable(address, error);
  }
  traces.startedAcceptors({ address });

  const statisticsPath = join(logging[0]!.logRoot, STATISTICS_FILE);
  const saveStatistics = () =>
    writeStatistics(statisticsPath, statistics).catch((e) => complain(statisticsPath, e));
  const stopSaving = every(STATISTICS_PERIOD_MS, saveStatistics);
  const stopRotating = startRotation(config, connections);

  return {
    statistics,
    prometheusPort: prometheus?.port,
    async stop() {
      stopping = true;
      await drain(connections, () => statistics.objects);
      const closing = listener.close();
      for (const connection of connections) connection.close();
      await Promise.all([closing, ...[...connections].map((connection) => connection.done)]);
      await Promise.all([stopRotating(), stopSaving(), prometheus?.close()]);
      await saveStatistics();
      reports.flush();
    },
  };
}

/**
 * Nodes that ended just before us have left their last objects in the sockets: reads on until every connection has
 * ended or brings nothing new, at most DRAIN_MS.
 */
async function drain(connections: ReadonlySet<Connection>, objects: () => number): Promise<void> {
  for (
    let ms = 0, before = -1;
    ms < DRAIN_MS && connections.size > 0 && before !== objects();
    ms += DRAIN_STEP_MS
  ) {
    before = objects();
    await sleep(DRAIN_STEP_MS);
  }
}

/** Keys that this version reads and does not serve: their absence would be found out too late. */
function acceptingAddress(config: CollectorConfig): string {
  const keys = ['hasEKG', 'hasTimeseries', 'hasForwarding', 'tlsCertificate'] as const;
  const faults = keys
    .filter((key) => config[key] !== undefined)
    .map((key) => ({ path: `$.${key}`, got: 'a value' }));
  if (config.hasPrometheus !== undefined && 'epSocketPath' in config.hasPrometheus)
    faults.push({ path: '$.hasPrometheus.epSocketPath', got: 'a value' });
  if (config.hasPrometheus?.epTokenFile !== undefined)
    faults.push({ path: '$.hasPrometheus.epTokenFile', got: 'a value' });
  for (const key of ['rpCompress', 'rpDepartedMaxAgeHours'] as const)
    if (config.rotation?.[key] !== undefined) faults.push({ path: `$.rotation.${key}`, got: 'a value' });
  if (config.metricsAllNodes) faults.push({ path: '$.metricsAllNodes', got: 'true' });
  if (config.logging.some(({ logMode }) => logMode === 'JournalMode'))
    faults.push({ path: '$.logging', got: 'JournalMode' });
  if (config.network.tag === 'AcceptAt' && faults.length === 0) return config.network.contents;
  if (config.network.tag === 'ConnectTo') faults.push({ path: '$.network.tag', got: '"ConnectTo"' });
  throw new CollectorError({
    code: 'COLLECTOR_CONFIG',
    place: 'configuration',
    problem: 'not served yet',
    faults: faults.map((fault) => ({ ...fault, expected: 'nothing' })),
  });
}

function checkLogRoot(logRoot: string): void {
  try {
    mkdirSync(logRoot, { recursive: true });
    accessSync(logRoot, constants.W_OK);
  } catch (cause) {
    throw new CollectorError({
      code: 'COLLECTOR_LOG_ROOT',
      place: logRoot,
      problem: `cannot be used as logRoot: ${(cause as Error).message}`,
      hint: 'choose another folder in `logging`, or make this one writable',
      cause,
    });
  }
}

async function startPrometheus(
  config: CollectorConfig,
  nodes: () => RegisteredNode[],
  { help, nowMs, traces }: CollectorContext,
): Promise<HttpServer | undefined> {
  if (config.hasPrometheus === undefined || 'epSocketPath' in config.hasPrometheus) return undefined;
  const { epHost: host, epPort: port } = config.hasPrometheus;
  const labels = config.prometheusLabels;
  const server = await serveHttp({ host, port, key: 'hasPrometheus' }, (request) =>
    answer(request, nodes(), { noSuffix: config.metricsNoSuffix, help, labels, nowMs: nowMs() }),
  );
  traces.startedPrometheus({ endpoint: `http://${host}:${server.port}/` });
  return server;
}

/** Folders of nodes that are not connected are left as they are. */
function startRotation(config: CollectorConfig, connections: ReadonlySet<Connection>): () => Promise<void> {
  const { rotation } = config;
  if (rotation === undefined) return async () => {};
  const limits = {
    limitBytes: rotation.rpLogLimitBytes,
    keepFiles: rotation.rpKeepFilesNum,
    maxAgeMs: maxAgeMs(rotation),
  };
  return every(rotation.rpFrequencySecs * 1000, async () => {
    for (const connection of connections) await connection.log?.rotate(limits);
  });
}

/** Repeats an action, never twice at once; the returned function ends it and waits for the one under way. */
function every(periodMs: number, action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= action().finally(() => {
      running = undefined;
    });
  }, periodMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

function unavailable(address: string, cause: unknown): unknown {
  const code = cause instanceof WireError ? cause.code : (cause as NodeJS.ErrnoException).code;
  const inUse = code === 'WIRE_ADDRESS_IN_USE' || code === 'EADDRINUSE';
  return new CollectorError({
    code: 'COLLECTOR_UNAVAILABLE',
    place: `${address} (network.contents)`,
    problem: inUse ? 'another process accepts nodes here' : (cause as Error).message,
    ...(inUse ? { hint: 'stop it, or choose another address' } : {}),
    cause,
  });
}
