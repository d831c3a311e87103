import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectNode, type ForwardingNode } from './forwarding-node.ts';
import { program } from './running-program.ts';

const NODES = 52;
const OBJECTS_PER_SECOND = 200;
const STEP_MS = 100;

/**
 * 52 nodes with 200 objects a second each, for `seconds`: every line must be logged, in order, and the collector's
 * memory may have grown by at most `growthMb` between the second quarter and the last.
 */
export async function soak(o: { seconds: number; growthMb: number }): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'slotbench-soak-'));
  let child: ChildProcess | undefined;
  try {
    child = await startCollector(root);
    const nodes = await Promise.all(
      Array.from({ length: NODES }, (_, n) => connectNode({ path: join(root, 's'), name: `node-${n}` })),
    );
    const rss = await load(nodes, child, o.seconds);
    for (let waits = 0; nodes.some((node) => node.queued > 0); waits++) {
      assert.ok(waits < 100, 'the collector keeps up');
      await sleep(50);
    }
    await Promise.all(nodes.map((node) => node.close()));
    const exited = new Promise((resolve) => child?.once('exit', resolve));
    child.kill('SIGTERM');
    assert.equal(await exited, 0);
    for (let n = 0; n < NODES; n++) checkLines(join(root, 'logs', `node-${n}`), linesIn(o.seconds));
    const growth = median(rss.slice(Math.floor(rss.length * 0.75))) - median(quarter(rss, 1));
    console.log(`soak: ${median(rss).toFixed(0)} MB, ${growth.toFixed(1)} MB more at the end than early`);
    assert.ok(growth <= o.growthMb, `memory is flat: it grew by ${growth} MB, ${rss.map(Math.round)}`);
  } finally {
    child?.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  }
}

const linesIn = (seconds: number) =>
  Math.floor((seconds * 1000) / STEP_MS) * ((OBJECTS_PER_SECOND * STEP_MS) / 1000);

async function startCollector(root: string): Promise<ChildProcess> {
  const config = {
    networkMagic: 42,
    network: { tag: 'AcceptAt', contents: 's' },
    logging: [{ logRoot: 'logs', logMode: 'FileMode', logFormat: 'ForMachine' }],
    rotation: { rpFrequencySecs: 1, rpLogLimitBytes: 500_000, rpKeepFilesNum: 100_000 },
    hasPrometheus: { epHost: '127.0.0.1', epPort: 0 },
  };
  writeFileSync(join(root, 'config.json'), JSON.stringify(config));
  const child = spawn(process.execPath, ['--conditions=source', program, '-c', 'config.json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (piece) => {
    out += piece;
  });
  for (let waits = 0; !out.includes('StartedAcceptors'); waits++) {
    assert.ok(waits < 500 && child.exitCode === null, 'it starts');
    await sleep(20);
  }
  return child;
}

/** Traces at an even pace; gives the memory of every second, MB. */
async function load(
  nodes: readonly ForwardingNode[],
  child: ChildProcess,
  seconds: number,
): Promise<number[]> {
  const rss: number[] = [];
  const begin = performance.now();
  const perStep = (OBJECTS_PER_SECOND * STEP_MS) / 1000;
  for (let step = 0; step < (seconds * 1000) / STEP_MS; step++) {
    for (const node of nodes) {
      for (let n = 0; n < perStep; n++) node.trace(lineOf(step * perStep + n));
      node.metrics = [{ name: 'step_int', value: { kind: 'gauge', value: BigInt(step) } }];
    }
    if (step % (1000 / STEP_MS) === 0)
      rss.push(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024);
    await sleep(Math.max(0, begin + (step + 1) * STEP_MS - performance.now()));
  }
  return rss;
}

function lineOf(n: number): string {
  return `{"ns":"Soak.Line","data":{"n":${n},"pad":"${'x'.repeat(80)}"},"sev":"Info","thread":"1","host":"h"}`;
}

/** Exactly the lines 0..count-1, over the rotated files of a node. */
function checkLines(folder: string, count: number): void {
  let next = 0;
  for (const name of readdirSync(folder)
    .filter((name) => name !== 'node.json')
    .sort())
    for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
      if (line === '') continue;
      assert.equal(line, lineOf(next), `${folder}/${name}`);
      next++;
    }
  assert.equal(next, count, folder);
}

function quarter(values: readonly number[], index: number): number[] {
  const size = values.length / 4;
  return values.slice(Math.floor(index * size), Math.floor((index + 1) * size));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
