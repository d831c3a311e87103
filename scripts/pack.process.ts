import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { rooms } from './rooms.ts';
import { root } from './sources.ts';

/** What a user of the published packages does: install in an empty directory, run `quick`. */
const dir = mkdtempSync(join(tmpdir(), 'slotbench-pack-'));
after(() => rmSync(dir, { recursive: true, force: true }));

// The npm that the test starts must see neither the settings of a surrounding `npm test` nor this checkout's programs.
const env: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle|config_(local|prefix|global))/.test(name),
  ),
);
const folders = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.endsWith(join('node_modules', '.bin')));
env.PATH = [dirname(process.execPath), ...folders].join(delimiter);

function inDir(command: string, ...args: string[]) {
  return spawnSync(command, args, { cwd: dir, env, encoding: 'utf8', timeout: 180_000 });
}

test('the packed packages install in an empty directory and run quick', { timeout: 300_000 }, (t) => {
  const packed = spawnSync(process.execPath, [join(root, 'scripts/pack.ts'), join(dir, 'tarballs')], {
    env: { ...env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${env.PATH}` },
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(packed.status, 0, `${packed.stdout}${packed.stderr}`);
  const tarballs = readdirSync(join(dir, 'tarballs')).map((name) => `./tarballs/${name}`);
  assert.equal(tarballs.length, rooms.length);

  const installed = inDir('npm', 'install', '--no-audit', '--no-fund', '--loglevel=error', ...tarballs);
  if (installed.status !== 0 && /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT/.test(installed.stderr)) {
    t.skip('the npm registry cannot be reached');
    return;
  }
  assert.equal(installed.status, 0, installed.stderr);

  const run = inDir('npx', '--no-install', 'slotbench', 'run', 'quick', '--json');
  assert.equal(run.status, 0, run.stderr);
  const last = JSON.parse(run.stdout.trimEnd().split('\n').at(-1)!);
  assert.equal(last.status, 'complete');
  assert.equal(dirname(last.run), realpathSync(join(dir, 'run')));
  assert.equal(JSON.parse(readFileSync(last.results, 'utf8')).run.profile, 'quick');
});
