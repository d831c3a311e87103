import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunPlan } from '../prepare.ts';
import { advance, type ChainProgress } from './chain-progress.ts';
import { createLogTail } from './log-tail.ts';
import type { Progress } from './progress.ts';
import { secondsLeft } from './seconds-left.ts';

/** Reports the progress of a run until stopped. */
export interface ProgressWatch {
  phase(phase: Progress['phase']): void;
  /** Milliseconds since 1970 of slot 0. */
  startsAt(ms: number): void;
  stop(): Promise<void>;
}

const PERIOD_MS = 500;

/** Looks at the log of node-0 and at the generator's progress file twice a second; what it cannot read it leaves out. */
export function watchProgress(o: {
  plan: RunPlan;
  now: () => number;
  onProgress: (progress: Progress) => void;
}): ProgressWatch {
  const { runDir, meta } = o.plan;
  const { node, genesis } = meta.profile_content;
  const blockTarget = node.shutdown_on_slot_synced === null ? node.shutdown_on_block_synced : null;
  const tail = createLogTail();
  const rate = createLineRate(o.now);
  let phase: Progress['phase'] = 'starting';
  let startMs: number | undefined;
  let chain: ChainProgress | undefined;
  let looking: Promise<void> = Promise.resolve();

  const look = async (): Promise<void> => {
    const hosts = await hostLogs(runDir, meta.logSource);
    const first = hosts.get('node-0')?.at(-1);
    const lines = first === undefined ? [] : await tail.read(first);
    chain = advance(chain, lines);
    const messagesPerSecond = await rate([...hosts.values()].flat(), lines);
    const generator = await generatorProgress(runDir);
    if (phase === 'splitting' && generator?.loading === true) phase = 'load';
    o.onProgress({
      phase,
      ...(chain === undefined || chain.slot < 0 ? {} : { slot: chain.slot }),
      ...(chain === undefined || chain.blockNo < 0 ? {} : { blockNo: chain.blockNo }),
      ...(blockTarget === null ? {} : { blockTarget }),
      ...(generator?.counts ?? {}),
      ...(messagesPerSecond === undefined ? {} : { messagesPerSecond }),
      ...(startMs === undefined
        ? {}
        : {
            secondsLeft: secondsLeft({
              elapsedSeconds: (o.now() - startMs) / 1000,
              blockNo: chain?.blockNo ?? 0,
              blockTarget: blockTarget ?? undefined,
              plannedSeconds: meta.timing.earliest_end - meta.timing.start,
              blockSeconds: genesis.slot_duration / genesis.active_slots_coeff,
            }),
          }),
    });
  };
  const timer = setInterval(() => {
    looking = looking.then(look).catch(() => undefined); // a look that fails is not worth a run
  }, PERIOD_MS);
  timer.unref();
  return {
    phase(next) {
      phase = next;
      o.onProgress({ phase, ...(blockTarget === null ? {} : { blockTarget }) });
    },
    startsAt(ms) {
      startMs = ms;
    },
    async stop() {
      clearInterval(timer);
      await looking;
    },
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

/** Lines a second over all files: their growth in bytes, divided by the mean length of the lines that were read. */
function createLineRate(
  now: () => number,
): (paths: string[], lines: string[]) => Promise<number | undefined> {
  let before: { ms: number; bytes: number } | undefined;
  let seen = { lines: 0, bytes: 0 };
  return async (paths, lines) => {
    for (const line of lines) seen = { lines: seen.lines + 1, bytes: seen.bytes + line.length + 1 };
    let bytes = 0;
    for (const path of paths) bytes += (await stat(path)).size;
    const ms = now();
    const last = before;
    before = { ms, bytes };
    if (last === undefined || seen.lines === 0 || ms <= last.ms) return undefined;
    return ((bytes - last.bytes) * 1000 * seen.lines) / (seen.bytes * (ms - last.ms));
  };
}

/** `generator/progress.json`, which the generator replaces in one step about once a second. */
async function generatorProgress(
  runDir: string,
): Promise<{ loading: boolean; counts: Pick<Progress, 'tps' | 'submitted' | 'confirmed'> } | undefined> {
  const text = await readFile(join(runDir, 'generator', 'progress.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const value = JSON.parse(text) as Record<string, unknown>;
  const counts = ['tps', 'submitted', 'confirmed'].filter((key) => typeof value[key] === 'number');
  return {
    loading: ['load', 'draining', 'done'].includes(value.phase as string),
    counts: Object.fromEntries(counts.map((key) => [key, value[key]])),
  };
}
