import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { packSystem, type SystemPackages } from './pack-system.ts';

const dir = mkdtempSync(join(tmpdir(), 'slotbench-system-'));
after(() => rmSync(dir, { recursive: true, force: true }));
let packed: SystemPackages;
before(() => {
  packed = packSystem(dir, { node: process.execPath, level: 1 });
});

const programs = ['slotbench', 'slotbench-collector', 'slotbench-node', 'slotbench-generator'];
/** Neither this checkout's programs nor its Node. */
const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: dir };

function run(command: string, ...args: string[]) {
  return spawnSync(command, args, { cwd: dir, env, encoding: 'utf8' });
}

function ok(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = run(command, ...args);
  assert.equal(status, 0, `${command} ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

test('the archive is what its checksum says, installs in a prefix, runs, and goes without a trace', () => {
  ok('sha256sum', '--check', `${basename(packed.archive)}.sha256`);
  ok('tar', '-xf', packed.archive);
  const unpacked = join(dir, basename(packed.archive, '.tar.gz'));
  const prefix = join(dir, 'prefix');
  const said = ok(join(unpacked, 'install.sh'), '--prefix', prefix);
  assert.match(said, /bin\/slotbench-collector/);
  for (const program of programs)
    assert.match(ok(join(prefix, 'bin', program), '--version'), /\d+\.\d+\.\d+/, program);
  assert.match(ok(join(prefix, 'bin/slotbench'), 'profiles', 'list'), /quick/);
  const unit = readFileSync(join(prefix, 'lib/systemd/system/slotbench-collector.service'), 'utf8');
  assert.ok(unit.includes(`ExecStart=${prefix}/bin/slotbench-collector `));
  // Again, as an update does.
  ok(join(unpacked, 'install.sh'), '--prefix', prefix);
  ok(join(prefix, 'lib/slotbench/uninstall.sh'));
  assert.deepEqual(
    globSync('**/*slotbench*', { cwd: prefix }).filter((path) => path !== 'share/doc/slotbench'),
    [],
  );
  const again = join(dir, 'damaged');
  cpSync(unpacked, again, { recursive: true });
  appendFileSync(join(again, 'systemd/slotbench-collector.service'), '\n');
  const damaged = run(join(again, 'install.sh'), '--prefix', join(dir, 'never'));
  assert.equal(damaged.status, 65);
  assert.match(`${damaged.stdout}${damaged.stderr}`, /slotbench-collector\.service: FAILED/);
  assert.match(damaged.stderr, /unpack the archive again/);
  assert.ok(!existsSync(join(dir, 'never')));
  const wrong = run(join(unpacked, 'install.sh'), '--prefix', 'relative');
  assert.deepEqual([wrong.status, wrong.stderr.includes('absolute')], [64, true]);
});

test('the Debian package holds the same programs, its units and users, and runs from below a root', (t) => {
  if (packed.debian === undefined) return t.skip('no dpkg-deb (Debian: dpkg)');
  assert.match(ok('dpkg-deb', '--field', packed.debian, 'Package'), /^slotbench$/m);
  const root = join(dir, 'root');
  ok('dpkg-deb', '-x', packed.debian, root);
  for (const file of [
    'lib/systemd/system/slotbench-tunnel@.service',
    'lib/sysusers.d/slotbench.conf',
    'share/slotbench/grafana/slotbench.json',
  ])
    assert.ok(existsSync(join(root, 'usr', file)), file);
  const wrapper = readFileSync(join(root, 'usr/bin/slotbench'), 'utf8');
  assert.match(wrapper, /^exec \/usr\/lib\/slotbench\/node /m);
  const script = /node_modules\S+/.exec(wrapper)![0];
  assert.match(
    ok(join(root, 'usr/lib/slotbench/node'), join(root, 'usr/lib/slotbench', script), '--version'),
    /\d/,
  );
  if (process.getuid?.() !== 0) return t.skip('dpkg --install needs root');
  // A database of its own: this machine's does not change. Its dependencies are this machine's, so they are not asked for.
  ok('mkdir', '-p', join(dir, 'system/var/lib/dpkg/updates'), join(dir, 'system/var/lib/dpkg/info'));
  ok('touch', join(dir, 'system/var/lib/dpkg/status'), join(dir, 'system/var/lib/dpkg/available'));
  const dpkg = [
    '--force-depends',
    '--force-script-chrootless',
    `--root=${join(dir, 'system')}`,
    '--log=/dev/null',
  ];
  ok('dpkg', ...dpkg, '--unpack', packed.debian);
  assert.ok(existsSync(join(dir, 'system/usr/bin/slotbench-collector')));
  ok('dpkg', ...dpkg, '--remove', 'slotbench');
  assert.ok(!existsSync(join(dir, 'system/usr/lib/slotbench')));
});
