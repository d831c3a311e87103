import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { inProcess } from './in-process.ts';

const commands: readonly (readonly string[])[] = [
  ['run', 'quick', '--runs', '/proc/slotbench'],
  ['genesis', 'quick', '--output', '/proc/slotbench/genesis'],
  ['history', 'annotate', '2026-01-01', 'text', '--file', '/proc/slotbench/history'],
];

for (const command of commands)
  test(`${command[0]}: a folder that no system can make is named, not waited for`, {
    skip: existsSync('/proc/self') ? false : 'needs /proc',
  }, async () => {
    const { status, stderr } = await inProcess(tmpdir(), ...command);
    assert.equal(status, 73, stderr);
    assert.match(
      stderr,
      /^slotbench: \/proc\/slotbench: cannot be (made|written) \(ENOENT.*--(runs|output|file)/s,
    );
  });
