import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CollectorError } from './errors.ts';
import type { Page, PageRequest } from './prometheus-routes.ts';

/** Bounds on what scrapers may do: a Prometheus server needs one connection and asks in milliseconds. */
const HTTP_LIMITS = { connections: 64, headersMs: 5_000, requestMs: 10_000, headerBytes: 16_384 } as const;

export interface HttpServer {
  /** The port in use; a configured port 0 takes a free one. */
  readonly port: number;
  close(): Promise<void>;
}

/** Serves pages, whatever the method. Rejects with COLLECTOR_UNAVAILABLE if the address cannot be had. */
export async function serveHttp(
  endpoint: { host: string; port: number; key: string },
  pageOf: (request: PageRequest) => Page,
): Promise<HttpServer> {
  const server = createServer({ maxHeaderSize: HTTP_LIMITS.headerBytes }, (request, response) => {
    const page = pageOf({ path: request.url ?? '/', accept: request.headers.accept, host: hostOf(request) });
    response.writeHead(page.status, {
      'Content-Type': page.type,
      'Content-Length': Buffer.byteLength(page.body),
    });
    response.end(request.method === 'HEAD' ? undefined : page.body);
    request.resume();
  });
  server.maxConnections = HTTP_LIMITS.connections;
  server.headersTimeout = HTTP_LIMITS.headersMs;
  server.requestTimeout = HTTP_LIMITS.requestMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(unavailable(endpoint, error)));
    server.listen(endpoint.port, bindHost(endpoint.host), resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Host names of warp's HostPreference: `*` any, `*4` and `!4` IPv4, `*6` and `!6` IPv6. */
function bindHost(host: string): string | undefined {
  if (host === '*') return undefined;
  if (host === '*4' || host === '!4') return '0.0.0.0';
  if (host === '*6' || host === '!6') return '::';
  return host;
}

function hostOf(request: IncomingMessage): string | undefined {
  const forwarded = request.headers['x-forwarded-host'];
  return (Array.isArray(forwarded) ? forwarded[0] : forwarded) ?? request.headers.host;
}

function unavailable(
  endpoint: { host: string; port: number; key: string },
  cause: NodeJS.ErrnoException,
): Error {
  const place = `${endpoint.host}:${endpoint.port} (${endpoint.key})`;
  if (cause.code === 'EADDRINUSE')
    return new CollectorError({
      code: 'COLLECTOR_UNAVAILABLE',
      place,
      problem: 'the port is in use',
      hint: 'stop its owner or choose another epPort; 0 takes a free one',
      cause,
    });
  return new CollectorError({ code: 'COLLECTOR_UNAVAILABLE', place, problem: cause.message, cause });
}
