/** The command line on a real Nomad with two clients in two datacenters: what a user sees when process, client or server go. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { killAgent, restartAgent } from './agent-process.ts';
import { noNomad, type RealNomad, startRealNomad } from './real-nomad.ts';

const skip = noNomad();
const root = mkdtempSync(join(tmpdir(), 'sb-attach-soak-'));
const DATACENTERS = ['eu-central-1', 'us-east-1'];
const overlay = join(root, 'overlay.json');
const small = {
  composition: { n_singular_hosts: 2, locations: DATACENTERS },
  node: { shutdown_on_block_synced: 8 },
};
let nomad: RealNomad;

before(async () => {
  writeFileSync(overlay, JSON.stringify(small));
  if (skip === false) nomad = await startRealNomad(join(root, 'agents'), DATACENTERS);
});
after(async () => {
  if (skip === false) await nomad.stop();
  rmSync(root, { recursive: true, force: true });
});

describe('slotbench run on Nomad', { skip }, () => {
  test('kill -9 of the process in the middle, of a client and of the server: attach ends in a report', async () => {
    const runs = join(root, 'middle');
    const killed = begin(runs);
    await killed.says(/block [1-9]/);
    await killed.kill();
    await killAgent(nomad.folder, 'client-1');
    await killAgent(nomad.folder, 'server');
    await restartAgent(nomad.folder, 'server');
    // A client that begins while its server has no leader fails its own tasks (Nomad 1.6.3: "group_services" failed).
    while ((await nomad.client.agent.leader().catch(() => '')) === '') await sleep(200);
    await restartAgent(nomad.folder, 'client-1');
    await untilAnswered();
    const { code, out } = await slotbench(['run', '--attach', 'current', '--runs', runs]);
    assert.equal(code, 0, out);
    assert.match(out, /Nobody watched the run from 20/);
    assert.match(out, /report {3}.*report\.html/);
    assert.deepEqual(await nomad.client.jobs.list(), []);
    const again = await slotbench(['run', '--attach', 'current', '--runs', runs]);
    assert.match(again.out, /is over: it is complete since/);
  });

  test('a run that was over before anybody came ends in the same report', async () => {
    const runs = join(root, 'late');
    const killed = begin(runs);
    await killed.says(/block [1-9]/);
    await killed.kill();
    await sleep(120_000); // its producers end in half of it, and the hosts see that they are alone
    const { code, out } = await slotbench(['run', '--attach', 'current', '--runs', runs]);
    assert.equal(code, 0, out);
    assert.match(out, /Nobody watched the run from 20/);
    assert.deepEqual(await nomad.client.jobs.list(), []);
  });

  test('a client that does not come back: the report names it, since when, and what is missing', async () => {
    const runs = join(root, 'lost');
    const running = begin(runs);
    await running.says(/block [1-9]/);
    await killAgent(nomad.folder, 'client-1');
    const { code, out } = await running.ended();
    assert.notEqual(code, 0, out);
    assert.match(out, /node-1 on client client-1 was not heard of from 20\S+Z on\./);
    assert.match(out, /Logs of node-1 on client client-1 are missing \(not heard of since 20/);
    assert.match(out, /before node-1 reached block 8/);
    const run = join(runs, readdirSync(runs).find((name) => name !== 'current')!);
    const { quality } = JSON.parse(readFileSync(join(run, 'analysis', 'results.json'), 'utf8'));
    const ids = quality.map(({ id }: { id: string }) => id);
    assert.ok(ids.includes('missingLogs') && ids.includes('silentHost'), ids.join());
    await restartAgent(nomad.folder, 'client-1');
  });
});

async function untilAnswered(): Promise<void> {
  for (let i = 0; i < 300; i++) {
    const ready = await nomad.client.nodes.list().then(
      (nodes) => nodes.filter(({ Status }) => Status === 'ready').length,
      () => 0,
    );
    if (ready === DATACENTERS.length) return;
    await sleep(200);
  }
  throw new Error('the agents did not come back');
}

function begin(runs: string) {
  return start(['run', 'quick', '--backend', 'nomad-exec', '--overlay', overlay, '--runs', runs]);
}

async function slotbench(args: readonly string[]): Promise<{ code: number; out: string }> {
  return await start(args).ended();
}

function start(args: readonly string[]) {
  const main = new URL('../../../cli/src/main.ts', import.meta.url).pathname;
  const { address, token } = nomad.access;
  const child = spawn(process.execPath, ['--conditions=source', main, ...args], {
    env: {
      ...process.env,
      NOMAD_ADDR: address,
      NOMAD_TOKEN: token!,
      XDG_CACHE_HOME: join(root, 'cache'),
      COLUMNS: '200',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
  const closed = once(child, 'close');
  return {
    async says(what: RegExp) {
      while (!what.test(out)) {
        assert.equal(child.exitCode, null, out);
        await sleep(100);
      }
    },
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
    async ended() {
      await closed;
      return { code: child.exitCode!, out };
    },
  };
}
