import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { connectNode } from './forwarding-node.ts';
import { program, until, usePrograms } from './running-program.ts';

const run = usePrograms();

function configure(name: string, config: object): string {
  const logging = [{ logRoot: name, logMode: 'FileMode', logFormat: 'ForMachine' }];
  writeFileSync(join(run.root, `${name}.json`), JSON.stringify({ networkMagic: 42, logging, ...config }));
  return `${name}.json`;
}

const lines = (host: string) =>
  Array.from(
    { length: 3000 },
    (_, n) =>
      `{"at":"2026-07-01T${12 + Math.floor(n / 1000)}:00:00.${n}Z","ns":"A","data":{"n":${n}},"sev":"Info","thread":"1","host":"${host}"}`,
  );

function compare(...args: string[]) {
  return spawnSync(
    process.execPath,
    ['--conditions=source', program, 'compare-logs', 'main', 'shadow', ...args],
    {
      cwd: run.root,
      encoding: 'utf8',
    },
  );
}

test('shadow mode: what one collector forwards on, another writes; compare-logs says so, and what is missing', async () => {
  const main = run.start([
    '-c',
    configure('main', {
      network: { tag: 'AcceptAt', contents: 's' },
      hasForwarding: [{ tag: 'AcceptAt', contents: 'r' }, null, { queueSize: 10_000 }],
    }),
  ]);
  const shadow = run.start(['-c', configure('shadow', { network: { tag: 'ConnectTo', contents: ['r'] } })]);
  await until('the acceptor', () => main.out.text.includes('Tracer.StartedAcceptors'));
  const nodes = await Promise.all(
    ['one', 'two'].map((name) => connectNode({ path: join(run.root, 's'), name: `node-${name}` })),
  );
  await until('the connection of the shadow', () => shadow.out.text.includes('Tracer.SockIncoming'));
  nodes[0]!.trace(...lines('host-1'));
  nodes[1]!.trace(...lines('host-2'));
  const shadowed = () => {
    const folder = existsSync(join(run.root, 'shadow'))
      ? readdirSync(join(run.root, 'shadow')).find((name) => name !== 'collector.json')
      : undefined;
    return folder === undefined ? '' : join(run.root, 'shadow', folder, 'node.json');
  };
  await until('all lines', () => {
    const path = shadowed();
    return existsSync(path) && readFileSync(path, 'utf8').split('\n').length === 6001;
  });
  for (const node of nodes) await node.close();
  for (const one of [shadow, main]) {
    one.child.kill('SIGTERM');
    assert.equal(await one.exit, 0);
  }
  const equal = compare('--by', 'host');
  assert.match(equal.stdout, /^equal: 6000 lines of 2 nodes$/m);
  assert.equal(equal.status, 0);

  const path = shadowed();
  const kept = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => !line.includes('host-2') || !/"n":10\d\d\}/.test(line));
  writeFileSync(path, kept.join('\n'));
  const different = compare('--by', 'host');
  assert.match(different.stdout, /^host-2 {2}2026-07-01T13 {2}B lacks 100 of 1000$/m);
  assert.match(different.stdout, /first .*"n":1000\}/);
  assert.equal(different.status, 1, different.stderr);
  assert.equal(compare('--by', 'host', '--to', '2026-07-01T13').status, 0);
  assert.match(compare().stdout, /--by host/);
  const missing = compare('more');
  assert.equal(missing.status, 64);
  assert.match(missing.stderr, /expected two log roots, got 3/);
});
