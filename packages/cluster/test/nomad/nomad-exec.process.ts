/** Runs as jobs of a real Nomad, with stand-ins for the programs; one pair of agents serves all tests. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildTopology, nodeSpecs, resolveProfile } from '@slotbench/profiles';
import { executeRun, type RunPlan } from '../../src/index.ts';
import { checkNomad } from '../../src/nomad/check.ts';
import { createNomadClient } from '../../src/nomad/client/client.ts';
import { nomadExecBackend } from '../../src/nomad/exec-backend.ts';
import type { NomadJob } from '../../src/nomad/job/job.ts';
import { runJob } from '../../src/nomad/job/run-job.ts';
import { sweepJobs } from '../../src/nomad/owner.ts';
import { explainPlacement } from '../../src/nomad/placement.ts';
import { processEdge } from '../../src/nomad/process-edge.ts';
import { testCompliance } from '../backend/compliance.ts';
import { inPlace, prepareStandIns } from '../stand-in-run.ts';
import { noNomad, type RealNomad, startRealNomad } from './real-nomad.ts';

const skip = noNomad();
const root = mkdtempSync(join(tmpdir(), 'sb-nomad-'));
let nomad: RealNomad;
before(async () => {
  if (skip === false) nomad = await startRealNomad(join(root, 'agents'), ['loopback']);
});
after(async () => {
  if (skip === false) {
    assert.deepEqual(await nomad.left(), []);
    await nomad.stop();
    assert.equal(existsSync(nomad.folder), false);
    assert.doesNotMatch(readFileSync('/proc/self/mounts', 'utf8'), new RegExp(root));
  }
  rmSync(root, { recursive: true, force: true });
});

testCompliance('nomad-exec', {
  skip,
  open: async ({ tmp }) => nomad.backend(tmp),
  left: async ({ tmp }, { tag }) => [...(await nomad.left(tag)), ...readdirSync(tmp)],
});

test(
  'a job that is stopped from outside ends the run with the reason; what the run keeps holds no secret',
  { skip },
  () =>
    inPlace(async (place) => {
      const backend = nomad.backend(place.tmp);
      const plan = await prepareStandIns(place, {}, {}, backend);
      const { reason } = await executeRun(plan, {
        backend,
        signal: new AbortController().signal,
        onProgress: ({ phase }) => {
          if (phase === 'splitting') void nomad.client.jobs.purge(plan.tag);
        },
      });
      assert.match(reason!, /told to stop: the job was stopped from outside|is gone from Nomad|ended:/);
      assert.deepEqual(await nomad.left(), []);
      const job = readFileSync(join(plan.runDir, 'nomad', 'job.json'), 'utf8');
      assert.match(job, /127\.0\.0\.1:\d+\/SECRET\/packages-/);
      for (const path of readdirSync(plan.runDir, { recursive: true, encoding: 'utf8' })) {
        const text = readText(join(plan.runDir, path));
        assert.equal(text.includes(nomad.access.token!), false, path);
        assert.doesNotMatch(text, /:\d+\/[0-9a-f]{48}\//, path);
      }
      const clients = JSON.parse(readFileSync(join(plan.runDir, 'nomad', 'clients.json'), 'utf8'));
      assert.deepEqual([clients['node-0'].name, clients['node-1'].name], ['client-0', 'client-0']);
    }),
);

test(
  'after kill -9 of the runner the next start leaves its job to who attaches, and ends it when its time is over',
  { skip },
  () =>
    inPlace(async (place) => {
      const plan = await prepareStandIns(place, {}, {}, nomad.backend(place.tmp));
      const runner = spawn(
        process.execPath,
        ['--conditions=source', '--input-type=module', '-e', source(plan, place.tmp)],
        {
          stdio: 'ignore',
          cwd: new URL('../..', import.meta.url),
        },
      );
      const gone = new Promise((done) => runner.once('exit', done));
      while (!existsSync(join(plan.runDir, 'nomad', 'attach.json'))) {
        assert.equal(runner.exitCode, null);
        await sleep(50);
      }
      runner.kill('SIGKILL');
      await gone;
      assert.equal((await nomad.client.jobs.list()).length, 1);
      // Somebody may attach to it for a day and a night.
      assert.deepEqual(await sweepJobs(nomad.client), []);
      const later = () => Date.now() + 48 * 3600 * 1000;
      assert.deepEqual(await sweepJobs(nomad.client, { now: later }), [plan.tag]);
      assert.deepEqual(await sweepJobs(nomad.client, { now: later }), []);
      for (let i = 0; i < 100; i++) {
        const { value } = await nomad.client.jobs.allocations(plan.tag);
        if (value.every(({ ClientStatus }) => !['running', 'pending'].includes(ClientStatus))) {
          for (const { ID } of value)
            await nomad.client.allocations.collectGarbage(ID).catch(() => undefined);
          break;
        }
        await sleep(100);
      }
      assert.equal((await nomad.client.jobs.list()).length, 0);
    }),
);

const refused: readonly [name: string, overlay: object, reason: RegExp][] = [
  [
    'a region without clients',
    { composition: { locations: ['eu-central-1'] } },
    /^no place for node-0, node-1: no client is ready in datacenter eu-central-1; start a client there/,
  ],
  [
    'a disk that is too small',
    { generator: { tx_count: 20_000_000 } },
    /^no place for node-0, node-1: of 1 client, 1 client without enough disk; free disk space/,
  ],
];
for (const [name, overlay, reason] of refused)
  test(`${name} is told before anything starts`, { skip }, () =>
    inPlace(async (place) => {
      const backend = nomad.backend(place.tmp);
      const plan = await prepareStandIns(place, {}, {}, backend);
      const profile = resolveProfile('quick', {
        overlay: {
          ...overlay,
          composition: { n_singular_hosts: 2, ...(overlay as { composition?: object }).composition },
        },
      });
      const specs = nodeSpecs(profile, buildTopology(profile), Object.values(portsOf(plan)));
      writeFileSync(join(plan.runDir, 'node-specs.json'), JSON.stringify(specs));
      const wanted = { ...plan, meta: { ...plan.meta, profile_content: profile } };
      const outcome = await executeRun(wanted, { backend, signal: new AbortController().signal });
      assert.match(outcome.reason!, reason);
      assert.deepEqual(await nomad.left(), []);
    }),
  );

test('a wrong token, a namespace that is not there and a driver that is missing are told with their fix', {
  skip,
}, async () => {
  const checked = async (change: NodeJS.ProcessEnv) => {
    const { address, token } = nomad.access;
    const env = { NOMAD_ADDR: address, NOMAD_TOKEN: token!, ...change };
    return (await nomadExecBackend({ env }).check())
      .map(({ problem, fix }) => `${problem}; ${fix}`)
      .join('\n');
  };
  assert.equal(await checked({}), '');
  const wrong = '00000000-0000-0000-0000-000000000000';
  const denied = await checked({ NOMAD_TOKEN: wrong });
  assert.match(denied, /does not take this token .*; set NOMAD_TOKEN to a token whose policy allows/);
  assert.equal(denied.includes(wrong), false);
  assert.match(await checked({ NOMAD_TOKEN: '' }), /needs a token/);
  assert.match(
    await checked({ NOMAD_NAMESPACE: 'perf' }),
    /has no namespace perf .*; set NOMAD_NAMESPACE to one of: default/,
  );
  assert.match(await checked({ NOMAD_REGION: 'mars' }), /knows no region mars; set NOMAD_REGION/);
  assert.match(
    await checked({ NOMAD_ADDR: 'http://127.0.0.1:1' }),
    /no Nomad answers \(ECONNREFUSED|bad port/,
  );
  const [fault] = await checkNomad(nomad.client, { driver: 'podman' });
  assert.match(`${fault!.place} ${fault!.problem}`, /^client client-0 has no driver podman$/);
});

test('more nodes than machines: the scheduler is explained', { skip }, async () => {
  const job = runJob({ ...smallJob, namespace: 'default' });
  const apart = { ...job, Constraints: [{ Operand: 'distinct_hosts', RTarget: 'true' }] } as NomadJob;
  const { FailedTGAllocs } = await nomad.client.jobs.plan(apart);
  const [fault] = explainPlacement(FailedTGAllocs!, {});
  assert.match(fault!.problem, /of 1 client, 1 client ruled out by distinct_hosts/);
  assert.match(fault!.fix, /more nodes than there are machines/);
  const hungry = { ...smallJob, resources: { CPU: 100, MemoryMB: 9_999_999 }, namespace: 'default' };
  const memory = await nomad.client.jobs.plan(runJob(hungry));
  assert.match(explainPlacement(memory.FailedTGAllocs!, {})[0]!.problem, /without enough memory/);
});

test('namespaces, policies, tokens, variables and services are kept by the real server as the client writes them', {
  skip,
}, async () => {
  const { client } = nomad;
  await client.namespaces.apply({ Name: 'perf', Description: 'benchmarks' });
  assert.deepEqual(
    (await client.namespaces.list()).map(({ Name }) => Name),
    ['default', 'perf'],
  );
  await client.acl.applyPolicy('look', 'namespace "perf" { policy = "read" }');
  const token = await client.acl.createToken({ name: 'short', policies: ['look'], ttl: '1h' });
  assert.ok(Date.parse(token.ExpirationTime!) > Date.now());
  const reader = createNomadClient(
    { ...nomad.access, namespace: 'perf', token: token.SecretID },
    processEdge,
  );
  assert.equal((await reader.acl.self()).Name, 'short');
  assert.deepEqual(await reader.jobs.list(), []);
  await assert.rejects(reader.jobs.register(runJob({ ...smallJob, namespace: 'perf' })), {
    code: 'NOMAD_DENIED',
  });
  await client.acl.removeToken(token.AccessorID);
  await assert.rejects(reader.jobs.list(), { code: 'NOMAD_DENIED' });
  await client.variables.write({ Path: 'slotbench/test', Items: { a: 'b' } });
  assert.deepEqual((await client.variables.read('slotbench/test')).Items, { a: 'b' });
  await client.variables.remove('slotbench/test');
  assert.deepEqual(await client.services.read('slotbench-none'), []);
  await client.namespaces.remove('perf');
});

const smallJob = {
  tag: 'small',
  version: '1.6.3',
  hosts: [0, 1].map((i) => ({ name: `node-${i}`, region: 'loopback', port: 30_000 + i, programs: [] })),
  driver: 'exec',
  config: {},
  command: ['/bin/sh'] as const,
  artifacts: [],
  resources: { CPU: 100, MemoryMB: 64 },
  diskMB: 120,
  owner: {},
  datacenters: [],
};

function portsOf(plan: RunPlan): Record<string, number> {
  const specs = JSON.parse(readFileSync(join(plan.runDir, 'node-specs.json'), 'utf8'));
  return Object.fromEntries(
    Object.values<{ name: string; port: number }>(specs).map(({ name, port }) => [name, port]),
  );
}

function source(plan: RunPlan, tmp: string): string {
  const at = (path: string) => new URL(`../../src/${path}`, import.meta.url).href;
  return `import { executeRun } from '${at('index.ts')}';
    import { nomadExecBackend } from '${at('nomad/exec-backend.ts')}';
    const backend = nomadExecBackend({ env: { XDG_CACHE_HOME: '${join(root, 'cache')}' }, agents: '${nomad.folder}', tmp: '${tmp}' });
    await executeRun(${JSON.stringify(plan)}, { backend, signal: new AbortController().signal });`;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // a folder
  }
}
