import { ClusterError } from '../errors.ts';
import type { NomadAccess } from './access.ts';
import { tlsDispatcher } from './dispatcher.ts';
import { answerError, isWorthAnotherTry, unreachable } from './refusal.ts';

/** Randomness and waiting, passed in so that tests need neither. */
export interface Edge {
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  /** Rejects when the signal aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Answer<T> {
  readonly value: T;
  /** `X-Nomad-Index`: what a blocking query continues from; 0 where the server gives none. */
  readonly index: number;
}

/** Requests to one Nomad with retries; every error is a `ClusterError` that names address, path and fix. */
export interface Connection {
  readonly access: NomadAccess;
  get<T>(path: string, o?: RequestOptions): Promise<Answer<T>>;
  /** `PUT` of a JSON body; done again only if the server says that it did nothing. */
  put<T>(path: string, body: unknown, o?: RequestOptions): Promise<Answer<T>>;
  delete<T>(path: string, o?: RequestOptions): Promise<Answer<T>>;
  /** The body as it comes; no retry once it has begun. */
  stream(path: string, o?: RequestOptions): Promise<ReadableStream<Uint8Array>>;
  webSocket(path: string, query: Query): WebSocket;
}

export interface RequestOptions {
  readonly query?: Query;
  readonly signal?: AbortSignal;
  /** Of one try, until its answer has begun; 35 s by default, more for a blocking query. */
  readonly timeoutMs?: number;
}

/** Tries of a request that meets a busy server, then its last answer is the error: about 8 s in all. */
const TRIES = 6;
const FIRST_WAIT_MS = 250;
const TIMEOUT_MS = 35_000;
/** A JSON answer larger than this is refused: no list of a cluster that runs benchmarks comes near. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

export function connectNomad(access: NomadAccess, edge: Edge): Connection {
  const dispatcher = access.tls === undefined ? undefined : tlsDispatcher(access.tls);
  const headers = (): Record<string, string> =>
    access.token === undefined ? {} : { 'X-Nomad-Token': access.token };

  const urlOf = (path: string, query: Query = {}): URL => {
    const url = new URL(path, access.address);
    const all: Query = { namespace: access.namespace, region: access.region, ...query };
    for (const [name, value] of Object.entries(all))
      if (value !== undefined) url.searchParams.set(name, String(value));
    return url;
  };

  const once = async (method: string, path: string, body: unknown, o: RequestOptions): Promise<Response> => {
    const limit = AbortSignal.timeout(o.timeoutMs ?? TIMEOUT_MS);
    const signal = o.signal === undefined ? limit : AbortSignal.any([limit, o.signal]);
    const init = {
      method,
      headers: body === undefined ? headers() : { ...headers(), 'Content-Type': 'application/json' },
      signal,
      redirect: 'error' as const, // a token must not follow to another place
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(dispatcher === undefined ? {} : { dispatcher }),
    };
    return await fetch(urlOf(path, o.query), init as RequestInit);
  };

  /** `again` says whether a try that may have been half done is repeated. */
  const send = async (
    method: string,
    path: string,
    body: unknown,
    o: RequestOptions & { again: boolean },
  ): Promise<Response> => {
    for (let attempt = 1; ; attempt++) {
      let failure: ClusterError;
      let busy: boolean;
      try {
        const response = await once(method, path, body, o);
        if (response.ok) return response;
        const text = await limitedText(response, 64 * 1024);
        failure = answerError(access, { method, path, status: response.status, text });
        busy = isWorthAnotherTry(response.status, text) && (o.again || response.status === 429);
      } catch (error) {
        if (o.signal?.aborted) throw o.signal.reason;
        failure = unreachable(access, error as Error);
        busy = o.again;
      }
      if (!busy || attempt === TRIES) throw failure;
      // Full jitter around a doubling wait: many hosts that were refused at once do not come back at once.
      await edge.sleep(FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + edge.random()), o.signal);
    }
  };

  const answer = async <T>(response: Response, path: string): Promise<Answer<T>> => {
    const text = await limitedText(response, ANSWER_BYTES_MAX);
    const index = Number(response.headers.get('X-Nomad-Index') ?? 0);
    try {
      return { value: (text === '' ? undefined : JSON.parse(text)) as T, index };
    } catch (cause) {
      throw new ClusterError('NOMAD_REFUSED', {
        place: `${access.address}${path}`,
        problem: `answered what is no JSON: ${text.slice(0, 80)}`,
        fix: 'check that NOMAD_ADDR is the address of a Nomad agent',
        cause,
      });
    }
  };

  return {
    access,
    get: async (path, o = {}) =>
      await answer(await send('GET', path, undefined, { ...o, again: true }), path),
    put: async (path, body, o = {}) =>
      await answer(await send('PUT', path, body, { ...o, again: false }), path),
    delete: async (path, o = {}) =>
      await answer(await send('DELETE', path, undefined, { ...o, again: true }), path),
    async stream(path, o = {}) {
      const response = await send('GET', path, undefined, { timeoutMs: 2 ** 31 - 1, ...o, again: true });
      return response.body ?? new ReadableStream({ start: (controller) => controller.close() });
    },
    webSocket(path, query) {
      const url = urlOf(path, query);
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      // Node's WebSocket takes what a browser's does not: headers and a dispatcher.
      const init = { headers: headers(), ...(dispatcher === undefined ? {} : { dispatcher }) };
      return new WebSocket(url, init as unknown as string[]);
    },
  };
}

async function limitedText(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return '';
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += part.byteLength;
    if (bytes > maxBytes) {
      throw new ClusterError('NOMAD_REFUSED', {
        place: response.url.split('?')[0]!,
        problem: `the answer is longer than ${maxBytes} bytes`,
        fix: 'check that NOMAD_ADDR is the address of a Nomad agent',
      });
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
