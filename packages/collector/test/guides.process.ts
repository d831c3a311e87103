import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseConfig } from '../src/configuration/config.ts';

const guide = (name: string) => readFileSync(new URL(`../../../docs/guide/${name}`, import.meta.url), 'utf8');
const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block]) => block!);

const ssh = guide('ssh-and-systemd.md');
const moving = guide('moving-from-cardano-tracer.md');
const analyze = spawnSync('systemd-analyze', ['--version']).status === 0;

test('the unit files of the guide are good', {
  skip: !analyze && 'no systemd-analyze (Debian: systemd)',
}, () => {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-units-'));
  try {
    const collector = join(dir, 'slotbench-collector');
    writeFileSync(collector, '#!/bin/sh\n');
    chmodSync(collector, 0o755);
    const units = blocks(ssh, 'ini');
    assert.equal(units.length, 2);
    for (const [n, name] of ['slotbench-collector.service', 'slotbench-tunnel@main.service'].entries()) {
      const path = join(dir, name);
      writeFileSync(path, units[n]!.replaceAll('/usr/local/bin/slotbench-collector', collector));
      const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', path], {
        encoding: 'utf8',
      });
      const said = `${stdout}${stderr}`
        .split('\n')
        .filter((line) => line.includes(name) || line.includes('Unknown'));
      assert.deepEqual(said, [], name);
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

test('the configurations of the guides are read without a notice', () => {
  const configs = [...blocks(ssh, 'json'), ...blocks(moving, 'json')].filter((block) =>
    block.startsWith('{'),
  );
  assert.equal(configs.length, 2);
  for (const config of configs) parseConfig(config, 'guide', ({ text }) => assert.fail(text));
  const [forwarding] = blocks(moving, 'json').filter((block) => block.startsWith('"hasForwarding"'));
  const minimal = JSON.parse(configs[0]!);
  parseConfig(JSON.stringify({ ...minimal, ...JSON.parse(`{${forwarding}}`) }), 'guide', ({ text }) =>
    assert.fail(text),
  );
});

test('the guides name the own keys of the configuration, all of them', () => {
  const source = readFileSync(new URL('../src/configuration/config.ts', import.meta.url), 'utf8');
  const own = /off by default:\n \* ([\s\S]*?)\. `null`/.exec(source)![1]!.split(/,\s*(?:\* )?/);
  const named = /Our own keys \(([\s\S]*?)\)/.exec(moving)![1]!.match(/\w+/g)!;
  assert.deepEqual(named.sort(), own.sort());
});
