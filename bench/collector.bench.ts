/**
 * The same bytes through a plain socket-to-file copy and through the collector, each a process of its own: CPU an
 * object, objects a second, memory. Owed: at 100 and at 1000 objects a request, on one connection, at most twice the
 * copy's CPU; with 52 connections of 200 objects/s at most 40 MB more memory. A second copy, with synchronous writes,
 * shows how far the plain one is from the least that Node can do.
 */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  build,
  type Contender,
  end,
  type Source,
  startCollector,
  startCopy,
  startSource,
} from './collector/contenders.ts';
import type { BenchResult } from './main.ts';

export interface CollectorLoad {
  readonly perReply: readonly number[];
  readonly connections: readonly number[];
  readonly rounds: number;
  /** A measurement; a tenth of it goes before, so that every connection has its memory. */
  readonly objects: number;
  /** What each process gets first: a service is warm when it matters, and the compiler is not the subject. */
  readonly warmUpObjects: number;
  /** Replies of 100 objects a connection, one every half second. */
  readonly pacedReplies: number;
}

const FULL: CollectorLoad = {
  perReply: [100, 1000, 10_000],
  connections: [1, 52],
  rounds: 3,
  objects: 200_000,
  warmUpObjects: 700_000,
  pacedReplies: 12,
};
const PACED = { connections: 52, perReply: 100, periodMs: 500 };

interface Sample {
  cpuNs: number;
  objectsPerSecond: number;
}

export default (): Promise<BenchResult> => measureCollector(FULL);

export async function measureCollector(size: CollectorLoad): Promise<BenchResult> {
  const root = mkdtempSync(join(tmpdir(), 'slotbench-bench-'));
  const children: ChildProcess[] = [];
  try {
    build();
    const source = startSource(children);
    const ratios: Record<string, number> = {};
    const figures: Record<string, number> = {};
    for (const perReply of size.perReply) {
      const contenders = {
        collector: await startCollector(join(root, `collector-${perReply}`), perReply, children),
        copy: await startCopy('plain', join(root, `copy-${perReply}`), children),
        syncCopy: await startCopy('synchronous', join(root, `sync-copy-${perReply}`), children),
      };
      for (const contender of Object.values(contenders))
        await measure(contender, source, { connections: 1, perReply, objects: size.warmUpObjects });
      for (const connections of size.connections) {
        const load = { connections, perReply, objects: size.objects };
        const key = `${perReply}${connections === 1 ? '' : `.${connections}connections`}`;
        const samples = await measureInTurn(contenders, source, load, size.rounds);
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
    Object.assign(figures, await measureMemory(root, source, children, size.pacedReplies));
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
  rounds: number,
): Promise<Samples> {
  const samples: Samples = { collector: [], copy: [], syncCopy: [] };
  for (let round = 0; round < rounds; round++)
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
  const first = Math.ceil(replies / 10);
  await source({ kind: 'send', replies: first });
  const before = cpuNs(to.process);
  const ms = await source({ kind: 'send', replies });
  const taken = cpuNs(to.process) - before;
  await source({ kind: 'close' });
  to.check((first + replies) * perReply * connections);
  emptyFolder(to.folder);
  const objects = replies * perReply * connections;
  return { cpuNs: taken / objects, objectsPerSecond: (objects / ms) * 1000 };
}

/** Both at the pace of a large cluster, one after the other, from a fresh start. */
async function measureMemory(
  root: string,
  source: Source,
  children: ChildProcess[],
  replies: number,
): Promise<Record<string, number>> {
  const rss: number[] = [];
  for (const contender of [
    await startCopy('plain', join(root, 'copy'), children),
    await startCollector(join(root, 'collector'), PACED.perReply, children),
  ]) {
    await contender.open(source, PACED.connections, PACED.perReply);
    await source({ kind: 'pace', replies, periodMs: PACED.periodMs });
    rss.push(rssMb(contender.process));
    await source({ kind: 'close' });
    await end(contender.process);
  }
  const [copy = 0, collector = 0] = rss;
  return { 'copy.rssMb': copy, 'collector.rssMb': collector, rssMbOverCopy: collector - copy };
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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
