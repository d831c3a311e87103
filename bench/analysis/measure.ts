/**
 * One contender over one run, in a process of its own: `node measure.ts CONTENDER DIR`. Prints a line of JSON: bytes, wall and
 * CPU seconds of the best of some rounds (compilers are warm then), peak memory of the process.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { analyseRun } from '@slotbench/analysis';
import { cardanoNode } from '../../packages/analysis/src/adapter/cardano-node.ts';
import { HostFold } from '../../packages/analysis/src/fold/host-fold.ts';
import { LineCutter } from '../../packages/analysis/src/read/line-cutter.ts';
import { parseInstant } from '../../packages/analysis/src/read/timestamp.ts';
import { SLOT_NS, START } from './truth.ts';

export const CONTENDERS = ['fold', 'jsonParseFold', 'jsonParse', 'wc', 'oneCore', 'allCores'] as const;
export type Contender = (typeof CONTENDERS)[number];

export interface Measured {
  readonly bytes: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  /** Something of the answer, to see that it was found. */
  readonly found: number;
}

const ROUNDS = 3;

const [contender, dir] = process.argv.slice(2) as [Contender, string];

async function best(): Promise<Measured> {
  const paths = readdirSync(dir)
    .filter((name) => name.startsWith('node-') && !name.includes('.'))
    .map((name) => join(dir, name, 'stdout'));
  let least: Measured | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    const { bytes, found } = await RUN[contender](paths);
    const seconds = (performance.now() - start) / 1e3;
    const { user, system } = process.cpuUsage(cpu);
    const peakMb = process.resourceUsage().maxRSS / 1024;
    if (least === undefined || user + system < least.cpuSeconds * 1e6)
      least = { bytes, seconds, cpuSeconds: (user + system) / 1e6, peakMb, found };
    else least = { ...least, peakMb };
  }
  return least!;
}

type Run = (paths: readonly string[]) => Promise<{ bytes: number; found: number }>;

const RUN: Record<Contender, Run> = {
  fold: (paths) => foldAll(paths, false),
  jsonParseFold: (paths) => foldAll(paths, true),
  async jsonParse(paths) {
    let found = 0;
    const bytes = readAll(paths, (line, start, end) => {
      const text = line.toString('utf8', start, end);
      if (text.startsWith('{')) {
        try {
          if (JSON.parse(text).ns !== undefined) found++;
        } catch {
          // Lines that are cut off.
        }
      }
    });
    return { bytes, found };
  },
  async wc(paths) {
    const { stdout } = spawnSync('wc', ['-lc', ...paths], { encoding: 'utf8' });
    const [lines, bytes] = stdout.trim().split('\n').at(-1)!.trim().split(/\s+/).map(Number);
    return { bytes: bytes!, found: lines! };
  },
  oneCore: () => analyse({ workers: 0 }),
  allCores: () => analyse({}),
};

async function analyse(o: { workers?: number }): Promise<{ bytes: number; found: number }> {
  const { hosts, chain } = await analyseRun(dir, { now: () => new Date(0), ...o });
  return { bytes: hosts.reduce((sum, host) => sum + host.logs.bytes, 0), found: chain.length };
}

/** The same cutter and the same fold, on one core; `parseAll`: every line goes through JSON.parse. */
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

if (import.meta.main) console.log(JSON.stringify(await best()));
