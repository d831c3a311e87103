/**
 * Records what a real Nomad answers to the requests that the client makes, into `vectors/answers.json`, without tokens, paths and
 * what the client does not read. Run as root: `node --conditions=source packages/cluster/test/nomad/record-answers.ts`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { locateReal } from '../../../../scripts/real/locate.ts';
import { startAgents } from '../../src/nomad/agents/start.ts';
import { stopAgents } from '../../src/nomad/agents/stop.ts';
import { createNomadClient } from '../../src/nomad/client/client.ts';
import type { NomadJob } from '../../src/nomad/job/job.ts';
import { runJob } from '../../src/nomad/job/run-job.ts';
import { processEdge } from '../../src/nomad/process-edge.ts';
import { killAgent, restartAgent } from './agent-process.ts';
import type { RecordedAnswer } from './recorded-answers.ts';

const located = locateReal('nomad');
if (located.kind === 'missing') throw new Error(located.reason);
const root = mkdtempSync(join(tmpdir(), 'sb-record-'));
const folder = join(root, 'agents');
const state = await startAgents({
  folder,
  nomad: located.program,
  datacenters: ['loopback'],
  offer: { drivers: ['exec'] },
  edge: processEdge,
  env: {},
  signal: new AbortController().signal,
});
const token = state.token!;
const client = createNomadClient({ address: state.address, namespace: 'default', token }, processEdge);
const answers: RecordedAnswer[] = [];

/** What is in no vector: secrets, places of this machine, and what the client does not read. */
function clean(text: string): string {
  return text.replaceAll(root, '/recorded').replaceAll(token, '00000000-0000-0000-0000-000000000001');
}

function trim(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(trim);
  if (typeof value !== 'object' || value === null) return value;
  const dropped =
    /^(?:Job|Attributes|Resources|NodeResources|ReservedResources|DeploymentStatus|HostVolumes|ScoreMetaData|Networks|Meta\b.*Secret)$/;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !dropped.test(key))
      .map(([key, inner]) => [key, trim(inner)]),
  );
}

async function record(
  name: string,
  path: string,
  o: { method?: string; body?: unknown; as?: string } = {},
): Promise<void> {
  const answer = await fetch(`${state.address}${path}`, {
    method: o.method ?? 'GET',
    headers: { 'X-Nomad-Token': o.as ?? token },
    ...(o.body === undefined ? {} : { body: JSON.stringify(o.body) }),
  });
  const text = clean(await answer.text());
  let body: unknown = text;
  try {
    body = trim(JSON.parse(text));
  } catch {
    // Words, or bytes of a file.
  }
  const index = answer.headers.get('x-nomad-index');
  answers.push({
    name,
    method: o.method ?? 'GET',
    path,
    status: answer.status,
    ...(index === null ? {} : { index: Number(index) }),
    body,
  });
}

const job = {
  ...runJob({
    tag: 'recorded',
    namespace: 'default',
    version: '1.6.3',
    hosts: [{ name: 'node-0', region: 'loopback', port: 29_999, programs: [] }],
    driver: 'exec',
    config: {},
    command: ['/bin/sh', '-c', 'echo ready; exec /bin/cat /dev/ptmx'],
    artifacts: [],
    resources: { CPU: 100, MemoryMB: 64 },
    diskMB: 120,
    owner: {
      slotbench_machine: 'machine',
      slotbench_pid: '1',
      slotbench_ticks: '1',
      slotbench_run: '/run/recorded',
    },
    datacenters: ['loopback'],
  }),
} as NomadJob;

const until = async (isSo: () => Promise<boolean>) => {
  for (let i = 0; i < 600 && !(await isSo().catch(() => false)); i++) await sleep(100);
};
try {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Nomad's own notation
  const perf = { LTarget: '${node.class}', RTarget: 'perf', Operand: '=' };
  const apart = { ...job, Constraints: [perf] };
  await record('plan that fits', '/v1/job/recorded/plan', { method: 'PUT', body: { Job: job, Diff: false } });
  await record('plan that no client fits', '/v1/job/recorded/plan', {
    method: 'PUT',
    body: { Job: apart, Diff: false },
  });
  await record('registered', '/v1/jobs', {
    method: 'PUT',
    body: { Job: job, EnforceIndex: true, JobModifyIndex: 0 },
  });
  await record('registered twice', '/v1/jobs', {
    method: 'PUT',
    body: { Job: job, EnforceIndex: true, JobModifyIndex: 0 },
  });
  const allocations = async () => (await client.jobs.allocations('recorded')).value;
  await until(async () => (await allocations())[0]?.TaskStates?.['node-0']?.State === 'running');
  await record('jobs with their meta', '/v1/jobs?meta=true');
  await record('evaluations', '/v1/job/recorded/evaluations');
  await record('allocations of a job that runs', '/v1/job/recorded/allocations');
  const id = (await allocations())[0]!.ID;
  await until(async () => (await client.files.stat(id, 'alloc/logs/node-0.stdout.0')).Size > 0);
  await record('a folder', `/v1/client/fs/ls/${id}?path=node-0/local`);
  await record('a file', `/v1/client/fs/stat/${id}?path=alloc/logs/node-0.stdout.0`);
  await record(
    'a file from the middle',
    `/v1/client/fs/readat/${id}?path=alloc/logs/node-0.stdout.0&offset=2&limit=3`,
  );
  await record('a file that is not there', `/v1/client/fs/stat/${id}?path=node-0/local/none`);
  await record('an allocation that is not there', '/v1/allocation/00000000-0000-0000-0000-000000000000');
  await record('a token that is not taken', '/v1/jobs', { as: '00000000-0000-0000-0000-000000000000' });
  await record('a namespace that is not there', '/v1/jobs?namespace=perf', {
    method: 'PUT',
    body: { Job: { ...job, ID: 'other', Namespace: 'perf' } },
  });
  await record('a region that is not there', '/v1/jobs?region=mars');
  const frames: string[] = [];
  const socket = new WebSocket(
    `${state.address.replace('http', 'ws')}/v1/client/allocation/${id}/exec?task=node-0&tty=false&command=${encodeURIComponent('["/bin/sh","-c","cat; echo no >&2; exit 3"]')}`,
    { headers: { 'X-Nomad-Token': token } } as unknown as string[],
  );
  const closed = new Promise((done) => socket.addEventListener('close', done));
  socket.addEventListener('message', ({ data }) => frames.push(String(data)));
  socket.addEventListener('open', () => {
    socket.send(JSON.stringify({ stdin: { data: Buffer.from('hello\n').toString('base64') } }));
    socket.send(JSON.stringify({ stdin: { close: true } }));
  });
  await closed;
  answers.push({
    name: 'exec that says hello and ends with 3',
    method: 'WEBSOCKET',
    path: '/exec',
    status: 101,
    body: frames,
  });
  await killAgent(folder, 'client-0');
  await until(async () => (await allocations())[0]?.ClientStatus === 'unknown');
  await record('allocations while the client is silent', '/v1/job/recorded/allocations');
  await record('a file of a client that is silent', `/v1/client/fs/stat/${id}?path=alloc`);
  await restartAgent(folder, 'client-0');
  await until(async () => (await allocations())[0]?.ClientStatus === 'running');
  await record('allocations after the client came back', '/v1/job/recorded/allocations');
  await client.jobs.purge('recorded');
  await until(async () => (await allocations())[0]?.ClientStatus === 'complete');
  await record('allocations of a job that was purged', '/v1/job/recorded/allocations');
  writeFileSync(
    new URL('./vectors/answers.json', import.meta.url),
    `${JSON.stringify({ nomad: '1.6.3', answers }, undefined, 1)}\n`,
  );
} finally {
  await stopAgents({ folder, edge: processEdge });
  rmSync(root, { recursive: true, force: true });
}
