import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Endpoint } from '../configuration/config.ts';
import { type EndpointAccess, mayEnter } from './endpoint-access.ts';
import { endpointPlace, listenEndpoint } from './endpoint-listen.ts';
import { createRateLimit } from './rate-limit.ts';

/**
 * Not by an import of values: for that Node loads whatever node:http may export, an HTTP and WebSocket client among it,
 * which costs the collector 4 MB and 30 ms of CPU at its start (Node 24).
 */
const { createServer } = process.getBuiltinModule('node:http');

/**
 * Bounds on what clients may do. Prometheus keeps one connection a target open, and asks again in 15 s as a rule;
 * 52 nodes that two Prometheus servers scrape every second are within them.
 */
const HTTP_LIMITS = {
  connections: 256,
  requestsPerSecond: 200,
  headerBytes: 16_384,
  /** From the connection, or the end of the last answer, to the end of the request's headers and of its body. */
  headersMs: 5_000,
  requestMs: 10_000,
  /** From the first to the last byte of an answer. */
  answerMs: 30_000,
  idleMs: 75_000,
  /** A body that nobody asked for is read and dropped up to here; then the connection ends. */
  ignoredBodyBytes: 65_536,
};

export type HttpLimits = Readonly<typeof HTTP_LIMITS>;

export interface HttpRequest {
  readonly method: string;
  /** As sent: percent signs are not decoded. Without the query. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly accept: string | undefined;
  /** `X-Forwarded-Host`, else `Host`. */
  readonly host: string | undefined;
  /** Empty unless the server was told to take bodies. */
  readonly body: string;
}

export interface Page {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HttpServer {
  /** Where it answers, such as `http://127.0.0.1:12798/`; of a unix socket its path. */
  readonly place: string;
  /** The port in use; a configured port 0 takes a free one. Undefined for a unix socket. */
  readonly port: number | undefined;
  /** Another certificate and token from now on; whether it is TLS or not stays. */
  renew(access: EndpointAccess): void;
  close(): Promise<void>;
}

/**
 * Serves pages, whatever the method. `key` is the configuration's and names the endpoint in errors; `bodyBytes` is the
 * longest body that `pageOf` wants to see. Rejects with COLLECTOR_UNAVAILABLE if the address cannot be had.
 */
export async function serveHttp(
  endpoint: Endpoint,
  o: {
    readonly key: string;
    readonly access: EndpointAccess;
    readonly bodyBytes?: number;
    /** Other bounds than the usual ones. */
    readonly limits?: Partial<HttpLimits>;
  },
  pageOf: (request: HttpRequest) => Page | Promise<Page>,
): Promise<HttpServer> {
  const { bodyBytes = 0 } = o;
  const limits = { ...HTTP_LIMITS, ...o.limits };
  let { access } = o;
  const tls = access.tls !== undefined;
  const admit = createRateLimit({ perSecond: limits.requestsPerSecond, nowMs: () => performance.now() });

  const onRequest: RequestListener = (request, response) => {
    if (hasBody(request)) response.shouldKeepAlive = false;
    void serve(request, response).catch(() => response.destroy());
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/', query = ''] = split(request.url ?? '/');
    let page = admit() ? undefined : TOO_MANY;
    if (page === undefined && !mayEnter(access, request.headers.authorization)) page = UNAUTHORIZED;
    const body = await readBody(request, page === undefined ? bodyBytes : 0, limits);
    page ??=
      body === undefined
        ? TOO_LARGE
        : await Promise.resolve({ method: request.method ?? 'GET', path, query, body, ...headersOf(request) })
            .then(pageOf)
            .catch(internalError);
    send(page, request, response, limits);
  }

  const options = {
    maxHeaderSize: limits.headerBytes,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: Math.min(1000, limits.headersMs),
  };
  const server =
    access.tls === undefined
      ? createServer(options, onRequest)
      : createTlsServer({ ...options, ...access.tls, handshakeTimeout: limits.headersMs }, onRequest);
  if (tls) refusePlainHttp(server, limits);
  server.maxConnections = limits.connections;
  server.headersTimeout = limits.headersMs;
  server.requestTimeout = limits.requestMs;
  // A newcomer is dropped when all places are taken; connections that only wait make room for the next.
  server.on('drop', () => server.closeIdleConnections());
  await listenEndpoint(server, endpoint, o.key);
  const address = server.address() as AddressInfo | string | null;
  const port = typeof address === 'object' && address !== null ? address.port : undefined;
  return {
    place: endpointPlace(endpoint, port, tls),
    port,
    renew(renewed) {
      access = renewed;
      if (renewed.tls !== undefined && server instanceof TlsServer) server.setSecureContext(renewed.tls);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(page: Page, request: IncomingMessage, response: ServerResponse, limits: HttpLimits): void {
  const body = typeof page.body === 'string' ? Buffer.from(page.body) : page.body;
  const timer = setTimeout(() => response.destroy(), limits.answerMs).unref();
  response.once('close', () => clearTimeout(timer));
  response.writeHead(page.status, {
    'Content-Type': page.type,
    'Content-Length': body.length,
    'X-Content-Type-Options': 'nosniff',
    ...page.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** The body, '' if none is wanted, undefined if it is longer than wanted. Ends the connection of who sends on and on. */
function readBody(
  request: IncomingMessage,
  mostBytes: number,
  limits: HttpLimits,
): Promise<string | undefined> | string {
  if (!hasBody(request)) return '';
  let bytes = 0;
  const wanted: Buffer[] = [];
  const whole = Promise.withResolvers<string | undefined>();
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= mostBytes) wanted.push(chunk);
    else whole.resolve(undefined);
    if (bytes > mostBytes + limits.ignoredBodyBytes) request.destroy();
  });
  request.on('end', () => whole.resolve(Buffer.concat(wanted).toString()));
  request.on('error', () => whole.resolve(undefined));
  return mostBytes === 0 ? '' : whole.promise;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function headersOf({ headers }: IncomingMessage): { accept: string | undefined; host: string | undefined } {
  const forwarded = headers['x-forwarded-host'];
  return {
    accept: headers.accept,
    host: (Array.isArray(forwarded) ? forwarded[0] : forwarded) ?? headers.host,
  };
}

/** Path and query of a request target; a proxy's absolute form loses its authority. */
function split(target: string): [path: string, query: string] {
  const local = target.replace(/^https?:\/\/[^/?]*/iu, '');
  const at = local.indexOf('?');
  return at < 0 ? [local, ''] : [local.slice(0, at), local.slice(at + 1)];
}

/** A TLS record of a handshake starts with this byte; HTTP starts with a letter. */
const TLS_HANDSHAKE = 0x16;

/** Answers plain HTTP on a TLS port as warp-tls does, where Node would only hang up. */
function refusePlainHttp(server: Server, limits: HttpLimits): void {
  const secure = server.listeners('connection') as ((this: Server, socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket) => {
    const giveUp = () => socket.destroy();
    socket.on('error', giveUp);
    socket.setTimeout(limits.headersMs, giveUp);
    socket.once('data', (first) => {
      socket.pause();
      socket.off('error', giveUp);
      socket.off('timeout', giveUp);
      socket.setTimeout(0);
      if (first[0] === TLS_HANDSHAKE) {
        socket.unshift(first);
        for (const listener of secure) listener.call(server, socket);
        return;
      }
      socket.on('error', giveUp);
      socket.end(INSECURE, giveUp);
    });
  });
}

const INSECURE_TEXT = 'This server only accepts secure HTTPS connections.';
const INSECURE = [
  'HTTP/1.1 426 Upgrade Required',
  'Upgrade: TLS/1.0, HTTP/1.1',
  'Connection: close',
  'Content-Type: text/plain',
  `Content-Length: ${INSECURE_TEXT.length}`,
  '',
  INSECURE_TEXT,
].join('\r\n');

const text = (status: number, body: string, headers: Record<string, string> = {}): Page => ({
  status,
  type: 'text/plain;charset=utf-8',
  body,
  headers,
});
const TOO_MANY = text(429, 'Too many requests', { 'Retry-After': '1' });
const TOO_LARGE = text(413, 'The body is too long');
/** Browsers ask for the token as a password, whatever the user name. */
const UNAUTHORIZED = text(401, 'A token is needed', {
  'WWW-Authenticate': 'Bearer realm="slotbench-collector", Basic realm="slotbench-collector"',
});
const internalError = () => text(500, 'Internal error');
