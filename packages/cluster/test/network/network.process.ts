import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { emulatedBackend } from '../../src/network/emulated-backend.ts';
import { findShaper, makeNetwork, networkId, sweepNetworks } from '../../src/network/network.ts';
import { planNetwork } from '../../src/network/network-plan.ts';
import { measureRoundTrips } from '../../src/network/round-trips.ts';

const shaper = await findShaper(process.env).catch((error: Error) => error);
const skip = shaper instanceof Error ? shaper.message : false;
const regions = ['eu-central-1', 'eu-west-2', 'us-east-1'];

const namespaces = (): string => execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' });

async function inFolder(body: (tmp: string) => Promise<void>): Promise<void> {
  const tmp = mkdtempSync(join(tmpdir(), 'sb-net-'));
  try {
    await body(tmp);
  } finally {
    rmSync(tmp, { recursive: true, force: true });
  }
}

test('connections between regions take what the table says, and nothing is left afterwards', { skip }, () =>
  inFolder(async (tmp) => {
    assert.ok(!(shaper instanceof Error));
    const plan = planNetwork(regions, networkId());
    const network = await makeNetwork(plan, { tmp, shaper });
    try {
      const measured = await measureRoundTrips(plan, new AbortController().signal);
      assert.deepEqual(
        measured.map(({ from, to, tableMs }) => [from, to, tableMs]),
        [
          ['eu-central-1', 'eu-west-2', 13],
          ['eu-central-1', 'us-east-1', 91],
          ['eu-west-2', 'us-east-1', 75],
        ],
      );
      // upwards a busy machine adds what it likes: only the bound below is of the network
      for (const { tableMs, measuredMs } of measured)
        assert.ok(measuredMs > tableMs * 0.95 && measuredMs < tableMs + 60, `${measuredMs} for ${tableMs}`);
    } finally {
      await network.remove();
    }
    assert.equal(namespaces().includes(plan.id), false);
    assert.deepEqual(readdirSync(tmp), []);
  }),
);

test('kill -9: the forwarders end by themselves, the next start takes the rest away', { skip }, () =>
  inFolder(async (tmp) => {
    const holder = fileURLToPath(new URL('../programs/network-holder.ts', import.meta.url));
    const child = spawn(process.execPath, ['--conditions=source', holder, tmp], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const id = String(await new Promise((up) => child.stdout.once('data', up))).trim();
    assert.ok(namespaces().includes(`slotbench-${id}-0`));
    await sweepNetworks(tmp); // its owner lives
    assert.ok(namespaces().includes(`slotbench-${id}-0`));
    const { processes } = JSON.parse(readFileSync(join(tmp, `slotbench-network-${id}.json`), 'utf8'));
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
    await sweepNetworks(tmp);
    assert.equal(namespaces().includes(id), false);
    for (const { pid } of processes) {
      for (let i = 0; i < 50 && existsSync(`/proc/${pid}/exe`); i++)
        await new Promise((done) => setTimeout(done, 20));
      assert.equal(existsSync(`/proc/${pid}/exe`), false);
    }
    assert.deepEqual(readdirSync(tmp), []);
  }),
);

test('a network that cannot be made leaves nothing and says which command failed', { skip }, () =>
  inFolder(async (tmp) => {
    const plan = planNetwork(regions, networkId());
    await assert.rejects(
      makeNetwork(plan, { tmp, shaper: { kind: 'forwarder', program: '/bin/false' } }),
      /a link could not be made \(\/bin\/false ended with 1\)/,
    );
    assert.equal(namespaces().includes(plan.id), false);
    assert.deepEqual(readdirSync(tmp), []);
  }),
);

test('the check says what is missing before anything is made', () =>
  inFolder(async (tmp) => {
    const faults = await emulatedBackend({ tmp, env: process.env, regions: ['loopback'] }).check();
    assert.match(faults.at(-1)!.problem, /all in loopback/);
    assert.match(faults.at(-1)!.fix, /--overlay/);
  }));
