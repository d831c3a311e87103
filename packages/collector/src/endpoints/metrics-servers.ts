import { readFile } from 'node:fs/promises';
import type { CollectorConfig, Endpoint } from '../configuration/config.ts';
import type { RegisteredNode } from '../nodes/node-registry.ts';
import type { SelfTraces } from '../self-traces.ts';
import { createEkgRoutes } from './ekg-routes.ts';
import { type EndpointAccess, loadEndpointAccess } from './endpoint-access.ts';
import { createExposition, type OwnFamily } from './exposition.ts';
import { type HttpServer, serveHttp } from './http-server.ts';
import { createPrometheusRoutes, type PrometheusSettings } from './prometheus-routes.ts';

export interface MetricsServers {
  readonly prometheus: HttpServer | undefined;
  readonly ekg: HttpServer | undefined;
  /** Takes new names, help texts and labels, and reads certificates and tokens again; addresses stay. */
  reload(config: CollectorConfig, help: ReadonlyMap<string, string>): Promise<void>;
  close(): Promise<void>;
}

export interface MetricsContext {
  readonly nodes: () => readonly RegisteredNode[];
  readonly own: () => readonly OwnFamily[];
  readonly help: ReadonlyMap<string, string>;
  readonly nowMs: () => number;
  readonly traces: Pick<SelfTraces, 'startedPrometheus' | 'startedMonitoring' | 'missingCertificate'>;
  readonly say: (line: string) => void;
}

/** Starts the servers that the configuration asks for, or throws a CollectorError and leaves none behind. */
export async function startMetricsServers(
  config: CollectorConfig,
  context: MetricsContext,
): Promise<MetricsServers> {
  const { nodes, nowMs, traces } = context;
  const access = (key: EndpointKey, from: CollectorConfig) => openAccess(from, key, context);
  // Everything that can be wrong with the files is said before any server listens.
  const prometheusAccess = await access('hasPrometheus', config);
  const ekgAccess = await access('hasEKG', config);

  let settings = settingsOf(config, context.help, context.own);
  const prometheusPages = createPrometheusRoutes({ allNodes: config.metricsAllNodes, nowMs });
  const ekgPages = createEkgRoutes(nowMs);
  const prometheus =
    config.hasPrometheus &&
    (await serveHttp(config.hasPrometheus, { key: 'hasPrometheus', access: prometheusAccess! }, (request) =>
      prometheusPages(request, nodes(), settings),
    ));
  let ekg: HttpServer | undefined;
  try {
    ekg =
      config.hasEKG &&
      (await serveHttp(config.hasEKG, { key: 'hasEKG', access: ekgAccess! }, (request) =>
        ekgPages(request, nodes()),
      ));
  } catch (error) {
    await prometheus?.close();
    throw error;
  }
  if (prometheus !== undefined) traces.startedPrometheus({ endpoint: prometheus.place });
  if (ekg !== undefined) traces.startedMonitoring({ endpoint: ekg.place });

  return {
    prometheus,
    ekg,
    async reload(newConfig, help) {
      const renewed = [await access('hasPrometheus', newConfig), await access('hasEKG', newConfig)] as const;
      settings = settingsOf(newConfig, help, context.own);
      if (renewed[0] !== undefined) prometheus?.renew(renewed[0]);
      if (renewed[1] !== undefined) ekg?.renew(renewed[1]);
    },
    async close() {
      await Promise.all([prometheus?.close(), ekg?.close()]);
    },
  };
}

export type EndpointKey = 'hasPrometheus' | 'hasEKG' | 'hasTimeseries';

/** Certificate and token of an endpoint; undefined if the endpoint is not configured. */
export async function openAccess(
  config: CollectorConfig,
  key: EndpointKey,
  context: Pick<MetricsContext, 'nowMs' | 'say'> & {
    readonly traces: Pick<SelfTraces, 'missingCertificate'>;
  },
): Promise<EndpointAccess | undefined> {
  const endpoint: Endpoint | undefined = config[key];
  if (endpoint === undefined) return undefined;
  const access = await loadEndpointAccess(endpoint, key, {
    certificate: config.tlsCertificate,
    readText: (path) => readFile(path, 'utf8'),
    nowMs: context.nowMs(),
    warn: context.say,
  });
  if (access.missingCertificate) context.traces.missingCertificate({ endpoint: key });
  return access;
}

function settingsOf(
  config: CollectorConfig,
  help: ReadonlyMap<string, string>,
  own: () => readonly OwnFamily[],
): PrometheusSettings {
  const exposition = createExposition({ noSuffix: config.metricsNoSuffix, help });
  return { exposition, labels: config.prometheusLabels, own };
}
