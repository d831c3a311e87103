import type { RegisteredNode } from '../nodes/node-registry.ts';
import { createNodeRoutes } from '../nodes/node-routes.ts';
import { metricLeaf, metricTree } from './ekg-json.ts';
import { monitorPage } from './ekg-page.ts';
import type { HttpRequest, Page } from './http-server.ts';
import { nodeListPage, pathSegments, plainPage } from './node-list-page.ts';

/**
 * The pages of the EKG server: `/` lists the nodes; `/SLUG` is the live page of a node, or all its metrics as JSON
 * for a GET that prefers `application/json`; `/SLUG/a/b` is then the metric `a.b` alone.
 * Source: cardano-tracer 0.5.0 `Metrics.Monitoring` and ekg-wai. The live page is our own and needs no other file.
 */
export function createEkgRoutes(
  nowMs: () => number,
): (request: HttpRequest, nodes: readonly RegisteredNode[]) => Page {
  const routes = createNodeRoutes([]);
  return (request, nodes) => {
    const [segment, ...rest] = pathSegments(request.path);
    const bySegment = routes.of(nodes);
    if (segment === undefined) return nodeListPage(request, bySegment, 'EKG metrics');
    const node = bySegment.get(segment);
    if (node === undefined) return plainPage(404, `Not found: ${haskellShow(segment)}`);
    if (request.method === 'GET' && preferredType(request.accept) === 'application/json')
      return jsonPage(node, rest, nowMs());
    return rest.length === 0 || rest.join('/') === 'index.html'
      ? monitorPage(node.name)
      : plainPage(404, `Not found: ${haskellShow(rest.join('/'))}`);
  };
}

function jsonPage({ metrics }: RegisteredNode, path: readonly string[], nowMs: number): Page {
  const body = path.length === 0 ? metricTree(metrics, nowMs) : metricLeaf(metrics, path.join('.'), nowMs);
  return body === undefined
    ? plainPage(404, 'Metric not found')
    : { status: 200, type: 'application/json', body, headers: { 'Cache-Control': 'no-store' } };
}

/**
 * The first of the most preferred types of an Accept header: highest q, then most parameters, then fewest stars.
 * Source: `parseHttpAccept`, as ekg-wai uses it.
 */
export function preferredType(accept: string | undefined): string | undefined {
  const entries = (accept ?? '').split(',').map((entry) => {
    const text = entry.replaceAll(' ', '');
    const at = text.indexOf(';q=');
    const type = at < 0 ? text : text.slice(0, at);
    const q = at < 0 ? 1 : Number(text.slice(at + 3).split(';')[0]);
    return { type, q: Number.isNaN(q) ? 1 : q, weight: type.split(';').length - type.split('*').length };
  });
  return entries.sort((a, b) => b.q - a.q || b.weight - a.weight)[0]?.type;
}

/** A text as Haskell's `show` prints it, which upstream does here. */
function haskellShow(text: string): string {
  const shown = [...text].map((character, n, all) => {
    const code = character.codePointAt(0)!;
    if (character === '"' || character === '\\') return `\\${character}`;
    if (code >= 0x20 && code < 0x7f) return character;
    // Digits right behind a number would belong to it.
    return `\\${code}${/^[0-9]/u.test(all[n + 1] ?? '') ? '\\&' : ''}`;
  });
  return `"${shown.join('')}"`;
}
