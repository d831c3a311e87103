import { complainOnStderr } from '../complain.ts';
import { defineMessage } from '../message.ts';
import type { Tracing } from '../tracing.ts';
import { watchGarbage } from './garbage.ts';
import { type ResourceStats, sampleResources } from './sample.ts';

/** Names of the metrics by key, without prefix and suffix (facts/tracing-library.md §7). */
const metricNames: Readonly<Record<keyof ResourceStats, string>> = {
  CentiCpu: 'Stat.cputicks',
  CentiGC: 'RTS.gcticks',
  CentiMut: 'RTS.mutticks',
  GcsMajor: 'RTS.gcMajorNum',
  GcsMinor: 'RTS.gcMinorNum',
  Alloc: 'RTS.alloc',
  Live: 'RTS.gcLiveBytes',
  Heap: 'RTS.gcHeapBytes',
  RSS: 'Mem.resident',
  CentiBlkIO: 'Stat.blkIOticks',
  NetRd: 'Stat.netRd',
  NetWr: 'Stat.netWr',
  FsRd: 'Stat.fsRd',
  FsWr: 'Stat.fsWr',
  Threads: 'RTS.threads',
};

export const resources = defineMessage<ResourceStats>({
  namespace: 'Resources',
  severity: 'Info',
  forMachine: (stats) => ({ kind: 'ResourceStats', ...stats }),
  forHuman: (stats) =>
    `Resources: Cpu Ticks ${stats.CentiCpu}, GC centiseconds ${stats.CentiGC}, Mutator centiseconds ${stats.CentiMut}, ` +
    `GCs major ${stats.GcsMajor}, GCs minor ${stats.GcsMinor}, Allocated bytes ${stats.Alloc}, GC live bytes ${stats.Live}, ` +
    `Heap bytes ${stats.Heap}, RSS ${stats.RSS}, Block IO centiseconds ${stats.CentiBlkIO}, ` +
    `FS read ${stats.FsRd}, FS written ${stats.FsWr}, Threads ${stats.Threads}`,
  metrics: (stats) =>
    Object.entries(metricNames).map(([key, name]) => ({
      kind: 'int',
      name,
      value: stats[key as keyof ResourceStats],
    })),
  doc: 'What the process has used since its start. All values grow, but `Live`, `Heap`, `RSS` and `Threads`.',
});

/**
 * Traces `Resources` now and every `periodMs` (0: never) until the returned function is called. What this system does
 * not tell is 0, and said once on stderr. Does not keep the process alive.
 */
export function startResourceSampling(tracing: Pick<Tracing, 'tracer'>, periodMs: number): () => void {
  if (periodMs === 0) return () => {};
  const trace = tracing.tracer(resources);
  const garbage = watchGarbage();
  let told = false;
  const sample = (): void => {
    const { stats, missing } = sampleResources(garbage.totals());
    if (missing !== undefined && !told) complainOnStderr(`resource samples are incomplete: ${missing}`);
    told = true;
    trace(stats);
  };
  sample();
  const timer = setInterval(sample, periodMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    garbage.stop();
  };
}
