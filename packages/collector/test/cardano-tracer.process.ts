import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { listenUnixOrTcp } from '@slotbench/wire';
import { connectNode } from './forwarding-node.ts';
import { program, tracesOf, until, usePrograms } from './running-program.ts';

const run = usePrograms();

const minimal = {
  networkMagic: 42,
  network: { tag: 'AcceptAt', contents: 's' },
  logging: [{ logRoot: 'logs', logMode: 'FileMode', logFormat: 'ForMachine' }],
};

function configure(more: object = {}): string {
  writeFileSync(join(run.root, 'config.json'), JSON.stringify({ ...minimal, ...more }));
  return 'config.json';
}

/** A link of that name, as someone who replaces the program makes it. */
function link(): string {
  const path = join(run.root, 'cardano-tracer');
  if (!existsSync(path)) symlinkSync(program, path);
  return path;
}

const asCardanoTracer = (...args: string[]) => run.start(args, { path: link() });

test('the installed program, called through a link and by its first line, is cardano-tracer', (t) => {
  const bin = fileURLToPath(new URL('../bin/slotbench-collector.js', import.meta.url));
  if (!existsSync(new URL('../dist/main.js', import.meta.url))) return t.skip('not built: npm run build');
  const path = join(run.root, 'cardano-tracer');
  symlinkSync(bin, path);
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', env });
  assert.deepEqual([status, stdout], [0, '0.5.0\n']);
  const help = spawnSync(path, ['--help'], { encoding: 'utf8', env });
  assert.equal(help.status, 0);
  assert.match(help.stdout, /^cardano-tracer - the logging and monitoring service for Cardano nodes\.\n/);
});

test('it says and returns what cardano-tracer says and returns', async () => {
  const cases: [args: string[], config: object, text: RegExp][] = [
    [[], {}, /^Missing: \(-c\|--config FILEPATH\)\n\ncardano-tracer - the logging/],
    [['--min-log-severity', 'info', '-c', 'config.json'], {}, /expected one of Debug/],
    [['-c', 'absent.yaml'], {}, /^Invalid tracer's configuration: absent\.yaml: /],
    [
      ['-c', 'config.json'],
      { rotation: { rpKeepFilesNum: 1 } },
      /^Invalid tracer's configuration: .*rpLogLimitBytes/s,
    ],
    [
      ['-c', 'config.json'],
      { hasEKG: { epHost: 'h', epPort: 1 }, hasPrometheus: { epHost: 'h', epPort: 1 } },
      /^Tracer's configuration is ill-formed: duplicate ports in config\n/,
    ],
  ];
  for (const [args, config, text] of cases) {
    configure(config);
    const running = asCardanoTracer(...args);
    assert.equal(await running.exit, 1, running.err.text);
    assert.match(running.err.text, text);
  }
});

test('it serves nodes, tolerates +RTS options and old keys, and says goodbye', async () => {
  configure({ hasRTView: { epHost: 'h', epPort: 1 }, metricsComp: {}, rotation: null, hasEKG: null });
  const running = asCardanoTracer('+RTS', '-M8m', '-RTS', '--config', 'config.json', '--state-dir', 'state');
  await until('the acceptor', () => running.out.text.includes('Tracer.StartedAcceptors'));
  assert.match(
    running.err.text,
    /^cardano-tracer: config\.json: \$\.hasRTView: ignored: RTView left .*\n.*metricsComp/,
  );
  const node = await connectNode({ path: join(run.root, 's'), name: 'node-0' });
  node.trace('{"n":1}');
  const log = join(run.root, 'logs', 'node-0', 'node.json');
  await until('the line', () => existsSync(log) && readFileSync(log, 'utf8') === '{"n":1}\n');
  running.child.kill('SIGINT');
  assert.equal(await running.exit, 0);
  await node.close();
  assert(running.out.text.split('\n').includes(' Program is stopping, please wait...'), running.out.text);
  const traces = tracesOf(running);
  assert.deepEqual(traces.find(({ ns }) => ns === 'Tracer.ParamsAre')?.data, {
    kind: 'TracerParamsAre',
    configPath: 'config.json',
    stateDir: 'state',
    minLogSeverity: null,
  });
  const shown = traces.find(({ ns }) => ns === 'Tracer.ConfigIs')?.data.config as Record<string, unknown>;
  assert.deepEqual([shown.rotation, shown.networkMagic], [null, 42]);
});

test('a socket that somebody else holds is tried again until it is free', async () => {
  const owner = await listenUnixOrTcp({ kind: 'unix', path: join(run.root, 's') }, (socket) =>
    socket.resume(),
  );
  const running = asCardanoTracer('-c', configure());
  await until('the first failure', () => running.out.text.includes('Tracer.ForwardingInterrupted'));
  await owner.close();
  await until('the socket', () => running.out.text.includes('Tracer.SockListen'));
  running.child.kill('SIGTERM');
  assert.equal(await running.exit, 0);
});

test('--min-log-severity filters the own traces', async () => {
  const running = run.start(['-c', configure(), '--min-log-severity', 'Warning']);
  await until('the socket', () => existsSync(join(run.root, 's')));
  running.child.kill('SIGTERM');
  assert.equal(await running.exit, 0);
  assert.deepEqual(
    tracesOf(running).map(({ ns }) => ns.replace('Tracer.', '')),
    ['ParamsAre', 'ConfigIs', 'ShutdownInitiated', 'ShutdownComplete'],
  );
});

test('--check-config says what is wrong, or that nothing is, and starts nothing', async () => {
  const check = async (more: object) => {
    const running = run.start(['-c', configure(more), '--check-config']);
    const code = await running.exit;
    assert(!existsSync(join(run.root, 's')) && !existsSync(join(run.root, 'logs')));
    return [code, running.out.text, running.err.text] as const;
  };
  assert.deepEqual(await check({}), [0, 'config.json: can be used\n', '']);
  const [code, out, err] = await check({ hasPrometeus: {} });
  assert.deepEqual([code, out], [0, 'config.json: can be used\n']);
  assert.match(err, /\$\.hasPrometeus: ignored: an unknown key; hasPrometheus is meant\?/);
  const bad = await check({
    tlsCertificate: { certificateFile: 'absent.pem', certificateKeyFile: 'absent.key' },
    hasPrometheus: { epSocketPath: 'p', epTokenFile: 'absent' },
  });
  assert.equal(bad[0], 65);
  assert.match(
    bad[2],
    /certificateFile: expected .*\n.*certificateKeyFile: expected .*\n.*epTokenFile: expected/,
  );
});

test('SIGHUP reads the configuration again: what can change, what cannot, and what is wrong', async () => {
  const running = run.start(['-c', configure({ verbosity: 'Minimum' })]);
  await until('the acceptor', () => running.out.text.includes('Tracer.InitDone'));
  const node = await connectNode({ path: join(run.root, 's'), name: 'node-0' });
  node.trace('{"n":1}');
  await until('the line', () => existsSync(join(run.root, 'logs', 'node-0', 'node.json')));

  const logging = [...minimal.logging, { logRoot: 'human', logMode: 'FileMode', logFormat: 'ForHuman' }];
  const changes = { logging, verbosity: 'Maximum', networkMagic: 7, resourceFreq: 60_000 };
  configure(changes);
  running.child.kill('SIGHUP');
  await until('the reload', () => running.out.text.includes('Tracer.Reloaded'));
  assert.deepEqual(tracesOf(running).find(({ ns }) => ns === 'Tracer.Reloaded')?.data, {
    kind: 'TracerReloaded',
    changed: ['logging', 'verbosity', 'resourceFreq'],
    restart: ['networkMagic'],
  });
  assert.match(running.err.text, /config\.json: counts after a restart: networkMagic/);
  node.trace('{"n":2}');
  const human = join(run.root, 'human', 'node-0', 'node.log');
  await until('the new log', () => existsSync(human) && readFileSync(human, 'utf8') === 'human {"n":2}\n');
  await until('the new verbosity', () => running.out.text.includes('Tracer.Received'));
  await until('a resource sample', () => running.out.text.includes('"ns":"Tracer.Resources"'));

  writeFileSync(join(run.root, 'config.json'), '{');
  running.child.kill('SIGHUP');
  await until('the refusal', () => running.out.text.includes('Tracer.NotReloaded'));
  assert.match(running.err.text, /neither JSON nor YAML.*\n {2}the old configuration goes on/);
  node.trace('{"n":3}');
  await until('the last line', () => readFileSync(human, 'utf8').endsWith('human {"n":3}\n'));
  running.child.kill('SIGTERM');
  assert.equal(await running.exit, 0);
  await node.close();
});
