import type { HttpRequest, Page } from '../endpoints/http-server.ts';
import { type AskedNode, type NodeDetail, nodeDetail } from './node-detail.ts';
import type { PointStore } from './point-store.ts';
import { runQuery } from './query/query.ts';
import { QueryError } from './query/query-error.ts';

/** What the API reads and changes. */
export interface ApiContext {
  readonly store: PointStore;
  readonly nowMs: () => number;
  readonly nodes: () => readonly AskedNode[];
  readonly settings: RetentionSettings;
  /** The least retention that makes sense: the pause between two replies of a node. */
  readonly leastRetentionMs: number;
}

/** Both can be changed while the service runs and are back at their defaults after a restart. */
export interface RetentionSettings {
  retentionMs: number;
  /** Undefined: points are pruned on request only. */
  pruningPeriodMs: number | undefined;
  /** Prunes now. */
  prune(): void;
  /** Prunes now and starts the period anew. */
  restart(): void;
}

/**
 * Answers one request. Source: cardano-tracer 0.5.0 `TimeseriesServer`: a wrong method is 404, as an unknown path is;
 * the setters read the URL's query string, not the body.
 */
export async function answerTimeseries(
  request: Pick<HttpRequest, 'method' | 'path' | 'query' | 'body'>,
  context: ApiContext,
): Promise<Page> {
  const route = `${request.method} ${request.path}`;
  const items = new URLSearchParams(request.query);
  const { settings } = context;
  switch (route) {
    case 'GET /timeseries/query':
      return queried(items, context);
    case 'POST /timeseries/query':
      return queried(new URLSearchParams(request.body), context);
    case 'POST /timeseries/prune':
      settings.prune();
      return done;
    case 'GET /timeseries/config/retention':
      return json({ retentionMillis: settings.retentionMs });
    case 'POST /timeseries/config/retention': {
      const ms = durationIn(items);
      if (ms === undefined) return notFound;
      if (ms < context.leastRetentionMs) return malformed;
      settings.retentionMs = ms;
      settings.restart();
      return done;
    }
    case 'GET /timeseries/config/pruning':
      return json({ pruningPeriodMillis: settings.pruningPeriodMs ?? null });
    case 'POST /timeseries/config/pruning': {
      const ms = durationIn(items);
      if (ms === 0) return malformed;
      settings.pruningPeriodMs = ms;
      settings.restart();
      return done;
    }
    case 'GET /timeseries/nodes':
      return json(context.nodes().map(({ name, slug }) => ({ nodeName: name, slug })));
  }
  const detail = /^GET \/timeseries\/node\/([^/]+)\/(info|startup|sync-progress)$/u.exec(route);
  const node = context.nodes().find(({ slug }) => slug === detail?.[1]);
  if (detail === null || node === undefined) return notFound;
  const found = await nodeDetail(node, detail[2] as NodeDetail, context.nowMs());
  return found === undefined ? notFound : json(found);
}

function queried(items: URLSearchParams, { store, nowMs }: ApiContext): Page {
  const query = items.get('query');
  if (query === null) return malformed;
  try {
    const data = runQuery(query, store, timeIn(items) ?? nowMs());
    return { status: 200, type: JSON_TYPE, body: `{"status":"success","data":${data}}` };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const { errorType, message } = error;
    return { ...json({ status: 'error', errorType, error: message }), status: 400 };
  }
}

/** `time` in seconds since 1970, as milliseconds; undefined if it is no such number, which means now. */
function timeIn(items: URLSearchParams): number | undefined {
  const text = items.get('time') ?? '';
  if (!/^\+?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/iu.test(text)) return undefined;
  const ms = Math.round(Number(text) * 1000);
  return Number.isSafeInteger(ms) ? ms : undefined;
}

const UNIT_MS: Record<string, number> = {
  milliseconds: 1,
  seconds: 1_000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
};

/** The first item that is a unit with a whole number. */
function durationIn(items: URLSearchParams): number | undefined {
  for (const [unit, count] of items) {
    const ms = Number(count) * (UNIT_MS[unit] ?? Number.NaN);
    if (/^\d+$/u.test(count) && Number.isSafeInteger(ms)) return ms;
  }
  return undefined;
}

const JSON_TYPE = 'application/json';

function json(value: unknown): Page {
  return { status: 200, type: JSON_TYPE, body: JSON.stringify(value) };
}

const plain = (status: number, body: string): Page => ({ status, type: 'text/plain;charset=utf-8', body });
const done = plain(200, '');
const notFound = plain(404, '');
const malformed = plain(400, 'Malformed input');
