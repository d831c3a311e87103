import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { components } from './real/components.ts';
import { cacheFolder, findComponent, locateReal } from './real/locate.ts';

test('a component that is not there says which command brings it; built, it is found by its version', async () => {
  const home = await mkdtemp(join(tmpdir(), 'slotbench-real-'));
  const env = { XDG_CACHE_HOME: home, PATH: '' };
  try {
    const nomad = findComponent('nomad');
    assert.ok(nomad.kind === 'built');
    const missing = locateReal('nomad', env);
    assert.ok(missing.kind === 'missing' && missing.reason.includes('npm run real -- nomad'));
    const folder = cacheFolder(nomad, env);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'nomad'), '');
    assert.equal(locateReal('nomad', env).kind, 'missing', 'a file that cannot be run is no program');
    await chmod(join(folder, 'nomad'), 0o755);
    assert.deepEqual(locateReal('nomad', env), { kind: 'here', program: join(folder, 'nomad'), folder });
  } finally {
    await rm(home, { recursive: true });
  }
});

test('names are given once, and an unknown one lists them', () => {
  const names = components.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  assert.throws(() => findComponent('nomda'), /nomda; there are podman, .*amaru/);
});
