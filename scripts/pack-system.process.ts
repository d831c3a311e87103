import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { guideSteps } from '../packages/deploy/test/guide-steps.ts';
import { bootMachine, noMachine } from '../packages/deploy/test/machine/machine.ts';
import { packSystem, type SystemPackages } from './pack-system.ts';
import { locateReal } from './real/locate.ts';

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
});

test('the Debian package is installed and removed by dpkg on a machine with systemd: users and units, then no program and no service', {
  skip: noMachine(),
  timeout: 60_000,
}, async (t) => {
  const { debian } = packed;
  if (debian === undefined) return t.skip('no dpkg-deb (Debian: dpkg)');
  const machine = await bootMachine('debian');
  try {
    const must = async (script: string): Promise<string> => {
      const { status, stdout, stderr } = await machine.run(script);
      assert.equal(status, 0, `${script}: ${stderr}${stdout}`);
      return stdout;
    };
    cpSync(debian, join(machine.root, 'srv/slotbench.deb'));
    await must('dpkg --install /srv/slotbench.deb');
    await must('id slotbench && id slotbench-tunnel && test -d /run/slotbench');
    await must(
      `mkdir -p /etc/slotbench && printf 'networkMagic: 42\\nprograms: /usr/bin\\ncollector:\\n  address: h\\n' > /etc/slotbench/deploy.yaml &&
        slotbench deploy render --role collector --out / && systemctl daemon-reload && systemctl enable --now slotbench-collector`,
    );
    await must('until [ -S /run/slotbench/nodes/nodes.socket ]; do sleep 0.1; done');
    await must('dpkg --remove slotbench');
    assert.equal((await machine.run('systemctl is-active slotbench-collector')).stdout.trim(), 'inactive');
    assert.equal(await must('find /usr /etc/systemd/system/*.wants -name "slotbench*"'), '');
  } finally {
    await machine.remove();
  }
});

test('the guide’s containers, as it stands: an image from the archive, a collector with volumes, a forwarder, nothing left', (t) => {
  const located = locateReal('podman');
  if (located.kind === 'missing') return t.skip(located.reason);
  if (process.getuid?.() !== 0) return t.skip('its storage is mounted, which needs root');
  const podman = join(dir, 'podman');
  const steps = guideSteps().flatMap((step) =>
    step.kind === 'commands' && step.where === 'podman' ? step : [],
  );
  assert.ok(steps.length > 0, 'docs/guide-collector.md has no block `sh podman`');
  if (!existsSync(join(dir, basename(packed.archive, '.tar.gz')))) ok('tar', '-xf', packed.archive);
  mkdirSync(podman);
  // Storage of its own, and what this machine may have: podman's defaults are more than some containers of CI let anybody have.
  writeFileSync(
    join(podman, 'storage.conf'),
    `[storage]\ndriver = "overlay"\ngraphroot = "${podman}/graph"\nrunroot = "${podman}/run"\n`,
  );
  const limits = readFileSync('/proc/self/limits', 'utf8');
  const files = /^Max open files +\S+ +(\d+)/m.exec(limits)?.[1] ?? '1024';
  const version1 = existsSync('/sys/fs/cgroup/cgroup.controllers') ? '' : 'runtime = "runc"\n';
  writeFileSync(
    join(podman, 'containers.conf'),
    `[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\ntmp_dir = "${podman}/tmp"\n${version1}[containers]\ndefault_ulimits = ["nofile=${files}:${files}", "nproc=1024:1024"]\n`,
  );
  const own = {
    ...env,
    CONTAINERS_STORAGE_CONF: join(podman, 'storage.conf'),
    CONTAINERS_CONF: join(podman, 'containers.conf'),
  };
  const type = (script: string) =>
    spawnSync('bash', ['-eo', 'pipefail', '-c', script], {
      cwd: dir,
      env: own,
      encoding: 'utf8',
      timeout: 120_000,
    });
  try {
    for (const { script, exit, line } of steps) {
      const { status, stdout, stderr } = type(script);
      assert.equal(status, exit, `the guide, line ${line}: ${stderr}${stdout}`);
    }
    assert.equal(type('podman ps -aq; podman volume ls -q; podman images -q').stdout, '');
  } finally {
    type('podman rm --all --force; podman volume rm --all --force');
    const mounts = readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' ')[1] ?? '');
    for (const mount of mounts.filter((path) => path.startsWith(`${podman}/`)).reverse()) ok('umount', mount);
  }
});
