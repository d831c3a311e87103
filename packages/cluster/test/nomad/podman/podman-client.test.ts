import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createPodmanClient, type PodmanClient } from '../../../src/nomad/podman/podman-client.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A client of a service that answers as told. */
async function withPodman(answer: Answer, body: (podman: PodmanClient) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sb-'));
  const socket = join(folder, 'podman.sock');
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  try {
    await body(createPodmanClient(socket));
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  }
}

const json =
  (status: number, value: unknown): Answer =>
  (request, response) => {
    request.resume();
    response.writeHead(status).end(JSON.stringify(value));
  };

test('an image that is there, and one that is not', async () => {
  await withPodman(json(200, { Id: 'abc', Size: 7 }), async (podman) =>
    assert.deepEqual(await podman.image('localhost/slotbench:1'), { id: 'abc', bytes: 7 }),
  );
  await withPodman(json(404, { message: 'no such image' }), async (podman) =>
    assert.equal(await podman.image('localhost/slotbench:1'), undefined),
  );
});

const refusals: readonly [
  name: string,
  answer: Answer,
  ask: (podman: PodmanClient) => Promise<unknown>,
  told: RegExp,
][] = [
  [
    'an error with its words',
    json(500, { cause: 'x', message: 'storage is full' }),
    (podman) => podman.containers('slotbench'),
    /GET \/containers\/json: 500 storage is full; mend what it names/,
  ],
  [
    'an error that is no JSON',
    (_, response) => response.writeHead(502).end('<html>'),
    (podman) => podman.version(),
    /GET \/version: 502 <html>/,
  ],
  [
    'a build that fails after it answered',
    (request, response) => {
      request.resume();
      response.end('{"stream":"STEP 1/2"}\n{"error":"no space left on device"}\n');
    },
    (podman) => podman.build('localhost/slotbench:1', [Buffer.from('tar')]),
    /building localhost\/slotbench:1: no space left on device/,
  ],
  [
    'an answer that does not end',
    (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(1024 * 1024, 'x')));
      };
      response.on('drain', more);
      more();
    },
    (podman) => podman.version(),
    /an answer of more than 16777216 bytes/,
  ],
  [
    'a connection that is cut',
    (request) => request.socket.destroy(),
    (podman) => podman.version(),
    /no podman service answers \(ECONNRESET\); start it: `systemctl start podman.socket`/,
  ],
];
for (const [name, answer, ask, told] of refusals)
  test(`podman: ${name} is told`, () =>
    withPodman(answer, async (podman) => {
      await assert.rejects(ask(podman), { message: told });
    }));

test('no service: the socket is named with what starts it', async () => {
  await assert.rejects(createPodmanClient('/nowhere/podman.sock').version(), {
    code: 'PODMAN_UNREACHABLE',
    message: /^\/nowhere\/podman\.sock: no podman service answers \(ENOENT\); start it: /,
  });
});
