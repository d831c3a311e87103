/**
 * The same bytes through a plain socket-to-file copy and through the collector, each a process of its own: CPU an
 * object, objects a second, memory. Owed: at 100 and at 1000 objects a request, on one connection, at most twice the
 * copy's CPU; with 52 connections of 200 objects/s at most 40 MB more memory. A second copy, with synchronous writes,
 * shows how far the plain one is from the least that Node can do.
 */
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Order } from './collector/source.ts';
import type { BenchResult } from './main.ts';

const PER_REPLY = [100, 1000, 10_000];
const CONNECTIONS = [1, 52];
const ROUNDS = 3;
/** A measurement; a tenth of it goes before, so that every connection has its memory. */
const OBJECTS = 200_000;
/** What each process gets first: a service is warm when it matters, and the compiler is not the subject. */
const WARM_UP_OBJECTS = 700_000;
const PACED = { connections: 52, replies: 12, periodMs: 500 }; // 200 objects/s each, six seconds

interface Contender {
  readonly process: ChildProcess;
  readonly folder: string;
  open(source: Source, connections: number, perReply: number): Promise<void>;
}

type Source = (order: Order) => Promise<number>;

interface Sample {
  cpuNs: number;
  objectsPerSecond: number;
}

export default async function run(): Promise<BenchResult> {
  const root = mkdtempSync(join(tmpdir(), 'slotbench-bench-'));
  const children: ChildProcess[] = [];
  try {
    build();
    const source = startSource(children);
    const ratios: Record<string, number> = {};
    const figures: Record<string, number> = {};
    for (const perReply of PER_REPLY) {
      const contenders = {
        collector: await startCollector(join(root, `collector-${perReply}`), perReply, children),
        copy: await startCopy('plain', join(root, `copy-${perReply}`), children),
        syncCopy: await startCopy('synchronous', join(root, `sync-copy-${perReply}`), children),
      };
      for (const contender of Object.values(contenders))
        await measure(contender, source, { connections: 1, perReply, objects: WARM_UP_OBJECTS });
      for (const connections of CONNECTIONS) {
        const load = { connections, perReply, objects: OBJECTS };
        const key = `${perReply}${connections === 1 ? '' : `.${connections}connections`}`;
        const samples = await measureInTurn(contenders, source, load);
        const ratio = (quantity: keyof Sample, rival: 'copy' | 'syncCopy') =>
          median(samples.collector.map((each, i) => each[quantity] / samples[rival][i]![quantity]));
        ratios[`cpuPerObjectVsCopy.${key}`] = ratio('cpuNs', 'copy');
        ratios[`objectsPerSecondVsCopy.${key}`] = ratio('objectsPerSecond', 'copy');
        ratios[`cpuPerObjectVsSyncCopy.${key}`] = ratio('cpuNs', 'syncCopy');
        for (const [name, rounds] of Object.entries(samples)) {
          figures[`${name}.cpuNsPerObject.${key}`] = median(rounds.map(({ cpuNs }) => cpuNs));
          figures[`${name}.objectsPerSecond.${key}`] = median(rounds.map((each) => each.objectsPerSecond));
        }
      }
      for (const contender of Object.values(contenders)) await end(contender.process);
    }
    Object.assign(figures, await measureMemory(root, source, children));
    return { name: 'collector against a plain copy', ratios, figures };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  }
}

type Samples = Record<'collector' | 'copy' | 'syncCopy', Sample[]>;

/** Round by round, so that what else the machine does meets all of them. */
async function measureInTurn(
  contenders: Record<keyof Samples, Contender>,
  source: Source,
  load: Load,
): Promise<Samples> {
  const samples: Samples = { collector: [], copy: [], syncCopy: [] };
  for (let round = 0; round < ROUNDS; round++)
    for (const name of ['copy', 'collector', 'syncCopy'] as const)
      samples[name].push(await measure(contenders[name], source, load));
  return samples;
}

interface Load {
  readonly connections: number;
  readonly perReply: number;
  readonly objects: number;
}

/** One load through one contender, after a tenth of it that does not count. */
async function measure(to: Contender, source: Source, load: Load): Promise<Sample> {
  const { connections, perReply } = load;
  await to.open(source, connections, perReply);
  const replies = Math.max(1, Math.round(load.objects / perReply / connections));
  await source({ kind: 'send', replies: Math.ceil(replies / 10) });
  const before = cpuNs(to.process);
  const ms = await source({ kind: 'send', replies });
  const taken = cpuNs(to.process) - before;
  await source({ kind: 'close' });
  emptyFolder(to.folder);
  const objects = replies * perReply * connections;
  return { cpuNs: taken / objects, objectsPerSecond: (objects / ms) * 1000 };
}

/** Both at the pace of a large cluster, one after the other, from a fresh start. */
async function measureMemory(
  root: string,
  source: Source,
  children: ChildProcess[],
): Promise<Record<string, number>> {
  const rss: number[] = [];
  for (const contender of [
    await startCopy('plain', join(root, 'copy'), children),
    await startCollector(join(root, 'collector'), 100, children),
  ]) {
    await contender.open(source, PACED.connections, 100);
    await source({ kind: 'pace', replies: PACED.replies, periodMs: PACED.periodMs });
    rss.push(rssMb(contender.process));
    await source({ kind: 'close' });
    await end(contender.process);
  }
  const [copy = 0, collector = 0] = rss;
  return { 'copy.rssMb': copy, 'collector.rssMb': collector, rssMbOverCopy: collector - copy };
}

/** The collector runs as users have it: compiled. */
function build(): void {
  const compiler = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url));
  const built = spawnSync(process.execPath, [compiler, '-b', 'packages/collector'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`the collector does not compile: ${built.stdout}${built.stderr}`);
}

function startSource(children: ChildProcess[]): Source {
  const child = fork(fileURLToPath(new URL('./collector/source.ts', import.meta.url)), {
    execArgv: ['--conditions=source'],
  });
  children.push(child);
  return (order) =>
    new Promise((resolve, reject) => {
      child.once('exit', () => reject(new Error('the load source ended')));
      child.once('message', ({ done }: { done: number }) => {
        child.removeAllListeners('exit');
        resolve(done);
      });
      child.send(order);
    });
}

async function startCopy(
  mode: 'plain' | 'synchronous',
  folder: string,
  children: ChildProcess[],
): Promise<Contender> {
  const path = `${folder}.socket`;
  mkdirSync(folder);
  const child = fork(fileURLToPath(new URL('./collector/copy.js', import.meta.url)), [mode, path, folder], {
    execArgv: [],
  });
  children.push(child);
  await new Promise((resolve) => child.once('message', resolve));
  let firstFile = 0;
  return {
    process: child,
    folder,
    async open(source, connections, perReply) {
      await source({ kind: 'open', to: 'copy', path, folder, firstFile, connections, perReply });
      firstFile += connections;
    },
  };
}

async function startCollector(
  folder: string,
  perReply: number,
  children: ChildProcess[],
): Promise<Contender> {
  const path = `${folder}.socket`;
  const config = `${folder}.json`;
  const logRoot = join(folder, 'logs');
  mkdirSync(logRoot, { recursive: true });
  writeFileSync(
    config,
    JSON.stringify({
      networkMagic: 42,
      network: { tag: 'AcceptAt', contents: path },
      loRequestNum: perReply,
      logging: [{ logRoot, logMode: 'FileMode', logFormat: 'ForMachine' }],
      rotation: { rpFrequencySecs: 60, rpLogLimitBytes: 1e9, rpKeepFilesNum: 10 },
      hasPrometheus: { epHost: '127.0.0.1', epPort: 0 },
    }),
  );
  const program = fileURLToPath(new URL('../packages/collector/bin/slotbench-collector.js', import.meta.url));
  const child = spawn(process.execPath, [program, '-c', config], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let out = '';
  child.stdout.on('data', (piece) => {
    out += piece;
  });
  while (!out.includes('StartedAcceptors')) {
    if (child.exitCode !== null) throw new Error(`the collector ended: ${out}`);
    await sleep(10);
  }
  return {
    process: child,
    folder: logRoot,
    async open(source, connections, perReply) {
      await source({ kind: 'open', to: 'collector', path, connections, perReply });
    },
  };
}

/** CPU time of all threads so far. */
function cpuNs({ pid }: ChildProcess): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((task) => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]))
    .reduce((sum, ns) => sum + ns, 0);
}

function rssMb({ pid }: ChildProcess): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

function emptyFolder(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
}

async function end(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
