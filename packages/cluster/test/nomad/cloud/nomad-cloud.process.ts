/** Runs on clients of a real Nomad that pose as machines of two regions; stand-ins for the programs. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { resolveProfile } from '@slotbench/profiles';
import { locateReal } from '../../../../../scripts/real/locate.ts';
import { executeRun } from '../../../src/index.ts';
import { writeClientsFile } from '../../../src/nomad/cloud/clients-file.ts';
import { nomadCloudBackend } from '../../../src/nomad/cloud/cloud-backend.ts';
import { keptRuns, stopKeptRun } from '../../../src/nomad/cloud/kept-runs.ts';
import { pinClients } from '../../../src/nomad/cloud/pin-clients.ts';
import { processEdge } from '../../../src/nomad/process-edge.ts';
import { testCompliance } from '../../backend/compliance.ts';
import { inPlace, type Place, prepareStandIns } from '../../stand-in-run.ts';
import { type RealStore, startStore } from '../../transfer/real-store.ts';
import { noNomad, type RealNomad, startRealNomad } from '../real-nomad.ts';

const skip = noNomad();
const root = mkdtempSync(join(tmpdir(), 'sb-cloud-'));
const regions = ['eu-central-1', 'us-east-1'];
const store = locateReal('s3');
let nomad: RealNomad;
let s3: RealStore | undefined;
before(async () => {
  if (skip !== false) return;
  const agents = join(root, 'agents');
  nomad = await startRealNomad(agents, regions, { nodeClass: 'perf', instanceType: 'c5d.2xlarge' });
  if (store.kind === 'here') s3 = await startStore(store.program, join(root, 'store'));
});
after(async () => {
  s3?.stop();
  if (skip === false) {
    await nomad.stop();
    assert.equal(existsSync(nomad.folder), false);
  }
  rmSync(root, { recursive: true, force: true });
});

const signal = () => new AbortController().signal;
const lasting = { 'node-0': { exitAfterMs: 3000 }, 'node-1': { exitAfterMs: 3000 } };
/** What a profile of a cloud asks for. */
const cloud = (cluster: object = {}) => ({
  composition: { n_singular_hosts: 2, locations: regions },
  cluster: {
    nomad: { namespace: 'default', class: 'perf' },
    aws: { instance_type: { producer: 'c5d.2xlarge', explorer: 'c5d.2xlarge' } },
    ...cluster,
  },
});
const site = () => ({ env: {}, agents: nomad.folder, edge: processEdge });
const backend = (place: Place, o: Partial<Parameters<typeof nomadCloudBackend>[0]> = {}) =>
  nomadCloudBackend({
    env: { XDG_CACHE_HOME: join(root, 'cache') },
    agents: nomad.folder,
    tmp: place.tmp,
    ...o,
  });

testCompliance('nomad-cloud', {
  skip,
  open: async (place) => backend(place),
  left: async ({ tmp }, { tag }) => [...(await nomad.left(tag)), ...readdirSync(tmp)],
});

test(
  'a pinned run goes to its clients, its files by way of a bucket, and its hosts stay until they are told',
  {
    skip,
  },
  (t) =>
    inPlace(async (place) => {
      if (store.kind === 'missing') t.diagnostic(`files go by way of --serve: ${store.reason}`);
      const profile = resolveProfile('quick', { overlay: cloud() });
      const path = join(place.root, 'clients.json');
      const zones = { 'us-east-1': 'us-east-1a' };
      const file = await pinClients(site(), { profile, wanted: { zones } });
      assert.deepEqual(
        Object.entries(file.nodes).map(([node, { name, datacenter, instanceType, zone }]) => [
          node,
          name,
          datacenter,
          instanceType,
          zone,
        ]),
        [
          ['node-0', 'client-0', 'eu-central-1', 'c5d.2xlarge', 'eu-central-1a'],
          ['node-1', 'client-1', 'us-east-1', 'c5d.2xlarge', 'us-east-1a'],
        ],
      );
      await writeClientsFile(path, file);
      const home = join(place.root, 'home');
      const env = { XDG_CACHE_HOME: join(root, 'cache'), HOME: home, ...s3?.env };
      const way = s3 === undefined ? { serve: '127.0.0.2' } : { env };
      const serving = backend(place, { clients: path, keepRunning: true, ...way });
      const plan = await prepareStandIns(place, lasting, cloud(), serving);
      const outcome = await executeRun(plan, { backend: serving, signal: signal() });
      assert.deepEqual(outcome, { runDir: plan.runDir, tag: plan.tag, status: 'complete' });
      const read = (name: string) => JSON.parse(readFileSync(join(plan.runDir, 'nomad', name), 'utf8'));
      assert.deepEqual(read('clients.json')['node-1'].client, file.nodes['node-1']!.client);
      const { deployed, differences, clocks } = read('deployment.json');
      assert.deepEqual([deployed, differences], [file.nodes, []]);
      assert.deepEqual(clocks.map(({ host }: { host: string }) => host).sort(), ['node-0', 'node-1']);
      const source = JSON.stringify(read('job.json').Job.TaskGroups[0].Tasks[0].Artifacts);
      if (s3 === undefined) assert.match(source, /127\.0\.0\.2:\d+\/SECRET\//);
      else {
        assert.match(source, /slotbench\/[^/]+\/packages-[0-9a-f]+\.tar\.zst\?SECRET/);
        assert.deepEqual([s3.objects(), filesBelow(home)], [[], []]);
      }
      assert.deepEqual(await keptRuns(site()), [{ job: plan.tag, runDir: plan.runDir, status: 'running' }]);
      assert.equal(await stopKeptRun(site(), plan.runDir), plan.tag);
      assert.deepEqual(await nomad.left(), []);
      await assert.rejects(stopKeptRun(site(), plan.runDir), /has no job .* given back already/);
    }),
);

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

const refused: readonly [name: string, overlay: object, pins: object | undefined, reason: RegExp][] = [
  [
    'a host that is not as it was pinned is shown as a diff',
    cloud(),
    { nomad: '1.5.0', kernel: '2.4.0' },
    /^deployment of .*: a host is not what was requested.*\n {2}node-1 kernel\n {4}- 2\.4\.0\n {4}\+ .*\n {2}node-1 Nomad agent\n {4}- 1\.5\.0\n {4}\+ 1\.6\.3\n.*--accept-deployment$/s,
  ],
  [
    'a pinned client that is gone',
    cloud(),
    { client: '00000000-0000-4000-8000-000000000000', name: 'perf-7' },
    /clients\.json: node-1: client perf-7 \(00000000\) is gone; bring these clients back, or pin others/,
  ],
  [
    'a region without clients',
    cloud({}),
    undefined,
    /^no place for node-1: no client has datacenter ap-southeast-2; they have eu-central-1 \(1\), us-east-1 \(1\); start clients there/,
  ],
  [
    'more nodes than machines',
    { composition: { n_singular_hosts: 3, locations: regions } },
    undefined,
    /^no place for node-2: 2 nodes want a client of datacenter eu-central-1 each, and there is 1; the run has more nodes/,
  ],
  [
    'a disk that is too small',
    cloud({ minimun_storage: { producer: 9e12, explorer: 1 } }),
    undefined,
    /^no place for node-0: no client of .* has room: the run may need 9216000250 MB on each, and it has/,
  ],
  [
    'a namespace that is not that of the profile',
    cloud({ nomad: { namespace: 'perf' } }),
    undefined,
    /cluster\.nomad\.namespace: the profile belongs into namespace perf, and this is default; set NOMAD_NAMESPACE=perf/,
  ],
];
for (const [name, overlay, pins, reason] of refused)
  test(`${name}: the run is refused and leaves nothing`, { skip }, () =>
    inPlace(async (place) => {
      const path = join(place.root, 'clients.json');
      const profile = resolveProfile('quick', { overlay: cloud() });
      if (pins !== undefined) {
        const file = await pinClients(site(), { profile, wanted: {} });
        writeFileSync(
          path,
          JSON.stringify({
            ...file,
            nodes: { ...file.nodes, 'node-1': { ...file.nodes['node-1'], ...pins } },
          }),
        );
      }
      const asked = name.startsWith('a region')
        ? { ...overlay, composition: { n_singular_hosts: 2, locations: ['eu-central-1', 'ap-southeast-2'] } }
        : overlay;
      const here = backend(place, pins === undefined ? {} : { clients: path });
      const plan = await prepareStandIns(place, lasting, asked, here);
      const outcome = await executeRun(plan, { backend: here, signal: signal() });
      assert.match(outcome.reason!, reason);
      assert.deepEqual([...(await nomad.left()), ...readdirSync(place.tmp)], []);
    }),
  );

test('clients elsewhere need a way to the files of a run', { skip }, () =>
  inPlace(async (place) => {
    const check = async (env: object, serve?: string) =>
      (
        await backend(place, {
          env: { NOMAD_ADDR: nomad.access.address, NOMAD_TOKEN: nomad.access.token!, ...env },
          ...(serve === undefined ? {} : { serve }),
        }).check()
      )
        .map(({ problem, fix }) => `${problem}; ${fix}`)
        .join('\n');
    assert.equal(await check({}), '');
    assert.match(
      await check({}, '0.0.0.0'),
      /is no address at which clients reach this machine; write it in digits/,
    );
    assert.match(await check({ SLOTBENCH_S3_BUCKET: 'b' }), /no bucket can have this name/);
    assert.match(await check({ SLOTBENCH_S3_BUCKET: 'files' }), /the region of the bucket is not named/);
    const away = await check({
      NOMAD_ADDR: `http://[::ffff:127.0.0.1]:${new URL(nomad.access.address).port}`,
    });
    assert.match(away, /cannot fetch them from the loopback .*--serve ADDR/);
  }),
);
