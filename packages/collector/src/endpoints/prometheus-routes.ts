import type { RegisteredNode } from '../nodes/node-registry.ts';
import { createNodeRoutes } from '../nodes/node-routes.ts';
import type { Exposition, Format, OwnFamily } from './exposition.ts';
import type { HttpRequest, Page } from './http-server.ts';
import { accepts, nodeListPage, pathSegments, plainPage } from './node-list-page.ts';

export interface PrometheusSettings {
  readonly exposition: Exposition;
  /** More labels of each target of `/targets`. */
  readonly labels: Readonly<Record<string, string>>;
  /** The collector's own metrics for the page of all nodes. */
  readonly own: () => readonly OwnFamily[];
}

/**
 * The pages of the Prometheus server: `/` lists the nodes, `/targets` is HTTP service discovery, `/SLUG` are the
 * metrics of a node (further segments are ignored), `/metrics` those of all nodes if that is configured.
 * Source: cardano-tracer 0.5.0 `Metrics.Prometheus`, whose table of nodes is up to 5 s old; ours is current.
 */
export function createPrometheusRoutes(o: {
  readonly allNodes: boolean;
  readonly nowMs: () => number;
}): (request: HttpRequest, nodes: readonly RegisteredNode[], settings: PrometheusSettings) => Page {
  // A node named `targets` cannot be reached upstream either.
  const routes = createNodeRoutes(o.allNodes ? ['targets', 'metrics'] : ['targets']);

  return (request, nodes, settings) => {
    const [segment] = pathSegments(request.path);
    const bySegment = routes.of(nodes);
    if (segment === undefined) return nodeListPage(request, bySegment, 'Prometheus metrics');
    if (segment === 'targets') return targetsPage(request, bySegment, settings.labels);
    const format: Format = accepts(request, 'application/openmetrics-text') ? 'openmetrics' : 'text';
    if (segment === 'metrics' && o.allNodes)
      return metricsPage(format, settings.exposition.fleet(nodes, settings.own(), o.nowMs(), format));
    const node = bySegment.get(segment);
    if (node === undefined) return plainPage(404, `Not found: ${segment}`);
    return metricsPage(format, settings.exposition.node(node.metrics, o.nowMs(), format));
  };
}

const TYPES: Readonly<Record<Format, string>> = {
  openmetrics: 'application/openmetrics-text;version=1.0.0;charset=utf-8',
  text: 'text/plain;version=0.0.4;charset=utf-8',
};

function metricsPage(format: Format, body: Buffer): Page {
  return { status: 200, type: TYPES[format], body };
}

function targetsPage(
  request: HttpRequest,
  routes: ReadonlyMap<string, RegisteredNode>,
  labels: Readonly<Record<string, string>>,
): Page {
  if (!accepts(request, 'application/json')) return plainPage(415, 'Unsupported Media Type');
  const { host } = request;
  const targets = [...routes].map(([segment, node]) => ({
    targets: [host],
    labels: { ...labels, __metrics_path__: `/${segment}`, node_name: node.name },
  }));
  return { status: 200, type: 'application/json', body: JSON.stringify(host === undefined ? [] : targets) };
}
