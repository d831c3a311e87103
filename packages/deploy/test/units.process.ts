import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parseDeployConfig } from '../src/index.ts';
import { defaultUnits, renderHost } from '../src/render.ts';

const config = parseDeployConfig(
  JSON.stringify({
    networkMagic: 42,
    programs: '/usr/bin',
    nodeProgram: '/usr/bin/env',
    collector: { address: 'logs.example.org', logRoot: '/srv/logs/nodes' },
    nodes: { 'relay-1': { arguments: ['run'] } },
  }),
  'test',
);
const guide = readFileSync(new URL('../../../docs/guide-collector.md', import.meta.url), 'utf8');
/** As the guide states it, of 10. */
const exposure = Number(/exposure below (\d\.\d)/.exec(guide)?.[1]);

const dir = mkdtempSync(join(tmpdir(), 'slotbench-units-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const missing = spawnSync('systemd-analyze', ['--version']).error;
const skip = missing !== undefined && 'no systemd-analyze (Debian: systemd)';

const units = Object.entries(defaultUnits(config)).filter(([name]) => name.endsWith('.service'));

test('every unit passes systemd-analyze verify and is exposed less than the guide says', { skip }, () => {
  assert.equal(units.length, 3);
  assert.ok(exposure > 0);
  // A root of its own: verify looks up the programs, and reads no other unit of this machine.
  for (const folder of ['usr/bin', 'etc/systemd/system', 'bin'])
    mkdirSync(join(dir, folder), { recursive: true });
  for (const program of ['usr/bin/slotbench-collector', 'usr/bin/env', 'usr/bin/ssh', 'bin/kill'])
    writeFileSync(join(dir, program), '', { mode: 0o755 });
  for (const target of ['sysinit', 'basic', 'shutdown', 'network-online', 'multi-user'])
    writeFileSync(join(dir, `etc/systemd/system/${target}.target`), '[Unit]\nDescription=of every systemd\n');
  for (const [name, text] of units) {
    const instance = name.replace('@.', '@main.');
    const path = join(dir, 'etc/systemd/system', name);
    writeFileSync(path, text);
    const verify = analyze('verify', '--man=no', `--root=${dir}`, instance);
    const said = verify.split('\n').filter((line) => line.includes('slotbench-'));
    assert.deepEqual(said, [], name);
    const security = analyze(
      'security',
      '--offline=true',
      `--threshold=${exposure * 10}`,
      '--no-pager',
      path,
    );
    assert.match(security, /Overall exposure level for .*: \d\.\d (?:OK|SAFE)/);
    const level = Number(/Overall exposure level for .*: (\d\.\d)/.exec(security)![1]);
    assert.ok(level < exposure, `${name}: ${level}`);
  }
});

test('a unit with a fault does not pass', { skip }, () => {
  const path = join(dir, 'etc/systemd/system/slotbench-faulty.service');
  writeFileSync(path, units[0]![1].replace('Restart=always', 'Restart=allways'));
  assert.match(analyze('verify', '--man=no', `--root=${dir}`, 'slotbench-faulty.service'), /allways/);
});

test('sysusers and tmpfiles make the users and the folder below a root of their own', { skip }, () => {
  const root = join(dir, 'root');
  const files = renderHost(config, 'collector');
  for (const { path, text } of files) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const sysusers = spawnSync('systemd-sysusers', [`--root=${root}`], { encoding: 'utf8' });
  assert.equal(sysusers.status, 0, sysusers.stderr);
  const passwd = readFileSync(join(root, 'etc/passwd'), 'utf8');
  assert.match(passwd, /^slotbench:.*nologin$/m);
  assert.match(passwd, /^slotbench-tunnel:.*nologin$/m);
  assert.match(readFileSync(join(root, 'etc/group'), 'utf8'), /^slotbench:x:\d+:slotbench-tunnel$/m);
  const tmpfiles = spawnSync('systemd-tmpfiles', ['--create', `--root=${root}`], { encoding: 'utf8' });
  assert.equal(tmpfiles.status, 0, tmpfiles.stderr);
});

function analyze(...args: string[]): string {
  const { stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
  return `${stdout}${stderr}`;
}
