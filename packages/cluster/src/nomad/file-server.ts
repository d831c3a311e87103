import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Delivery } from './delivery.ts';

/** Hands files of one run to its tasks, to whoever knows the word in the path, until it is closed. */
export interface FileServer extends Delivery {
  offer(name: string, path: string): string;
  /** What stands in a URL and lets its bearer fetch. */
  readonly secret: string;
}

const CONNECTIONS_MAX = 1024;

/** Listens on `host`, loopback by default, at a port that the system chooses. */
export async function startFileServer(o: { host?: string } = {}): Promise<FileServer> {
  const host = o.host ?? '127.0.0.1';
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
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    secret,
    hide: (text) => text.replaceAll(secret, 'SECRET'),
    offer(name, path) {
      offers.set(`/${secret}/${name}`, path);
      return `http://${host}:${port}/${secret}/${name}`;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Of `bytes=N-`, with which a cut download goes on; everything else starts at the beginning. */
function rangeStart(range: string | undefined, size: number): number {
  const start = Number(/^bytes=(\d{1,15})-$/.exec(range ?? '')?.[1] ?? 0);
  return start < size ? start : 0;
}
