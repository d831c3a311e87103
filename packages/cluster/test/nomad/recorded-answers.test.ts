/** The client on what a real Nomad answered once (`vectors/README.md`). */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createNomadClient, type NomadClient } from '../../src/nomad/client/client.ts';
import { execInTask } from '../../src/nomad/client/exec.ts';
import type { Connection } from '../../src/nomad/connection.ts';
import type { NomadJob } from '../../src/nomad/job/job.ts';
import { isLeftBehind } from '../../src/nomad/owner.ts';
import { explainPlacement } from '../../src/nomad/placement.ts';
import { whyOver } from '../../src/nomad/watch-job.ts';
import { recordedAnswers } from './recorded-answers.ts';

const answerOf = recordedAnswers();

/** A server that gives the recorded answer, whatever it is asked. */
async function answering<T>(name: string, body: (client: NomadClient) => Promise<T>): Promise<T> {
  const { status, index, body: content } = answerOf(name);
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, index === undefined ? {} : { 'X-Nomad-Index': index });
    response.end(typeof content === 'string' ? content : JSON.stringify(content));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const edge = { random: () => 0.5, sleep: async () => {} };
    return await body(createNomadClient({ address, namespace: 'default', token: 't' }, edge));
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

const job = { ID: 'recorded', TaskGroups: [] } as unknown as NomadJob;
const allocations = (name: string) => answering(name, ({ jobs }) => jobs.allocations('recorded'));

test('a plan: what fits has no fault, what does not is told with its constraint', async () => {
  assert.equal((await answering('plan that fits', ({ jobs }) => jobs.plan(job))).FailedTGAllocs, null);
  const { FailedTGAllocs } = await answering('plan that no client fits', ({ jobs }) => jobs.plan(job));
  const [fault] = explainPlacement(FailedTGAllocs!, { 'node-0': 'loopback' });
  assert.equal(fault!.problem, 'of 1 client, 1 client ruled out by node.class = perf');
});

test('a job that is registered has an evaluation, which is complete; it stands in the list with its meta', async () => {
  const id = await answering('registered', ({ jobs }) => jobs.register(job));
  const [evaluation] = await answering('evaluations', ({ jobs }) => jobs.evaluations('recorded'));
  assert.deepEqual([evaluation!.ID, evaluation!.Status], [id, 'complete']);
  const [stub] = await answering('jobs with their meta', ({ jobs }) => jobs.list());
  assert.deepEqual([stub!.ID, stub!.Status], ['recorded', 'running']);
  assert.equal(
    isLeftBehind(stub!.Meta!, 'machine', () => false),
    true,
  );
});

const states: readonly [name: string, status: string, over: RegExp | undefined][] = [
  ['allocations of a job that runs', 'running', undefined],
  ['allocations while the client is silent', 'unknown', undefined],
  ['allocations after the client came back', 'running', undefined],
  ['allocations of a job that was purged', 'complete', /host node-0 on client client-0 was told to stop/],
];
for (const [name, status, over] of states)
  test(`${name}: ${status}`, async () => {
    const { value, index } = await allocations(name);
    assert.ok(index > 0);
    assert.deepEqual(
      value.map(({ TaskGroup, NodeName, ClientStatus }) => [TaskGroup, NodeName, ClientStatus]),
      [['node-0', 'client-0', status]],
    );
    if (over === undefined) assert.equal(whyOver(value), undefined);
    else assert.match(whyOver(value)!, over);
  });

test('files of a task: a folder, one of them, and bytes from its middle', async () => {
  const [file] = await answering('a folder', ({ files }) => files.list('a', 'node-0/local'));
  assert.deepEqual([file!.Name, file!.IsDir], ['task.json', false]);
  const { Size } = await answering('a file', ({ files }) => files.stat('a', 'x'));
  assert.equal(Size, 'ready\n'.length);
  const middle = await answering('a file from the middle', async ({ files }) =>
    new Response(await files.read('a', 'x', { offset: 2, limit: 3 })).text(),
  );
  assert.equal(middle, 'ady');
});

const refused: readonly [name: string, code: string, message: RegExp][] = [
  ['registered twice', 'NOMAD_REFUSED', /job already exists/],
  ['a file that is not there', 'NOMAD_REFUSED', /404 .*no such file or directory/],
  ['an allocation that is not there', 'NOMAD_REFUSED', /404 alloc not found/],
  ['a token that is not taken', 'NOMAD_DENIED', /does not take this token/],
  ['a namespace that is not there', 'NOMAD_REFUSED', /has no namespace default; set NOMAD_NAMESPACE/],
  ['a region that is not there', 'NOMAD_REFUSED', /knows no region/],
  [
    'a file of a client that is silent',
    'NOMAD_UNREACHABLE',
    /its client is away \(No path to node\); see that the Nomad client runs/,
  ],
];
for (const [name, code, message] of refused)
  test(`refused: ${name}`, () =>
    assert.rejects(
      answering(name, ({ jobs }) => jobs.list()),
      { code, message },
    ));

test('frames of a command: what it prints, and its exit code', async () => {
  const socket = Object.assign(new EventTarget(), {
    readyState: WebSocket.OPEN,
    send: () => {},
    close: () => {},
  });
  const connection = { webSocket: () => socket } as unknown as Connection;
  const said = { stdout: '', stderr: '' };
  const opening = execInTask(connection, {
    allocation: 'a',
    task: 'node-0',
    command: ['/bin/cat'],
    onStdout: (bytes) => {
      said.stdout += bytes.toString();
    },
    onStderr: (bytes) => {
      said.stderr += bytes.toString();
    },
  });
  socket.dispatchEvent(new Event('open'));
  const session = await opening;
  const frames = answerOf('exec that says hello and ends with 3').body as string[];
  for (const data of frames) socket.dispatchEvent(Object.assign(new Event('message'), { data }));
  assert.equal(await session.exited, 3);
  assert.deepEqual(said, { stdout: 'hello\n', stderr: 'no\n' });
  socket.dispatchEvent(Object.assign(new Event('close'), { code: 1000, reason: '' }));
});
