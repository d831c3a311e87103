/**
 * One contender over one run, in a process of its own: `node measure.ts CONTENDER DIR CACHE [ROUNDS]`. Prints a line of JSON: bytes,
 * wall and CPU seconds of the best of some rounds (compilers are warm then), peak memory of the process.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type AnalyseOptions, analyseRun } from '@slotbench/analysis';
import { cardanoNode } from '../../packages/analysis/src/adapter/cardano-node.ts';
import { HostFold } from '../../packages/analysis/src/fold/host-fold.ts';
import { BUILT_IN_PROPERTIES } from '../../packages/analysis/src/properties/built-in.ts';
import { planProperty } from '../../packages/analysis/src/properties/plan.ts';
import { LineCutter } from '../../packages/analysis/src/read/line-cutter.ts';
import { parseInstant } from '../../packages/analysis/src/read/timestamp.ts';
import { SLOT_NS, START } from './truth.ts';

/** `again` finds the columns that `allCores` has left in CACHE. */
export const CONTENDERS = [
  'fold',
  'jsonParseFold',
  'jsonParse',
  'wc',
  'grep',
  'oneCore',
  'allCores',
  'again',
] as const;
export type Contender = (typeof CONTENDERS)[number];

export interface Measured {
  readonly bytes: number;
  readonly seconds: number;
  /** Of the first round: compilers are cold, as for someone who analyses one run. */
  readonly coldSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  /** Something of the answer, to see that it was found. */
  readonly found: number;
}

async function best(contender: Contender, dir: string, cache: string, rounds: number): Promise<Measured> {
  const paths = readdirSync(dir)
    .filter((name) => name.startsWith('node-') && !name.includes('.'))
    .map((name) => join(dir, name, 'stdout'));
  const run = contenders(dir, cache)[contender];
  let seconds = Number.POSITIVE_INFINITY;
  let cpuSeconds = Number.POSITIVE_INFINITY;
  let coldSeconds: number | undefined;
  let last = { bytes: 0, found: 0 };
  for (let round = 0; round < rounds; round++) {
    if (contender === 'allCores') rmSync(cache, { recursive: true, force: true });
    const cpu = process.cpuUsage();
    const start = performance.now();
    last = await run(paths);
    const taken = (performance.now() - start) / 1e3;
    coldSeconds ??= taken;
    seconds = Math.min(seconds, taken);
    const { user, system } = process.cpuUsage(cpu);
    cpuSeconds = Math.min(cpuSeconds, (user + system) / 1e6);
  }
  return {
    ...last,
    seconds,
    coldSeconds: coldSeconds ?? seconds,
    cpuSeconds,
    peakMb: process.resourceUsage().maxRSS / 1024,
  };
}

type Run = (paths: readonly string[]) => Promise<{ bytes: number; found: number }>;

function contenders(dir: string, cache: string): Record<Contender, Run> {
  const analyse = async (o: Partial<AnalyseOptions>) => {
    const { hosts, chain } = await analyseRun(dir, { now: () => new Date(0), ...o });
    return { bytes: hosts.reduce((sum, host) => sum + host.logs.bytes, 0), found: chain.length };
  };
  const otherFilters = { filter_exprs: [{ tag: 'CSlot', contents: { tag: 'SlotGEq', contents: 20 } }] };
  return {
    fold: (paths) => foldAll(paths, false),
    jsonParseFold: (paths) => foldAll(paths, true),
    jsonParse: parseAll,
    wc: async (paths) => counted('wc', ['-lc', ...paths], paths),
    grep: async (paths) => counted('grep', ['-c', 'CompletedBlockFetch', ...paths], paths),
    oneCore: () => analyse({ workers: 0 }),
    allCores: () => analyse({ cache }),
    again: () => analyse({ cache, filters: otherFilters }),
  };
}

async function parseAll(paths: readonly string[]): Promise<{ bytes: number; found: number }> {
  let found = 0;
  const bytes = readAll(paths, (line, start, end) => {
    const text = line.toString('utf8', start, end);
    if (!text.startsWith('{')) return;
    try {
      if (JSON.parse(text).ns !== undefined) found++;
    } catch {
      // Lines that are cut off.
    }
  });
  return { bytes, found };
}

/** Its CPU time is not this process's. With its output thrown away grep would end at the first match. */
function counted(program: string, args: readonly string[], paths: readonly string[]) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed`);
  const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  return { bytes, found: stdout.split('\n').length - 1 };
}

/** The same cutter and the whole fold of the analysis, on one core; `parseAll`: every line goes through JSON.parse. */
async function foldAll(
  paths: readonly string[],
  parseAll: boolean,
): Promise<{ bytes: number; found: number }> {
  let bytes = 0;
  let found = 0;
  for (const path of paths) {
    const fold = new HostFold({
      host: path,
      adapter: cardanoNode,
      systemStart: parseInstant(START)!,
      slotNs: SLOT_NS,
      adoption: 'any',
      properties: BUILT_IN_PROPERTIES.map((property) => planProperty(property, {})),
      parseAll,
    });
    bytes += readAll([path], (line, start, end, at) => fold.line(line, start, end, at));
    found += fold.finish().view.records.size;
  }
  return { bytes, found };
}

function readAll(
  paths: readonly string[],
  onLine: (bytes: Buffer, start: number, end: number, offset: number) => void,
): number {
  const chunk = Buffer.allocUnsafe(1024 * 1024);
  let bytes = 0;
  for (const path of paths) {
    const file = openSync(path, 'r');
    const cutter = new LineCutter({ onLine, onOversized: () => undefined });
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      bytes += read;
      cutter.push(chunk.subarray(0, read));
    }
    cutter.finish(onLine);
    closeSync(file);
  }
  return bytes;
}

if (import.meta.main) {
  const [contender, dir, cache, rounds] = process.argv.slice(2);
  console.log(
    JSON.stringify(
      await best(contender as Contender, dir!, cache ?? join(dir!, 'cache'), Number(rounds ?? 3)),
    ),
  );
}
