/** Runs as containers of a real Nomad and a real podman, with stand-ins for the programs; its storage is the test's own. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { executeRun, type RunPlan } from '../../src/index.ts';
import { runJob } from '../../src/nomad/job/run-job.ts';
import { buildImage, describeImage, type Image } from '../../src/nomad/podman/image.ts';
import { createPodmanClient, type PodmanClient } from '../../src/nomad/podman/podman-client.ts';
import { RUN_LABEL } from '../../src/nomad/podman/service.ts';
import { nomadPodmanBackend } from '../../src/nomad/podman-backend.ts';
import { purgeJob } from '../../src/nomad/purge-job.ts';
import { taskWords } from '../../src/nomad/task-words.ts';
import { testCompliance } from '../backend/compliance.ts';
import { inPlace, type Place, prepareStandIns } from '../stand-in-run.ts';
import {
  noPodman,
  podmanEnv,
  podmanOffer,
  type RealNomad,
  startRealNomad,
  unmountBelow,
} from './real-nomad.ts';

const skip = noPodman();
const root = mkdtempSync(join(tmpdir(), 'sb-podman-'));
let nomad: RealNomad;
let podman: PodmanClient;
let image: Image;
before(async () => {
  if (skip !== false) return;
  const env = podmanEnv(join(root, 'podman'));
  nomad = await startRealNomad(join(root, 'agents'), ['loopback'], { offer: podmanOffer(), env });
  podman = createPodmanClient(nomad.state.podman!.socket);
  image = await describeImage();
});
after(async () => {
  if (skip === false) {
    await nomad.stop();
    assert.equal(existsSync(nomad.folder), false);
    assert.equal(ask('ps', '--all', '--quiet') + ask('volume', 'ls', '--quiet'), '');
    assert.deepEqual(monitors(), []);
    unmountBelow(join(root, 'podman'));
    assert.doesNotMatch(readFileSync('/proc/self/mounts', 'utf8'), new RegExp(root));
  }
  rmSync(root, { recursive: true, force: true });
});

const open = ({ tmp }: Place) => nomadPodmanBackend(nomad.options(tmp));
const left = async ({ tmp }: Place, { tag }: Pick<RunPlan, 'tag'>) => [
  ...(await nomad.left(tag)),
  ...(await podman.containers(`${RUN_LABEL}=${tag}`)).map(({ Names }) => `container ${Names[0]}`),
  ...readdirSync(tmp),
];
/** What a user's own podman would say. */
const ask = (...args: string[]): string => {
  const { command, env } = nomad.state.podman!;
  const [program, ...options] = command;
  return execFileSync(program, [...options, ...args], { env, encoding: 'utf8' });
};

test('without the image the backend and a run say how to build it, and nothing is left', { skip }, () =>
  inPlace(async (place) => {
    const backend = open(place);
    const faults = await backend.check();
    assert.deepEqual(
      faults.map(({ problem, fix }) => `${problem}; ${fix}`),
      [
        `has no image ${image.name}, which is this installation of Slotbench; build it: slotbench backend image`,
      ],
    );
    const plan = await prepareStandIns(place, {});
    const { reason } = await executeRun(
      { ...plan, tmp: place.tmp },
      { backend, signal: new AbortController().signal },
    );
    assert.match(
      reason!,
      /did not come up: .*localhost\/slotbench:\w+.*; build the image: slotbench backend image \(/s,
    );
    assert.deepEqual(await left(place, plan), []);
  }),
);

test('the image is built once, from this installation, under the digest of its content', {
  skip,
}, async () => {
  const built = await buildImage(image, podman);
  assert.deepEqual([built.image, built.built], [image.name, true]);
  assert.ok(built.bytes > 50e6 && built.bytes < 400e6, `${built.bytes} bytes`);
  assert.deepEqual(await buildImage(image, podman), { ...built, built: false });
  assert.equal((await describeImage()).name, image.name);
});

testCompliance('nomad-podman', { skip, open: async (place) => open(place), left });

test('what a container said before it ended is read as it said it', { skip }, async () => {
  const { client } = nomad;
  const job = runJob({
    tag: 'talker',
    namespace: 'default',
    version: '1.6.3',
    hosts: [{ name: 'node-0', region: 'loopback', port: 30_900, programs: [] }],
    driver: 'podman',
    config: {
      image: image.name,
      network_mode: 'host',
      ulimit: [{ nofile: '1024:1024', nproc: '1024:1024' }],
    },
    command: ['/bin/sh', '-c', 'echo no library >&2; exit 3'],
    artifacts: [],
    resources: { CPU: 100, MemoryMB: 64 },
    diskMB: 120,
    owner: {},
    datacenters: [],
  });
  const signal = AbortSignal.timeout(60_000);
  try {
    await client.evaluations.finished(await client.jobs.register(job, signal), signal);
    let answer = await client.jobs.allocations(job.ID, { signal });
    while (answer.value[0]?.TaskStates?.['node-0']?.State !== 'dead')
      answer = await client.jobs.allocations(job.ID, { index: answer.index, signal });
    assert.equal(await taskWords(client, answer.value[0]!.ID, 'node-0'), 'no library');
  } finally {
    await purgeJob(client, job.ID);
  }
});

test(
  'a podman service that is gone is told by the check and by a run, which leaves no job; stopping the agents removes a container all the same',
  {
    skip,
  },
  () =>
    inPlace(async (place) => {
      assert.deepEqual(await nomad.left(), []);
      const backend = open(place);
      const plan = await prepareStandIns(place, {}, {}, backend);
      // As agents that were killed would leave it: labelled, with a folder of theirs.
      const mount = join(nomad.folder, 'client-0');
      ask(
        'create',
        '--label',
        `${RUN_LABEL}=killed`,
        '--volume',
        `${mount}:/mnt`,
        '--network=host',
        image.name,
        '/bin/sh',
      );
      const service = nomad.state.agents.find(({ role }) => role === 'podman')!;
      process.kill(service.process.pid, 'SIGKILL');
      const fault = (await backend.check()).at(-1)!;
      assert.equal(fault.place, podman.socket);
      assert.match(
        `${fault.problem}; ${fault.fix}`,
        /^no podman service answers \(ECONNREFUSED\); start it: /,
      );
      const { reason } = await executeRun(plan, { backend, signal: new AbortController().signal });
      assert.match(
        reason!,
        /did not come up: .*; see that podman’s service runs|missing drivers; see what the driver lacks: /s,
      );
      assert.deepEqual([...(await nomad.left()), ...readdirSync(place.tmp)], []);
    }),
);

/** Processes of conmon that the agents' podman started. */
function monitors(): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return (
        /conmon/.test(readFileSync(`/proc/${pid}/comm`, 'latin1')) &&
        readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`${root}/`)
      );
    } catch {
      return false;
    }
  });
}
