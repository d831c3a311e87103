import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { ClusterError } from '../errors.ts';
import type { Delivery } from './delivery.ts';

/** Hands files of one run to its tasks, to whoever knows the word in the path, until it is closed. */
export interface FileServer extends Delivery {
  offer(name: string, path: string): string;
  /** What stands in a URL and lets its bearer fetch. */
  readonly secret: string;
}

/** Where a file server listens, and where its clients reach it. */
export interface ServePlace {
  readonly host: string;
  /** 0: one that the system chooses. */
  readonly port: number;
}

/** Pure: of `ADDR`, `ADDR:PORT` or `[ADDR]:PORT`, an address in digits. Throws `TRANSFER_FAILED`. */
export function parseServePlace(text: string): ServePlace {
  const [, bare, bracketed, four, digits] =
    /^(?:([0-9a-fA-F:]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*)|(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+))(?::(\d{1,5}))?)$/.exec(
      text,
    ) ?? [];
  const host = bare ?? bracketed ?? four ?? '';
  const port = Number(digits ?? 0);
  if (isIP(host) !== 0 && !ANY.has(host) && port < 65_536) return { host, port };
  throw new ClusterError('TRANSFER_FAILED', {
    place: `--serve ${text}`,
    problem: 'is no address at which clients reach this machine',
    fix: 'write it in digits: 10.0.0.5 or 10.0.0.5:12000',
  });
}

/** Addresses to listen at that nobody can call. */
const ANY = new Set(['0.0.0.0', '::', '::0']);

const CONNECTIONS_MAX = 1024;

/**
 * Listens on `host`, loopback by default, at `port` or one that the system chooses. Rejects with `TRANSFER_FAILED` if this machine does not
 * have the address, or the port is taken.
 */
export async function startFileServer(o: Partial<ServePlace> = {}): Promise<FileServer> {
  const { host = '127.0.0.1', port: wanted = 0 } = o;
  const secret = randomBytes(24).toString('hex');
  const offers = new Map<string, string>();
  const server = createServer({ maxHeaderSize: 8192, requestTimeout: 30_000 }, async (request, response) => {
    request.resume();
    const path = offers.get(request.url ?? '');
    const size = path === undefined ? undefined : (await stat(path).catch(() => undefined))?.size;
    if (path === undefined || size === undefined || !['GET', 'HEAD'].includes(request.method ?? '')) {
      response.writeHead(404, { Connection: 'close' }).end();
      return;
    }
    const start = rangeStart(request.headers.range, size);
    response.writeHead(start === 0 ? 200 : 206, {
      'Content-Type': 'application/octet-stream',
      'Content-Length': size - start,
      'Accept-Ranges': 'bytes',
      ...(start === 0 ? {} : { 'Content-Range': `bytes ${start}-${size - 1}/${size}` }),
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const file = createReadStream(path, { start });
    file.on('error', () => response.destroy());
    response.on('close', () => file.destroy());
    file.pipe(response);
  });
  server.maxConnections = CONNECTIONS_MAX;
  await new Promise<void>((resolve, reject) =>
    server
      .once('error', (cause) => reject(notServed({ host, port: wanted }, cause)))
      .listen(wanted, host, resolve),
  );
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    secret,
    hide: (text) => text.replaceAll(secret, 'SECRET'),
    offer(name, path) {
      offers.set(`/${secret}/${name}`, path);
      return `http://${host.includes(':') ? `[${host}]` : host}:${port}/${secret}/${name}`;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function notServed({ host, port }: ServePlace, cause: Error): ClusterError {
  const { code } = cause as NodeJS.ErrnoException;
  return new ClusterError('TRANSFER_FAILED', {
    place: `file server at ${host}${port === 0 ? '' : `:${port}`}`,
    problem: `cannot be opened (${code ?? cause.message})`,
    fix:
      code === 'EADDRNOTAVAIL'
        ? 'name an address of this machine that the clients reach, with --serve'
        : 'name another port with --serve ADDR:PORT',
    cause,
  });
}

/** Of `bytes=N-`, with which a cut download goes on; everything else starts at the beginning. */
function rangeStart(range: string | undefined, size: number): number {
  const start = Number(/^bytes=(\d{1,15})-$/.exec(range ?? '')?.[1] ?? 0);
  return start < size ? start : 0;
}
