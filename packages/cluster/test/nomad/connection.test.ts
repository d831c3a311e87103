import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createNomadClient, type NomadClient } from '../../src/nomad/client/client.ts';
import { lines } from '../../src/nomad/client/events.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;

/** A server that answers as told, and a client that waits in a list instead of in time. */
async function withDouble(
  handler: Handler,
  body: (client: NomadClient, waits: number[]) => Promise<void>,
): Promise<void> {
  let attempt = 0;
  const server = createServer((request, response) => {
    request.resume();
    handler(request, response, ++attempt);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const waits: number[] = [];
  const edge = { random: () => 0.5, sleep: async (ms: number) => void waits.push(ms) };
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await body(createNomadClient({ address, namespace: 'perf', token: 'tok-en' }, edge), waits);
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

const busy: readonly [status: number, text: string][] = [
  [429, 'too many requests'],
  [500, 'No cluster leader'],
  [502, 'bad gateway'],
  [503, ''],
];
for (const [status, text] of busy)
  test(`${status} ${text}: asked again with doubling waits around their middle`, () =>
    withDouble(
      (_, response, attempt) => (attempt < 4 ? response.writeHead(status).end(text) : response.end('[]')),
      async (client, waits) => {
        assert.deepEqual(await client.nodes.list(), []);
        assert.deepEqual(waits, [250, 500, 1000]);
      },
    ));

test('a server that stays busy is given up on after six tries', () =>
  withDouble(
    (_, response) => response.writeHead(503).end('later'),
    async (client, waits) => {
      await assert.rejects(client.nodes.list(), {
        code: 'NOMAD_UNREACHABLE',
        message: /busy or has no leader \(503 later\)/,
      });
      assert.equal(waits.length, 5);
    },
  ));

test('what may have been done is not done again', () =>
  withDouble(
    (_, response) => response.writeHead(502).end(),
    async (client, waits) => {
      await assert.rejects(client.namespaces.apply({ Name: 'x' }));
      assert.deepEqual(waits, []);
    },
  ));

const refusals: readonly [status: number, text: string, code: string, message: RegExp][] = [
  [403, 'Permission denied', 'NOMAD_DENIED', /does not take this token/],
  [500, 'nonexistent namespace "perf"', 'NOMAD_REFUSED', /has no namespace perf; set NOMAD_NAMESPACE/],
  [500, 'No path to region', 'NOMAD_REFUSED', /set NOMAD_REGION/],
  [400, 'bad', 'NOMAD_REFUSED', /refused GET \(400 bad\)/],
];
for (const [status, text, code, message] of refusals)
  test(`${status} ${text} is told with its fix and without the token`, () =>
    withDouble(
      (_, response) => response.writeHead(status).end(text),
      async (client) => {
        await assert.rejects(client.nodes.list(), (error: Error & { code: string }) => {
          assert.equal(error.code, code);
          assert.match(error.message, message);
          assert.equal(error.message.includes('tok-en'), false);
          return true;
        });
      },
    ));

test('an answer that is no JSON, or a redirection, is refused', () =>
  withDouble(
    (request, response) =>
      request.url!.startsWith('/v1/nodes')
        ? response.end('<html>')
        : response.writeHead(302, { Location: '/' }).end(),
    async (client) => {
      await assert.rejects(client.nodes.list(), {
        code: 'NOMAD_REFUSED',
        message: /what is no JSON: <html>/,
      });
      await assert.rejects(client.acl.self(), { code: 'NOMAD_UNREACHABLE' });
    },
  ));

test('a request carries token, namespace and region; a blocking query its index', () =>
  withDouble(
    (request, response) => {
      assert.equal(request.headers['x-nomad-token'], 'tok-en');
      const { searchParams } = new URL(request.url!, 'http://x');
      assert.deepEqual(
        [searchParams.get('namespace'), searchParams.get('index'), searchParams.get('wait')],
        ['perf', '7', '30s'],
      );
      response.setHeader('X-Nomad-Index', '9').end('[]');
    },
    async (client) =>
      assert.deepEqual(await client.jobs.allocations('j', { index: 7 }), { value: [], index: 9 }),
  ));

test('events go on after a broken stream, and none comes twice', () =>
  withDouble(
    (request, response, attempt) => {
      const index = new URL(request.url!, 'http://x').searchParams.get('index');
      assert.equal(index, attempt === 1 ? '0' : '5');
      const event = (at: number) =>
        `${JSON.stringify({ Index: at, Events: [{ Topic: 'Job', Key: `k${at}`, Index: at }] })}\n`;
      response.write(
        attempt === 1 ? `{}\n${event(5)}` : `${event(5)}${event(6)}`,
        () => attempt === 1 && response.destroy(),
      );
    },
    async (client) => {
      const stop = new AbortController();
      const keys: string[] = [];
      for await (const { Key } of client.events({ topics: ['Job'], signal: stop.signal })) {
        keys.push(Key);
        if (Key === 'k6') stop.abort();
      }
      assert.deepEqual(keys, ['k5', 'k6']);
    },
  ));

test('a line of the event stream without end is refused', async () => {
  const chunk = new Uint8Array(1024 * 1024).fill(97);
  const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(chunk) });
  await assert.rejects(async () => {
    for await (const _ of lines(endless)) assert.fail('no line');
  }, /a line of more than/);
});
