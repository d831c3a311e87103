import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createTracing, defineMessage, parseTraceConfig } from '../../src/index.ts';

const program = fileURLToPath(import.meta.resolve('@slotbench/tracing/legacy-acceptor'));

function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'slotbench-acceptor-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function start(t: TestContext, folder: string, args: string[]) {
  const child = spawn(process.execPath, ['--conditions=source', program, ...args], { cwd: folder });
  t.after(() => child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  return { child, ended: once(child, 'close') as Promise<[number | null]>, stderr: () => stderr };
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    if (condition()) return;
    await sleep(10);
  }
  assert.fail('it never happened');
}

const legacy = {
  UseTraceDispatcher: false,
  minSeverity: 'Debug',
  setupBackends: ['KatipBK'],
  defaultBackends: ['KatipBK'],
  defaultScribes: [],
  options: {},
};

test('the acceptor writes a file for each node, and ends orderly', async (t) => {
  const folder = temporary(t);
  const names = ['node-0', 'node-1'];
  const address = (name: string) => ({ tag: 'RemotePipe', contents: join(folder, `${name}.traces`) });
  writeFileSync(
    join(folder, 'config.json'),
    JSON.stringify({
      ...legacy,
      traceAcceptAt: names.map((nodeName) => ({ nodeName, remoteAddr: address(nodeName) })),
      setupScribes: names.map((name) => ({ scKind: 'FileSK', scName: `${name}.json`, scFormat: 'ScJson' })),
      options: { mapScribes: Object.fromEntries(names.map((name) => [name, [`FileSK::${name}.json`]])) },
    }),
  );
  const { child, ended, stderr } = start(t, folder, ['config.json']);
  await until(() => names.every((name) => existsSync(join(folder, `${name}.traces`))));
  const message = defineMessage<number>({
    namespace: 'A.B',
    severity: 'Info',
    forMachine: (n) => ({ kind: 'B', n }),
    doc: '',
  });
  for (const [n, name] of names.entries()) {
    const config = { ...legacy, setupScribes: [], forwardDelay: 1, traceForwardTo: address(name) };
    const tracing = createTracing(parseTraceConfig(config), { host: name, thread: '1' });
    tracing.tracer(message)(n);
    await tracing.close();
  }
  const file = (name: string) => readFileSync(join(folder, `${name}.json`), 'utf8');
  await until(() => names.every((name) => file(name).endsWith('\n')));
  child.kill('SIGTERM');
  assert.deepEqual([(await ended)[0], stderr()], [0, '']);
  assert.deepEqual(
    names.map((name) => JSON.parse(file(name))).map(({ ns, data, host }) => [ns, data, host]),
    [
      [['node-0.cardano.node.A.B'], { kind: 'B', n: 0 }, 'node-0'],
      [['node-1.cardano.node.A.B'], { kind: 'B', n: 1 }, 'node-1'],
    ],
  );
});

test('what an acceptor cannot run with is told', async (t) => {
  const folder = temporary(t);
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...legacy, setupScribes: [] }));
  for (const [args, exitCode, text] of [
    [[], 64, /usage: slotbench-legacy-acceptor CONFIG/],
    [['--port', '1'], 64, /--port/],
    [['none.json'], 66, /none\.json/],
    [['config.json'], 65, /config\.json: expected UseTraceDispatcher: false and traceAcceptAt/],
  ] as const) {
    const { ended, stderr } = start(t, folder, [...args]);
    assert.equal((await ended)[0], exitCode, `${args}`);
    assert.match(stderr(), text);
  }
});
