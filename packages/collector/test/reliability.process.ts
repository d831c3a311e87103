import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectForwarder, connectSocket, type TraceObject } from '@slotbench/wire';
import { connectNode, traceObject } from './forwarding-node.ts';
import { attack, createRandom } from './hostile-peer.ts';
import { type Running, until, usePrograms } from './running-program.ts';

const programs = usePrograms();
const path = (...names: string[]) => join(programs.root, ...names);

function configure(more: object = {}): string {
  const config = {
    networkMagic: 42,
    network: { tag: 'AcceptAt', contents: 's' },
    logging: [{ logRoot: 'logs', logMode: 'FileMode', logFormat: 'ForMachine' }],
    verbosity: 'Minimum',
    ...more,
  };
  writeFileSync(path('config.json'), JSON.stringify(config));
  return path('config.json');
}

async function startCollector(config: string): Promise<Running> {
  const running = programs.start(['-c', config]);
  await until('the acceptor', () => running.out.text.includes('Tracer.StartedAcceptors'));
  return running;
}

/** All lines of a node, over its files in their order. */
function linesOf(node: string): string[] {
  const folder = path('logs', node);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^node-.*\.json$/.test(name))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '');
}

const seed = Number(process.env.SLOTBENCH_FUZZ_SEED ?? Date.now() % 2 ** 31);
const ATTACKS = 2000;

test(`${ATTACKS} hostile connections of seed ${seed}: another node is logged on time, nothing is left over`, async () => {
  console.log(`hostile connections: SLOTBENCH_FUZZ_SEED=${seed}`);
  const { child, exit } = await startCollector(configure());
  const open = () => readdirSync(`/proc/${child.pid}/fd`).length;
  const node = await connectNode({ path: path('s'), name: 'good' });
  node.trace('{"n":0}');
  await until('the first line', () => linesOf('good').length === 1);
  const openBefore = open();

  let attacking = true;
  let sent = 1;
  let slowestMs = 0;
  const logging = (async () => {
    while (attacking) {
      const begin = performance.now();
      node.trace(...Array.from({ length: 10 }, () => `{"n":${sent++}}`));
      await until('the node is asked', () => node.queued === 0);
      slowestMs = Math.max(slowestMs, performance.now() - begin);
      await sleep(5);
    }
  })();
  const random = createRandom(seed);
  for (let n = 0; n < ATTACKS; n += 20)
    await Promise.all(Array.from({ length: 20 }, () => attack(path('s'), random)));
  attacking = false;
  await logging;

  assert.equal(child.exitCode, null, 'it lives');
  assert.ok(slowestMs < 2000, `the node waited ${slowestMs} ms`);
  await until('every hostile connection is closed', () => open() <= openBefore);
  await node.close();
  child.kill('SIGTERM');
  assert.equal(await exit, 0);
  assert.deepEqual(
    linesOf('good'),
    Array.from({ length: sent }, (_, n) => `{"n":${n}}`),
  );
  for (const name of readdirSync(programs.root))
    assert.ok(['config.json', 'logs'].includes(name), `nothing outside of logRoot: ${name}`);
});

test('kill -9 loses at most the reply that had no next request; a restart resumes', async () => {
  const config = configure();
  const queue: TraceObject[] = [];
  let taken: string[] = [];
  const stop = new AbortController();
  let wake = () => {};
  const forwarding = connectForwarder(
    { kind: 'unix', path: path('s') },
    {
      magic: 42,
      signal: stop.signal,
      maxReconnectDelaySeconds: 0.1,
      source: {
        takeObjects(max) {
          const objects = queue.splice(0, max);
          if (objects.length > 0) taken = objects.map(({ toMachine }) => toMachine);
          return objects;
        },
        untilObjects: () =>
          new Promise((resolve) => {
            if (queue.length > 0 || stop.signal.aborted) return resolve();
            wake = resolve;
            stop.signal.addEventListener('abort', () => resolve(), { once: true });
          }),
        metrics: () => [],
        dataPoint: (name) => (name === 'NodeInfo' ? '{"niName":"node-0"}' : undefined),
      },
    },
  );
  let sent = 0;
  const mayBeLost = new Set<string>();
  for (let life = 0; life < 3; life++) {
    const { child, exit } = await startCollector(config);
    const before = linesOf('node-0').length;
    const feeding = setInterval(() => {
      for (let n = 0; n < 500; n++) queue.push(traceObject(`{"n":${sent++},"pad":"${'x'.repeat(300)}"}`));
      wake();
    }, 5);
    await until('it logs', () => linesOf('node-0').length > before + 2000);
    child.kill('SIGKILL');
    clearInterval(feeding);
    await exit;
    for (const line of taken) mayBeLost.add(line);
  }
  const { child, exit } = await startCollector(config);
  await until('the rest is fetched', () => queue.length === 0);
  child.kill('SIGTERM');
  assert.equal(await exit, 0);
  stop.abort();
  await forwarding;

  const logged = linesOf('node-0');
  const whole = logged.filter((line) => line.endsWith('"}'));
  assert.ok(logged.length - whole.length <= 3, 'a write that was killed leaves one cut line');
  assert.equal(new Set(whole).size, whole.length, 'no line twice');
  const kept = new Set(whole);
  for (let n = 0; n < sent; n++) {
    const line = `{"n":${n},"pad":"${'x'.repeat(300)}"}`;
    assert.ok(kept.has(line) || mayBeLost.has(line), `line ${n} of ${sent} is there`);
  }
  assert.ok(
    whole.every((line, i) => i === 0 || numberOf(line) > numberOf(whole[i - 1]!)),
    'in order',
  );
});

test('a node that never answers questions delays no other', async () => {
  const { child } = await startCollector(configure());
  const silent = await connectSocket({ kind: 'unix', path: path('s') });
  silent.resume();
  const object =
    '82039f8900816568656c6c6f627b7d9f684e65742e54657374ff81018101d903e8a2011a6a620a702b1b000000b7b4ccf34e666e6f64652d31623432ff';
  silent.write(Buffer.from('00000000000000068200a101182a', 'hex'));
  await sleep(100);
  silent.write(
    Buffer.from(`000000000002${(object.length / 2).toString(16).padStart(4, '0')}${object}`, 'hex'),
  );
  const node = await connectNode({ path: path('s'), name: 'node-0' });
  const begin = performance.now();
  for (let n = 0; n < 20; n++) {
    node.trace(`{"n":${n}}`);
    await until('its line', () => linesOf('node-0').length === n + 1);
  }
  assert.ok(
    performance.now() - begin < 5000,
    'well within the ten seconds that the silent one is waited for',
  );
  await node.close();
  silent.destroy();
  child.kill('SIGTERM');
});

test('a real full disk pauses logging, and room resumes it', async (t) => {
  const mount = path('small');
  mkdirSync(mount);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', mount]).status !== 0) {
    t.skip('needs the right to mount a tmpfs');
    return;
  }
  try {
    writeFileSync(join(mount, 'ballast'), Buffer.alloc(200_000));
    const logging = [{ logRoot: 'small/logs', logMode: 'FileMode', logFormat: 'ForMachine' }];
    const { child, err, exit } = await startCollector(configure({ logging }));
    const node = await connectNode({ path: path('s'), name: 'node-0' });
    const lines = Array.from({ length: 400 }, (_, n) => `{"n":${n},"pad":"${'x'.repeat(300)}"}`);
    node.trace(...lines);
    await until('it is said', () => err.text.includes('ENOSPC'));
    await sleep(600);
    assert.ok(node.queued >= 100, `the rest waits at the node: ${node.queued}`);
    const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]);
    const rssBefore = rss();
    node.trace(...lines);
    await sleep(600);
    assert.ok(rss() - rssBefore < 10_000, 'nothing piles up');
    rmSync(join(mount, 'ballast'));
    await until('the rest', () => node.queued === 0 || err.text.split('ENOSPC').length > 2);
    await node.close();
    child.kill('SIGTERM');
    assert.equal(await exit, 0);
    const [file] = readdirSync(join(mount, 'logs', 'node-0')).filter((name) => name !== 'node.json');
    const text = readFileSync(join(mount, 'logs', 'node-0', file!), 'utf8');
    assert.ok(text.startsWith(`${lines.join('\n')}\n`), 'every line, whole and in order');
  } finally {
    spawnSync('umount', ['-l', mount]);
  }
});

function numberOf(line: string): number {
  return Number(/^\{"n":(\d+)/.exec(line)?.[1]);
}
