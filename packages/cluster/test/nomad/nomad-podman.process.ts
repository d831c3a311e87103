/** Runs as containers of a real Nomad and a real podman, with stand-ins for the programs; its storage is the test's own. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { executeRun } from '../../src/index.ts';
import { buildImage, describeImage, type Image } from '../../src/nomad/podman/image.ts';
import { createPodmanClient, type PodmanClient } from '../../src/nomad/podman/podman-client.ts';
import { RUN_LABEL } from '../../src/nomad/podman/service.ts';
import { nomadPodmanBackend } from '../../src/nomad/podman-backend.ts';
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
    unmountBelow(join(root, 'podman'));
    assert.doesNotMatch(readFileSync('/proc/self/mounts', 'utf8'), new RegExp(root));
  }
  rmSync(root, { recursive: true, force: true });
});

const open = ({ tmp }: Place) => nomadPodmanBackend(nomad.options(tmp));
const left = async ({ tmp }: Place) => [
  ...(await nomad.left()),
  ...(await podman.containers(RUN_LABEL)).map(({ Names }) => `container ${Names[0]}`),
  ...readdirSync(tmp),
];

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
    assert.deepEqual(await left(place), []);
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
