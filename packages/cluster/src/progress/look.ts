import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { advance, type ChainProgress } from './chain-progress.ts';
import { createLogTail } from './log-tail.ts';

/** What the files of a run say at one moment; what cannot be read is left out. Plain data: hosts send it to the runner. */
export interface Look {
  readonly chain?: ChainProgress;
  /** Bytes of all nodes' logs. */
  readonly logBytes: number;
  /** Lines of node-0 that were read so far, and their bytes: the mean length of a line. */
  readonly sample: { readonly lines: number; readonly bytes: number };
  readonly generator?: GeneratorCounts & { readonly loading: boolean };
}

export interface GeneratorCounts {
  readonly tps?: number;
  readonly submitted?: number;
  readonly confirmed?: number;
}

/** Looks at a run directory again and again; what node-0 wrote is read once. */
export function createLook(o: { runDir: string; logSource: 'tracer' | 'stdout' }): () => Promise<Look> {
  const tail = createLogTail();
  let chain: ChainProgress | undefined;
  let sample = { lines: 0, bytes: 0 };
  return async () => {
    const hosts = await hostLogs(o.runDir, o.logSource);
    const first = hosts.get('node-0')?.at(-1);
    const lines = first === undefined ? [] : await tail.read(first);
    chain = advance(chain, lines);
    for (const line of lines) sample = { lines: sample.lines + 1, bytes: sample.bytes + line.length + 1 };
    let logBytes = 0;
    for (const path of [...hosts.values()].flat()) logBytes += (await stat(path)).size;
    const generator = await generatorProgress(o.runDir);
    return {
      ...(chain === undefined ? {} : { chain }),
      logBytes,
      sample,
      ...(generator === undefined ? {} : { generator }),
    };
  };
}

/** One look at a run from those at its hosts. */
export function mergeLooks(looks: readonly Look[]): Look {
  const withChain = looks.find(({ chain }) => chain !== undefined);
  const generator = looks.find((look) => look.generator !== undefined)?.generator;
  return {
    ...(withChain?.chain === undefined ? {} : { chain: withChain.chain }),
    logBytes: looks.reduce((sum, look) => sum + look.logBytes, 0),
    sample: looks.find(({ sample }) => sample.lines > 0)?.sample ?? { lines: 0, bytes: 0 },
    ...(generator === undefined ? {} : { generator }),
  };
}

/** Log files of the nodes by host, each in the order of time. */
async function hostLogs(runDir: string, source: 'tracer' | 'stdout'): Promise<Map<string, string[]>> {
  const root = source === 'tracer' ? join(runDir, 'tracer') : runDir;
  const hosts = new Map<string, string[]>();
  for (const host of await readdir(root)) {
    if (!/^node-\d+$/.test(host)) continue;
    const names = source === 'stdout' ? ['stdout'] : (await readdir(join(root, host))).filter(isLog).sort();
    hosts.set(
      host,
      names.map((name) => join(root, host, name)),
    );
  }
  return hosts;
}

function isLog(name: string): boolean {
  return /^node-\d.*\.json$/.test(name);
}

/** `generator/progress.json`, which the generator replaces in one step about once a second. */
async function generatorProgress(runDir: string): Promise<Look['generator']> {
  const text = await readFile(join(runDir, 'generator', 'progress.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const value = JSON.parse(text) as Record<string, unknown>;
  const counts = ['tps', 'submitted', 'confirmed'].filter((key) => typeof value[key] === 'number');
  return {
    loading: ['load', 'draining', 'done'].includes(value.phase as string),
    ...Object.fromEntries(counts.map((key) => [key, value[key]])),
  };
}
