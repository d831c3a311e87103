import { type ExpositionOptions, renderExposition } from './exposition.ts';
import { slug } from './node-name.ts';
import type { RegisteredNode } from './node-registry.ts';

export interface PageRequest {
  readonly path: string;
  readonly accept: string | undefined;
  /** `X-Forwarded-Host`, else `Host`. */
  readonly host: string | undefined;
}

export interface Page {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * The pages of the Prometheus server: `/` lists the nodes, `/targets` is HTTP service discovery, `/SLUG` are the
 * metrics of a node. An absent Accept header counts as JSON and as OpenMetrics; `*\/*` counts as neither.
 * Source: cardano-tracer 0.5.0 `Metrics.Prometheus`.
 */
export function answer(
  request: PageRequest,
  nodes: readonly RegisteredNode[],
  o: ExpositionOptions & { labels: Readonly<Record<string, string>>; nowMs: number },
): Page {
  const [segment = ''] = request.path.split('?')[0]!.split('/').slice(1);
  const routes = new Map<string, RegisteredNode>();
  for (const node of nodes) if (!routes.has(slug(node.name))) routes.set(slug(node.name), node);

  if (segment === '') return listPage(request, routes);
  if (segment === 'targets') return targetsPage(request, routes, o.labels);
  const node = routes.get(segment);
  if (node === undefined) return plain(404, `Not found: ${segment}`);
  // The store of every node carries the time of the sample, as EKG's server does.
  const stamp = ['ekg.server_timestamp_ms', { kind: 'counter', value: BigInt(o.nowMs) }] as const;
  return {
    status: 200,
    type: accepts(request.accept, 'application/openmetrics-text')
      ? 'application/openmetrics-text;version=1.0.0;charset=utf-8'
      : 'text/plain;version=0.0.4;charset=utf-8',
    body: renderExposition([...node.metrics.entries(), stamp], o),
  };
}

function listPage(request: PageRequest, routes: ReadonlyMap<string, RegisteredNode>): Page {
  const rows = [...routes].map(([path, node]) => [node.name, `/${path}`] as const);
  if (accepts(request.accept, 'application/json')) return json(Object.fromEntries(rows));
  const items = rows
    .map(([name, path]) => `<li><a href="${escapeHtml(path)}">${escapeHtml(name)}</a></li>`)
    .join('');
  const head = '<html><head><title>Prometheus metrics</title></head><body><ul>';
  const body = rows.length === 0 ? 'There are no connected nodes yet.' : `${head}${items}</ul></body></html>`;
  return { status: 200, type: 'text/html;charset=utf-8', body };
}

function targetsPage(
  request: PageRequest,
  routes: ReadonlyMap<string, RegisteredNode>,
  labels: Readonly<Record<string, string>>,
): Page {
  if (!accepts(request.accept, 'application/json')) return plain(415, 'Unsupported Media Type');
  if (request.host === undefined) return json([]);
  return json(
    [...routes].map(([path, node]) => ({
      targets: [request.host],
      labels: { ...labels, __metrics_path__: `/${path}`, node_name: node.name },
    })),
  );
}

function accepts(accept: string | undefined, type: string): boolean {
  return accept === undefined || accept.includes(type);
}

function plain(status: number, body: string): Page {
  return { status, type: 'text/plain;charset=utf-8', body };
}

function json(value: unknown): Page {
  return { status: 200, type: 'application/json', body: JSON.stringify(value) };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${character.codePointAt(0)};`);
}
