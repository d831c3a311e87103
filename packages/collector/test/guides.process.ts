import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseConfig } from '../src/configuration/config.ts';
import { guide, guideBlocks } from './guide-blocks.ts';

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
    const units = guideBlocks('ssh-and-systemd.md', 'ini');
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
  const of = (name: string) => guideBlocks(name, 'json');
  const all = ['ssh-and-systemd.md', 'moving-from-cardano-tracer.md', 'prometheus.md'].flatMap(of);
  const whole = all.filter((block) => block.startsWith('{'));
  const parts = all.filter((block) => block.startsWith('"'));
  assert.deepEqual([whole.length, parts.length], [2, 2]);
  const read = (config: string) => parseConfig(config, 'guide', ({ text }) => assert.fail(text));
  for (const config of whole) read(config);
  for (const part of parts) read(JSON.stringify({ ...JSON.parse(whole[0]!), ...JSON.parse(`{${part}}`) }));
});

test('the guides name the own keys of the configuration, all of them', () => {
  const source = readFileSync(new URL('../src/configuration/config.ts', import.meta.url), 'utf8');
  const own = /off by default:\n \* ([\s\S]*?)\. `null`/.exec(source)![1]!.split(/,\s*(?:\* )?/);
  const named = /Our own keys \(([\s\S]*?)\)/.exec(moving)![1]!.match(/\w+/g)!;
  assert.deepEqual(named.sort(), own.sort());
});
