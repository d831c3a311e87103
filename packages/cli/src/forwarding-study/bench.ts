import { type ChildProcess, fork, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installedPrograms } from '@slotbench/cluster';
import type { ForwardingBench, OpenCell } from '@slotbench/lab';
import type { ForwardingPoint } from '@slotbench/report';
import { ArrivedObjects } from './arrived.ts';
import type { LoadAnswer, LoadOrder } from './node-load.ts';
import { openTunnel, type Tunnel } from './tunnel.ts';

const MAGIC = 42;
/** Nodes that share a process: 52 processes would be the load of a machine themselves. */
const NODES_A_PROCESS = 13;
/** s until what was told has arrived or is lost: a queue's worth through a busy machine. */
const SETTLE_SECONDS = 5;
const START_SECONDS = 20;
/** Fewer than a queue has room for, so that nothing is lost before a connection is there. */
const WARM_UP_RATE = 200;
const WARM_UP_SECONDS = 0.25;

/** A collector, load processes and, where this machine has sshd, a tunnel; all in a folder that `close` removes. */
export async function openForwardingBench(o: {
  readonly seconds: number;
  readonly queueSize: number;
  readonly wantsTunnel: boolean;
  readonly signal: AbortSignal;
}): Promise<{ readonly bench: ForwardingBench; readonly tunnel: Tunnel; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'slotbench-fw-'));
  const children: ChildProcess[] = [];
  let tunnel: Tunnel = { kind: 'none', reason: 'not asked for' };
  const close = async () => {
    if (tunnel.kind === 'open') await tunnel.close();
    await Promise.all(children.map(endChild));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const logRoot = join(folder, 'logs');
    const socket = join(folder, 'tracer.socket');
    await mkdir(logRoot);
    children.push(await startCollector({ folder, socket, logRoot, signal: o.signal }));
    if (o.wantsTunnel) tunnel = await openTunnel({ folder, far: socket, signal: o.signal });
    const sources: ChildProcess[] = [];
    const addressOf = (path: string) => (path === 'tunnel' && tunnel.kind === 'open' ? tunnel.path : socket);
    let cells = 0;
    return {
      tunnel,
      close,
      bench: {
        queue: { size: o.queueSize, overflow: 'drop-all' },
        async open({ path, nodes, objectBytes }) {
          cells++;
          const arrived = new ArrivedObjects(logRoot, `cell-${cells}-`);
          const used = Math.ceil(nodes / NODES_A_PROCESS);
          while (sources.length < used) {
            const source = startSource();
            sources.push(source);
            children.push(source);
          }
          const names = Array.from({ length: nodes }, (_, i) => `cell-${cells}-node-${i}`);
          const shares = sources
            .slice(0, used)
            .map((source, i) => ({ source, names: names.filter((_, n) => n % used === i) }));
          await Promise.all(
            shares.map((share) =>
              order(share.source, {
                kind: 'open',
                address: addressOf(path),
                magic: MAGIC,
                names: share.names,
                objectBytes,
                queueSize: o.queueSize,
              }),
            ),
          );
          const opened = cell({
            sources: shares.map(({ source }) => source),
            nodes,
            arrived,
            seconds: o.seconds,
          });
          await opened.warmUp();
          return opened;
        },
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function cell(o: {
  sources: readonly ChildProcess[];
  nodes: number;
  arrived: ArrivedObjects;
  seconds: number;
}): OpenCell & { warmUp(): Promise<void> } {
  const { sources, arrived } = o;
  const all = (one: LoadOrder) => Promise.all(sources.map((source) => order(source, one)));
  const lost = async () => sum(await all({ kind: 'losses' }), 'lost');
  const measure = async (rate: number, seconds: number): Promise<ForwardingPoint> => {
    const [before, lostBefore] = [arrived.objects, await lost()];
    const answers = await all({ kind: 'tell', rate: rate / sources.length, seconds });
    const told = sum(answers, 'told');
    const balance = async () => {
      await arrived.look();
      const lostNow = (await lost()) - lostBefore;
      return { lostNow, settled: told - lostNow <= arrived.objects - before };
    };
    const deadline = performance.now() + SETTLE_SECONDS * 1000;
    let now = await balance();
    while (!now.settled && performance.now() < deadline) {
      await sleep(20);
      now = await balance();
    }
    return {
      rate,
      told,
      seconds: Math.max(...answers.map(({ seconds }) => seconds)),
      lost: now.lostNow,
      arrived: arrived.objects - before,
    };
  };
  return {
    measure: (rate) => measure(rate, o.seconds),
    /** Until every node is connected, and code is compiled. */
    async warmUp() {
      await measure(WARM_UP_RATE * o.nodes, WARM_UP_SECONDS);
    },
    lineBytes: () => (arrived.objects === 0 ? null : Math.round(arrived.bytes / arrived.objects)),
    async close() {
      await all({ kind: 'close' });
      await arrived.remove();
    },
  };
}

function sum(answers: readonly LoadAnswer[], what: 'told' | 'lost'): number {
  return answers.reduce((total, answer) => total + answer[what], 0);
}

function startSource(): ChildProcess {
  // Beside this module, in TypeScript or as built.
  return fork(new URL(`./node-load${extname(import.meta.url)}`, import.meta.url), {
    execArgv: process.execArgv.filter((argument) => argument.startsWith('--conditions')),
  });
}

function order(source: ChildProcess, what: LoadOrder): Promise<LoadAnswer> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('a process of the load has ended'));
    source.once('exit', onExit);
    source.once('message', (answer: LoadAnswer) => {
      source.off('exit', onExit);
      resolve(answer);
    });
    source.send(what);
  });
}

async function startCollector(o: {
  folder: string;
  socket: string;
  logRoot: string;
  signal: AbortSignal;
}): Promise<ChildProcess> {
  const config = join(o.folder, 'collector.json');
  await writeFile(
    config,
    JSON.stringify({
      networkMagic: MAGIC,
      network: { tag: 'AcceptAt', contents: o.socket },
      logging: [{ logRoot: o.logRoot, logMode: 'FileMode', logFormat: 'ForMachine' }],
    }),
  );
  const [command, ...args] = installedPrograms().collector;
  const child = spawn(command, [...args, '-c', config], { stdio: 'ignore' });
  const deadline = performance.now() + START_SECONDS * 1000;
  while (
    !existsSync(o.socket) &&
    child.exitCode === null &&
    performance.now() < deadline &&
    !o.signal.aborted
  )
    await sleep(20);
  if (!existsSync(o.socket)) {
    await endChild(child);
    throw new Error('the collector does not start');
  }
  return child;
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
