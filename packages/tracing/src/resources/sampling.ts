import { complainOnStderr } from '../complain.ts';
import type { Field } from '../fields.ts';
import { defineMessage } from '../message.ts';
import type { Tracing } from '../tracing.ts';
import { watchEventLoop } from './event-loop.ts';
import { watchGarbage } from './garbage.ts';
import { type ResourceStats, sampleResources } from './sample.ts';

interface Quantity {
  /** Name of the metric without prefix and suffix; upstream's for its keys. */
  readonly metric: string;
  readonly kind: 'int' | 'real';
  readonly what: string;
}

const int = (metric: string, what: string): Quantity => ({ metric, kind: 'int', what });
const real = (metric: string, what: string): Quantity => ({ metric, kind: 'real', what });

const quantities: Readonly<Record<keyof ResourceStats, Quantity>> = {
  CentiCpu: int('Stat.cputicks', 'CPU time of the process, 1/100 s'),
  CentiGC: int('RTS.gcticks', 'time in the collector, 1/100 s'),
  CentiMut: int('RTS.mutticks', 'CPU time outside of the collector, 1/100 s'),
  GcsMajor: int('RTS.gcMajorNum', 'collections of the whole heap'),
  GcsMinor: int('RTS.gcMinorNum', 'collections of young objects'),
  Alloc: int('RTS.alloc', 'bytes allocated on the heap'),
  Live: int('RTS.gcLiveBytes', 'bytes in use on the heap, now'),
  Heap: int('RTS.gcHeapBytes', 'bytes of the heap, now'),
  RSS: int('Mem.resident', 'bytes of resident memory, now'),
  CentiBlkIO: int('Stat.blkIOticks', 'time of waiting for block devices, 1/100 s'),
  NetRd: int('Stat.netRd', '0, as in the default build of cardano-node'),
  NetWr: int('Stat.netWr', '0, as in the default build of cardano-node'),
  FsRd: int('Stat.fsRd', 'bytes read from storage'),
  FsWr: int('Stat.fsWr', 'bytes written to storage'),
  Threads: int('RTS.threads', 'threads of the operating system, now'),
  JsLoopLagMeanMs: real('JS.loopLagMeanMs', 'mean lag of the event loop since the last sample, ms'),
  JsLoopLagMaxMs: real('JS.loopLagMaxMs', 'greatest lag of the event loop since the last sample, ms'),
  JsLoopBusy: real(
    'JS.loopBusy',
    'part of the time since the last sample in which the event loop did not wait',
  ),
  JsGcPauseMaxMs: real('JS.gcPauseMaxMs', 'longest stop for a collection since the last sample, ms'),
  JsExternal: int('JS.externalBytes', 'bytes in buffers and other objects outside of the heap, now'),
};
const keys = Object.keys(quantities) as (keyof ResourceStats)[];

export const resources = defineMessage<ResourceStats>({
  namespace: 'Resources',
  severity: 'Info',
  forMachine: (stats) => ({ kind: 'ResourceStats', ...stats }),
  forHuman: (stats) =>
    `Resources: Cpu Ticks ${stats.CentiCpu}, GC centiseconds ${stats.CentiGC}, Mutator centiseconds ${stats.CentiMut}, ` +
    `GCs major ${stats.GcsMajor}, GCs minor ${stats.GcsMinor}, Allocated bytes ${stats.Alloc}, GC live bytes ${stats.Live}, ` +
    `Heap bytes ${stats.Heap}, RSS ${stats.RSS}, Block IO centiseconds ${stats.CentiBlkIO}, ` +
    `FS read ${stats.FsRd}, FS written ${stats.FsWr}, Threads ${stats.Threads}, ` +
    `Event loop lag max ms ${stats.JsLoopLagMaxMs}, GC pause max ms ${stats.JsGcPauseMaxMs}`,
  metrics: (stats) =>
    keys.map((key) => ({ kind: quantities[key].kind, name: quantities[key].metric, value: stats[key] })),
  metricHelp: Object.fromEntries(keys.map((key) => [quantities[key].metric, quantities[key].what])),
  fields: Object.fromEntries(keys.map((key) => [key, fieldOf(quantities[key])])),
  doc: 'What the process has used since its start. Values grow, where the field does not say now or since the last sample.',
});

function fieldOf({ kind, what }: Quantity): Field {
  return `${kind === 'int' ? 'integer' : 'number'}: ${what}`;
}

/**
 * Traces `Resources` now and every `periodMs` (0: never) until the returned function is called. What this system does
 * not tell is 0, and said once on stderr. Does not keep the process alive.
 */
export function startResourceSampling(tracing: Pick<Tracing, 'tracer'>, periodMs: number): () => void {
  if (periodMs === 0) return () => {};
  const trace = tracing.tracer(resources);
  const garbage = watchGarbage();
  const loop = watchEventLoop();
  let told = false;
  const sample = (): void => {
    const { stats, missing } = sampleResources(garbage.totals(), loop.read());
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
    loop.stop();
  };
}
