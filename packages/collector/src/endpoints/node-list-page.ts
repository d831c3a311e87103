import type { RegisteredNode } from '../nodes/node-registry.ts';
import type { HttpRequest, Page } from './http-server.ts';

/**
 * The page `/` of the metrics servers: the nodes and their paths, as JSON or HTML. Byte for byte cardano-tracer's:
 * no doctype, no white space. Source: cardano-tracer 0.5.0 `Metrics.Utils.renderListOfConnectedNodes`.
 */
export function nodeListPage(
  request: HttpRequest,
  routes: ReadonlyMap<string, RegisteredNode>,
  title: string,
): Page {
  const rows = [...routes].map(([segment, node]) => [node.name, `/${segment}`] as const);
  if (accepts(request, 'application/json')) {
    const members = rows.map(([name, path]) => `${JSON.stringify(name)}:${JSON.stringify(path)}`);
    return { status: 200, type: 'application/json', body: `{${members.join(',')}}` };
  }
  const items = rows.map(([name, path]) => `<li><a href="${escapeHtml(path)}">${escapeHtml(name)}</a></li>`);
  const head = `<html><head><title>${escapeHtml(title)}</title></head><body><ul>`;
  const body =
    rows.length === 0 ? 'There are no connected nodes yet.' : `${head}${items.join('')}</ul></body></html>`;
  return { status: 200, type: 'text/html;charset=utf-8', body };
}

/** A missing Accept header accepts everything, `*\/*` nothing in particular; q-values do not count. */
export function accepts({ accept }: HttpRequest, type: string): boolean {
  return accept === undefined || accept.includes(type);
}

/** The segments of a path, percent signs decoded, empty ones at the end left out. */
export function pathSegments(path: string): string[] {
  const segments = path.split('/').slice(1).map(decode);
  while (segments.at(-1) === '') segments.pop();
  return segments;
}

export function plainPage(status: number, body: string): Page {
  return { status, type: 'text/plain;charset=utf-8', body };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => ENTITIES[character]!);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
