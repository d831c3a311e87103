import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createServer, type Socket, connect as tcpConnect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { connect as tlsConnect } from 'node:tls';
import type { Endpoint } from '../../src/configuration/config.ts';
import type { EndpointAccess } from '../../src/endpoints/endpoint-access.ts';
import {
  type HttpLimits,
  type HttpRequest,
  type HttpServer,
  type Page,
  serveHttp,
} from '../../src/endpoints/http-server.ts';
import { CollectorError } from '../../src/errors.ts';

const pem = (name: string): string =>
  readFileSync(new URL(`../vectors/tls/${name}`, import.meta.url), 'utf8');
const tls = { cert: pem('server.pem') + pem('intermediate.pem'), key: pem('server.key') };
const open: EndpointAccess = { tls: undefined, tokenHash: undefined, missingCertificate: false };
const loopback: Endpoint = { epHost: '127.0.0.1', epPort: 0, epForceSSL: false };

let seen: HttpRequest[];
let folder: string;
const servers: HttpServer[] = [];
const sockets: Socket[] = [];
beforeEach(() => {
  seen = [];
  folder = mkdtempSync(join(tmpdir(), 'slotbench-http-'));
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(
  o: {
    endpoint?: Endpoint;
    access?: EndpointAccess;
    bodyBytes?: number;
    limits?: Partial<HttpLimits>;
    page?: (request: HttpRequest) => Page | Promise<Page>;
  } = {},
): Promise<HttpServer> {
  const { endpoint = loopback, access = open, bodyBytes, limits } = o;
  const page = o.page ?? (() => ({ status: 200, type: 'text/plain', body: 'é' }));
  const options = { key: 'hasEKG', access, ...(bodyBytes && { bodyBytes }), ...(limits && { limits }) };
  const server = await serveHttp(endpoint, options, (request) => {
    seen.push(request);
    return page(request);
  });
  servers.push(server);
  return server;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

function ask(options: object, body?: string | Buffer, secure = false): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)({ agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends bytes and gives back all that comes until the server closes. */
function raw(port: number, ...texts: string[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = tcpConnect(port, '127.0.0.1', () => {
      for (const text of texts) socket.write(text);
    });
    sockets.push(socket);
    let got = '';
    socket.on('data', (chunk) => {
      got += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(got));
  });
}

test('any method is answered as GET is, HEAD without the body', async () => {
  const { port } = await start();
  for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']) {
    const { status, headers, body } = await ask({ port, method, path: '/a?b=c' });
    assert.deepEqual([status, headers['content-length'], body], [200, '2', method === 'HEAD' ? '' : 'é']);
    assert.equal(headers['x-content-type-options'], 'nosniff');
  }
  assert.deepEqual([seen[0]!.method, seen[0]!.path, seen[0]!.query], ['GET', '/a', 'b=c']);
});

test('the host is what a proxy forwards, else the Host header', async () => {
  const { port } = await start();
  await ask({ port, headers: { host: 'a:1' } });
  await ask({ port, headers: { host: 'a:1', 'x-forwarded-host': 'b:2', accept: 'x/y' } });
  await ask({ port, path: 'http://proxy/p?q', headers: { host: 'a:1' } });
  assert.deepEqual(
    seen.map(({ host, accept, path, query }) => [host, accept, path, query]),
    [
      ['a:1', undefined, '/', ''],
      ['b:2', 'x/y', '/', ''],
      ['a:1', undefined, '/p', 'q'],
    ],
  );
});

test('a body is ignored and bounded, or taken up to the length that was asked for', async () => {
  const ignoring = await start();
  assert.equal((await ask({ port: ignoring.port, method: 'POST' }, 'x'.repeat(1000))).status, 200);
  assert.equal(seen[0]!.body, '');
  const flood = `POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n`;
  const sent = raw(ignoring.port!, flood, ...Array.from({ length: 20 }, () => 'x'.repeat(65_536)));
  assert.match(await sent, /^(HTTP\/1.1 200 |$)/);

  const taking = await start({ bodyBytes: 10 });
  assert.equal((await ask({ port: taking.port, method: 'POST' }, '0123456789')).status, 200);
  assert.equal(seen.at(-1)!.body, '0123456789');
  assert.equal((await ask({ port: taking.port, method: 'POST' }, '0123456789a')).status, 413);
});

test('headers too long, half a request and no request at all end only their own connection', async () => {
  const { port } = await start();
  assert.match(
    await raw(port!, `GET / HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`),
    /^HTTP\/1.1 431 /,
  );
  assert.match(await raw(port!, '\x16\x03\x01 rubbish\r\n\r\n'), /^HTTP\/1.1 400 /);
});

for (const secure of [false, true])
  test(`clients that dribble their headers (${secure ? 'HTTPS' : 'HTTP'}) are cut off and make room`, async () => {
    const limits = { headersMs: 300, connections: 10 };
    const { port } = await start({ limits, access: secure ? { ...open, tls } : open });
    const slow = Array.from({ length: 10 }, () => raw(port!, secure ? '' : 'GET / HTTP/1.1\r\n'));
    const dribble = setInterval(() => {
      for (const socket of sockets) if (!secure) socket.write('X: y\r\n');
    }, 50);
    const options = { port, host: '127.0.0.1', ca: pem('root.pem'), servername: 'localhost' };
    await until(() => sockets.filter((socket) => socket.readyState === 'open').length === 10);
    await assert.rejects(ask(options, undefined, secure));
    const got = await Promise.all(slow);
    clearInterval(dribble);
    for (const answer of got) assert.match(answer, secure ? /^$/ : /^HTTP\/1.1 408 /);
    assert.equal((await ask(options, undefined, secure)).status, 200);
  });

test('connections that only wait make room for new ones', async () => {
  const { port } = await start({ limits: { connections: 3 } });
  const waiting = Array.from({ length: 3 }, () => raw(port!, get));
  await until(() => seen.length === 3);
  await assert.rejects(ask({ port }));
  await Promise.all(waiting);
  assert.equal((await ask({ port })).status, 200);
});

test('a client that does not read its answer is cut off', { timeout: 10_000 }, async () => {
  const body = Buffer.alloc(50_000_000);
  const page = () => ({ status: 200, type: 'text/plain', body });
  const { port } = await start({ limits: { answerMs: 200 }, page });
  const socket = tcpConnect(port!, '127.0.0.1', () => socket.write(get));
  sockets.push(socket);
  socket.pause();
  socket.on('error', () => {});
  await until(() => seen.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 400));
  let bytes = 0;
  socket.on('data', (chunk) => {
    bytes += chunk.length;
  });
  socket.resume();
  await new Promise((resolve) => socket.once('close', resolve));
  assert(bytes < body.length);
});

async function until(condition: () => boolean): Promise<void> {
  for (let n = 0; !condition(); n++) {
    if (n > 300) assert.fail('not within 3 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('more requests than 200 a second are told so', async () => {
  const { port } = await start();
  const all = await Promise.all(Array.from({ length: 40 }, () => raw(port!, `${get.repeat(10)}${last}`)));
  const answers = all.join('').match(/HTTP\/1.1 \d+/g)!;
  assert(answers.filter((line) => line.endsWith('200')).length >= 200);
  assert(answers.some((line) => line.endsWith('429')));
});
const get = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';
const last = 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';

test('a page that fails is status 500 and harms nothing', async () => {
  const { port } = await start({ page: () => Promise.reject(new Error('secret')) });
  const { status, body } = await ask({ port });
  assert.deepEqual([status, body], [500, 'Internal error']);
});

test('a token is asked for, and taken as bearer or password', async () => {
  const { createHash } = await import('node:crypto');
  const tokenHash = createHash('sha256').update('s3cret').digest();
  const server = await start({ access: { ...open, tokenHash } });
  const { port } = server;
  const refused = await ask({ port });
  assert.equal(refused.status, 401);
  assert.match(String(refused.headers['www-authenticate']), /^Bearer .*, Basic /);
  assert.equal(seen.length, 0);
  assert.equal((await ask({ port, headers: { authorization: 'Bearer s3cret' } })).status, 200);
  assert.equal((await ask({ port, auth: 'me:s3cret' })).status, 200);
  server.renew({ ...open, tokenHash: createHash('sha256').update('new').digest() });
  assert.equal((await ask({ port, headers: { authorization: 'Bearer s3cret' } })).status, 401);
});

test('HTTPS with the whole chain; plain HTTP is told to use it', async () => {
  const server = await start({ endpoint: { ...loopback, epForceSSL: true }, access: { ...open, tls } });
  const { port } = server;
  assert.equal(server.place, `https://127.0.0.1:${port}/`);
  const options = { port, host: '127.0.0.1', ca: pem('root.pem'), servername: 'localhost' };
  assert.equal((await ask(options, undefined, true)).body, 'é');
  const insecure = await ask({ port });
  assert.deepEqual(
    [insecure.status, insecure.body],
    [426, 'This server only accepts secure HTTPS connections.'],
  );
  assert.equal((await ask(options, undefined, true)).body, 'é');

  server.renew({ ...open, tls: { ...tls, cert: pem('expired.pem') } });
  const socket = tlsConnect({ ...options, rejectUnauthorized: false });
  sockets.push(socket);
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  assert.equal(socket.getPeerX509Certificate()!.raw.toString('base64'), bytesOf(pem('expired.pem')));
});
const bytesOf = (text: string): string => text.replace(/-----[^-]+-----|\s/g, '');

test('a unix socket: a dead one is replaced, a live one or another file is not', async () => {
  const epSocketPath = join(folder, 's');
  const endpoint: Endpoint = { epSocketPath, epForceSSL: false };
  const first = await start({ endpoint });
  assert.deepEqual([first.place, first.port], [epSocketPath, undefined]);
  assert.equal((await ask({ socketPath: epSocketPath })).status, 200);
  await rejected(start({ endpoint }), /s \(hasEKG\.epSocketPath\): another process accepts/);
  await first.close();
  assert.equal(existsSync(epSocketPath), false);

  await makeDeadSocket(epSocketPath);
  await start({ endpoint });
  assert.equal((await ask({ socketPath: epSocketPath })).status, 200);

  const file = join(folder, 'file');
  writeFileSync(file, 'kept');
  await rejected(start({ endpoint: { ...endpoint, epSocketPath: file } }), /another file: /);
  assert.equal(readFileSync(file, 'utf8'), 'kept');
});

/** A socket file whose server has gone: a hard link survives the server that removes its own name. */
async function makeDeadSocket(path: string): Promise<void> {
  const { linkSync } = await import('node:fs');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${path}.live`, resolve));
  linkSync(`${path}.live`, path);
  await new Promise((resolve) => server.close(resolve));
}

const hosts: [host: string, reach: string[], miss: string[]][] = [
  ['*', ['127.0.0.1', '::1'], []],
  ['*4', ['127.0.0.1'], ['::1']],
  ['!4', ['127.0.0.1'], ['::1']],
  ['*6', ['127.0.0.1', '::1'], []],
  ['!6', ['::1'], ['127.0.0.1']],
  ['::1', ['::1'], ['127.0.0.1']],
  ['localhost', [], []],
];
for (const [epHost, reach, miss] of hosts)
  test(`host ${epHost} is reached at ${reach.join(', ')}`, async (t) => {
    if (!(await hasIpv6())) return t.skip('this machine has no IPv6');
    const { port } = await start({ endpoint: { ...loopback, epHost } });
    for (const host of reach) assert.equal((await ask({ port, host })).status, 200, host);
    for (const host of miss) await assert.rejects(ask({ port, host }), host);
  });

function hasIpv6(): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, '::1', () => server.close(() => resolve(true)));
  });
}

test('a port in use and an address that is not ours are named', async () => {
  const { port } = await start();
  await rejected(
    start({ endpoint: { ...loopback, epPort: port! } }),
    /:\d+ \(hasEKG\): another process accepts/,
  );
  await rejected(start({ endpoint: { ...loopback, epHost: '192.0.2.1' } }), /192\.0\.2\.1:0 \(hasEKG\): /);
});

async function rejected(server: Promise<HttpServer>, message: RegExp): Promise<void> {
  await assert.rejects(server, (error) => {
    assert(error instanceof CollectorError);
    assert.equal(error.exit, 'unavailable');
    assert.match(error.message, message);
    return true;
  });
}
