import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { acceptor, magic } from './collecting.ts';

/** Programs that trace and end in all the ways a process can end. */
const index = new URL('../src/index.ts', import.meta.url).href;
const prelude = `
  import { createTracing, defineMessage, parseTraceConfig, readTraceConfig, reconfigureOnSignal } from ${JSON.stringify(index)};
  import { Worker, isMainThread, workerData } from 'node:worker_threads';
  const [path, ...more] = process.argv.slice(1);
  const message = defineMessage({
    namespace: 'A.B', severity: 'Info', forMachine: (n) => ({ kind: 'B', n }), doc: '',
  });
  const start = (backend, forwarder) => createTracing(parseTraceConfig({
    TraceOptions: { '': { severity: 'Info', backends: [backend] } },
    TraceOptionForwarder: forwarder,
  }));
  const alive = () => setInterval(() => {}, 1000);
`;

function run(
  t: TestContext,
  code: string,
  options: { args?: string[]; stdout?: number | 'pipe' } = {},
): { child: ChildProcess; stderr: () => string; ended: Promise<[number | null, string | null]> } {
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--input-type=module', '--eval', prelude + code, ...(options.args ?? [])],
    {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      stdio: ['ignore', options.stdout ?? 'pipe', 'pipe'],
    },
  );
  let stderr = '';
  child.stderr!.on('data', (data) => {
    stderr += data;
  });
  t.after(() => child.kill('SIGKILL'));
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  return { child, stderr: () => stderr, ended };
}

function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'slotbench-tracing-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function numbers(text: string): number[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).data.n);
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const lines = (count: number): string => `
  const trace = start('Stdout MachineFormat').tracer(message);
  for (let n = 0; n < ${count}; n++) trace(n);
`;

for (const [name, end, outcome] of [
  ['a normal end', '', [0, null]],
  ['process.exit', 'process.exit(3);', [3, null]],
  ['an uncaught error', "throw new Error('defect');", [1, null]],
  ['SIGTERM to itself', "alive(); process.kill(process.pid, 'SIGTERM');", [null, 'SIGTERM']],
  ['SIGHUP to itself', "alive(); process.kill(process.pid, 'SIGHUP');", [null, 'SIGHUP']],
] as const)
  test(`no line is lost at ${name}`, async (t) => {
    const path = join(temporary(t), 'log');
    const fd = openSync(path, 'a');
    const { ended } = run(t, `${lines(777)} ${end}`, { stdout: fd });
    assert.deepEqual(await ended, outcome);
    closeSync(fd);
    assert.deepEqual(numbers(readFileSync(path, 'utf8')), upTo(777));
  });

test('a full disk never throws into the program; the loss is told', {
  skip: process.platform !== 'linux',
}, async (t) => {
  const fd = openSync('/dev/full', 'w');
  const { stderr, ended } = run(
    t,
    `const tracing = start('Stdout MachineFormat');
     const trace = tracing.tracer(message);
     for (let n = 0; n < 100000; n++) trace(n);
     await tracing.close();
     console.error(JSON.stringify(tracing.losses()));`,
    { stdout: fd },
  );
  assert.deepEqual(await ended, [0, null]);
  closeSync(fd);
  assert.match(stderr(), /^\d+ trace lines could not be written: ENOSPC$/m);
  const losses = JSON.parse(stderr().trim().split('\n').at(-1)!);
  // The loss itself was told by a message, which was lost as well.
  assert.ok(losses.linesLost >= 100_000 && losses.linesLost < 100_010, stderr());
});

test('a closed pipe never throws into the program', async (t) => {
  const { child, stderr, ended } = run(
    t,
    `const tracing = start('Stdout MachineFormat');
     const trace = tracing.tracer(message);
     for (let n = 0; n < 100; n++) { trace(n); await new Promise((r) => setTimeout(r, 2)); }
     for (let n = 0; n < 100000; n++) trace(n);
     await tracing.close();`,
  );
  child.stdout!.once('data', () => child.stdout!.destroy());
  assert.deepEqual(await ended, [0, null]);
  assert.match(stderr(), /^\d+ trace lines could not be written: EPIPE$/m);
});

for (const thread of [true, false])
  for (const [name, end, outcome] of [
    ['process.exit', 'process.exit(3);', [3, null]],
    ['process.exit after some were taken', 'setTimeout(() => process.exit(3), 400);', [3, null]],
    ['a normal end', '', [0, null]],
    ['an uncaught error', "throw new Error('defect');", [1, null]],
    ['SIGTERM', "alive(); process.kill(process.pid, 'SIGTERM');", [null, 'SIGTERM']],
  ] as const)
    test(`no queued object is lost at ${name}, ${thread ? 'forwarded from a thread' : 'by default'}`, async (t) => {
      const got: number[] = [];
      const collector = await acceptor((objects) => {
        for (const { toMachine } of objects) got.push(JSON.parse(toMachine).data.n);
      });
      t.after(() => collector.close());
      const { ended, stderr } = run(
        t,
        `const tracing = start('Forwarder', { queueSize: 1000 });
         tracing.startForwarding({ kind: 'unix', path }, { magic: ${magic}, thread: ${thread} });
         const trace = tracing.tracer(message);
         for (let n = 0; n < 900; n++) trace(n);
         ${end}`,
        { args: [collector.address.path] },
      );
      assert.deepEqual(await ended, outcome);
      assert.doesNotMatch(stderr(), /[Cc]ollector|lost|Dropped/);
      for (let left = 400; left > 0 && got.length < 900; left--)
        await new Promise((resolve) => setTimeout(resolve, 5));
      assert.deepEqual(got, upTo(900));
    });

for (const [name, end, outcome] of [
  ['process.exit', 'process.exit(3);', [3, null]],
  ['SIGTERM', "process.kill(process.pid, 'SIGTERM');", [null, 'SIGTERM']],
] as const)
  test(`no queued object of the legacy forwarder is lost at ${name}`, async (t) => {
    const path = join(temporary(t), 'acceptor');
    let received = '';
    const server = createServer((socket) => {
      socket.setEncoding('utf8').on('data', (text) => {
        received += text;
      });
    });
    await once(server.listen(path), 'listening');
    t.after(() => server.close());
    const { ended, stderr } = run(
      t,
      `const tracing = createTracing(parseTraceConfig({
         UseTraceDispatcher: false, minSeverity: 'Debug', options: {}, setupBackends: ['KatipBK'], defaultBackends: ['KatipBK'],
         setupScribes: [], defaultScribes: [], traceForwardTo: { tag: 'RemotePipe', contents: path },
       }));
       const trace = tracing.tracer(message);
       setTimeout(() => {
         for (let n = 0; n < 500; n++) trace(n);
         ${end}
       }, 200);
       alive();`,
      { args: [path] },
    );
    assert.deepEqual(await ended, outcome);
    assert.equal(stderr(), '');
    for (let left = 400; left > 0 && !received.endsWith(']\n'); left--)
      await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(received.split('"loname"').length - 1, 500);
  });

test('without a collector the end does not wait, and tells what it costs', async (t) => {
  const path = join(temporary(t), 'nobody');
  const { ended, stderr } = run(
    t,
    `const tracing = start('Forwarder', { queueSize: 1000 });
     tracing.startForwarding({ kind: 'unix', path }, { magic: ${magic} });
     const trace = tracing.tracer(message);
     for (let n = 0; n < 500; n++) trace(n);
     setTimeout(() => {
       const begin = performance.now();
       process.on('exit', () => console.error(performance.now() - begin < 500 ? 'at once' : 'late'));
       process.exit(0);
     }, 100);`,
    { args: [path] },
  );
  assert.deepEqual(await ended, [0, null]);
  assert.match(stderr(), /^No collector fetched the last trace objects. Dropped 500 messages from/);
  assert.match(stderr(), /^at once$/m);
});

for (const policy of ['drop-all', 'drop-oldest', 'block'])
  test(`a burst of a million messages keeps the memory bounded: ${policy}`, async (t) => {
    let last = 0;
    let count = 0;
    const collector = await acceptor((objects) => {
      count += objects.length;
      last = JSON.parse(objects.at(-1)!.toMachine).data.n ?? last;
    });
    t.after(() => collector.close());
    const total = policy === 'block' ? 100_000 : 1_000_000;
    const { child, ended, stderr } = run(
      t,
      `const tracing = start('Forwarder', { queueSize: 192, overflow: ${JSON.stringify(policy)} });
       tracing.startForwarding({ kind: 'unix', path }, { magic: ${magic} });
       const trace = tracing.tracer(message);
       for (let n = 0; n < 1000; n++) trace(n);
       globalThis.gc?.();
       const before = process.memoryUsage();
       for (let n = 0; n < ${total}; n++) trace(n);
       const after = process.memoryUsage();
       await tracing.close();
       console.log(JSON.stringify({ grown: after.rss - before.rss, losses: tracing.losses() }));
       process.exit(0);`,
      { args: [collector.address.path] },
    );
    let out = '';
    child.stdout!.on('data', (data) => {
      out += data;
    });
    assert.equal((await ended)[0], 0, stderr());
    const { grown, losses } = JSON.parse(out);
    assert.ok(grown < 100 * 1024 * 1024, `grew by ${grown} bytes`);
    // What the collector did not get is counted, but for the notices of the losses themselves.
    const told = stderr()
      .split('\n')
      .filter((line) => line !== '').length;
    assert.ok(Math.abs(count + losses.forwarderDropped - (total + 1000)) <= told, `${count} and ${out}`);
    if (policy === 'block') {
      assert.equal(stderr(), '');
      assert.equal(count, total + 1000);
      assert.equal(last, total - 1);
    } else assert.match(stderr(), /TraceObject queue overflowed/);
  });

test('threads that write to one file: every line whole and once', async (t) => {
  const folder = temporary(t);
  const path = join(folder, 'log');
  const module = join(folder, 'thread.mjs');
  writeFileSync(
    module,
    `import { openSync } from 'node:fs';
     import { workerData, threadId } from 'node:worker_threads';
     const { createTracing, defineMessage, parseTraceConfig, fdSink } = await import(${JSON.stringify(index)});
     const message = defineMessage({ namespace: 'A.B', severity: 'Info', forMachine: (n) => ({ n, at: workerData.number }), doc: '' });
     const tracing = createTracing(parseTraceConfig({ TraceOptions: { '': { severity: 'Info' } } }), {
       stdout: fdSink(openSync(workerData.path, 'a')),
     });
     const trace = tracing.tracer(message);
     for (let n = 0; n < 20000; n++) trace(n);
     await tracing.close();`,
  );
  const { ended, stderr } = run(
    t,
    `await Promise.all([0, 1, 2, 3].map((number) => new Promise((resolve, reject) => {
       new Worker(new URL('file://' + more[0]), { workerData: { path, number }, execArgv: ['--conditions=source'] }).on('exit', resolve).on('error', reject);
     })));`,
    { args: [path, module] },
  );
  assert.deepEqual(await ended, [0, null], stderr());
  const all = readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  assert.equal(all.length, 80_000);
  assert.equal(new Set(all.map(({ thread }) => thread)).size, 4);
  for (const number of [0, 1, 2, 3])
    assert.deepEqual(
      all.filter(({ data }) => data.at === number).map(({ data }) => data.n),
      upTo(20_000),
    );
});

test('SIGHUP reads the configuration again; one that is wrong is told and changes nothing', async (t) => {
  const path = join(temporary(t), 'config.yaml');
  const write = (text: string): void => writeFileSync(path, text);
  write('TraceOptions: {"": {severity: Warning}}\n');
  const { child, stderr, ended } = run(
    t,
    `const tracing = createTracing(readTraceConfig(path));
     const trace = tracing.tracer(message);
     reconfigureOnSignal(tracing, () => readTraceConfig(path));
     let n = 0;
     setInterval(() => trace(n++), 5);
     console.error('ready');`,
    { args: [path] },
  );
  let out = '';
  child.stdout!.on('data', (data) => {
    out += data;
  });
  const until = async (condition: () => boolean): Promise<void> => {
    for (let left = 2000; left > 0 && !condition(); left--)
      await new Promise((resolve) => setTimeout(resolve, 5));
    assert.ok(condition(), `${out}\n${stderr()}`);
  };
  await until(() => stderr().includes('ready'));
  write('TraceOptions: {"": {severity: Inf}}\n');
  child.kill('SIGHUP');
  await until(() => stderr().includes('tracing configuration is not changed'));
  assert.match(
    stderr(),
    /config.yaml:1: TraceOptions."".severity: expected one of .* got "Inf", did you mean "Info"\?/,
  );
  assert.equal(out, '');
  write('TraceOptions: {"": {severity: Info}}\nTraceOptionNodeName: other\n');
  child.kill('SIGHUP');
  await until(() => out.includes('"ns":"A.B"') && out.includes('Reflection.TracerConfigInfo'));
  assert.match(stderr(), /nodeName change at the next start/);
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [null, 'SIGTERM']);
});
