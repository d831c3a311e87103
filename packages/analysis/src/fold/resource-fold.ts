import type { Event, ResourceSample } from '../events.ts';
import { Samples } from './samples.ts';

export type ResourceMetric =
  | 'cpu'
  | 'gcCpu'
  | 'mutatorCpu'
  | 'majorGcs'
  | 'minorGcs'
  | 'rss'
  | 'heap'
  | 'live'
  | 'alloc'
  | 'netRead'
  | 'netWrite'
  | 'fsRead'
  | 'fsWrite'
  | 'mempoolTxs';

/** Spans of at least this CPU share, in % of one core, are reported. Source: locli 2.3. */
const BUSY_PERCENT = 85;
const MIB = 1024 * 1024;

export interface ResourceFigures {
  readonly samples: Readonly<Record<ResourceMetric, Samples>>;
  /** Sample times in seconds since systemStart, in step with `samples.rss` and `samples.cpu`. */
  readonly seconds: Samples;
  /** Lengths of the spans of high CPU use, seconds. */
  readonly busySpans: Samples;
  readonly mempoolSeconds: Samples;
  /** Counters that went down: the process was started anew. */
  readonly restarts: number;
}

/**
 * Turns the periodic counters of one host into rates over the true time between two samples. The first sample and one after a
 * restart have nothing to be compared with and give no sample at all, so rates and gauges cover the same time.
 */
export class ResourceFold {
  readonly #acceptsTime: (at: number) => boolean;
  readonly #samples: Record<ResourceMetric, Samples> = {
    cpu: new Samples(),
    gcCpu: new Samples(),
    mutatorCpu: new Samples(),
    majorGcs: new Samples(),
    minorGcs: new Samples(),
    rss: new Samples(),
    heap: new Samples(),
    live: new Samples(),
    alloc: new Samples(),
    netRead: new Samples(),
    netWrite: new Samples(),
    fsRead: new Samples(),
    fsWrite: new Samples(),
    mempoolTxs: new Samples(),
  };
  readonly #seconds = new Samples();
  readonly #mempoolSeconds = new Samples();
  readonly #busySpans = new Samples();
  #previous: { at: number; sample: ResourceSample } | undefined;
  #busySince: number | undefined;
  #restarts = 0;
  #mempoolTxs: number | undefined;

  constructor(o: { acceptsTime(at: number): boolean }) {
    this.#acceptsTime = o.acceptsTime;
  }

  step(event: Event): void {
    if (event.kind === 'MempoolChanged') this.#mempoolTxs = event.txs;
    if (event.kind === 'Resources') this.#sample(event.at, event.sample);
  }

  finish(): ResourceFigures {
    if (this.#previous !== undefined) this.#endBusySpan(this.#previous.at);
    return {
      samples: this.#samples,
      seconds: this.#seconds,
      busySpans: this.#busySpans,
      mempoolSeconds: this.#mempoolSeconds,
      restarts: this.#restarts,
    };
  }

  #sample(at: number, now: ResourceSample): void {
    const previous = this.#previous;
    const wanted = this.#acceptsTime(at);
    if (wanted && this.#mempoolTxs !== undefined) {
      this.#samples.mempoolTxs.push(this.#mempoolTxs);
      this.#mempoolSeconds.push(at / 1e9);
    }
    // Some node versions trace every sample twice.
    if (previous !== undefined && at <= previous.at) return;
    this.#previous = { at, sample: now };
    if (previous === undefined) return;
    if (now.cpuCentis < previous.sample.cpuCentis || now.allocBytes < previous.sample.allocBytes) {
      this.#restarts++;
      this.#endBusySpan(previous.at);
      return;
    }
    const seconds = (at - previous.at) / 1e9;
    const rate = (key: keyof ResourceSample) => (now[key] - previous.sample[key]) / seconds;
    const cpu = rate('cpuCentis');
    if (!wanted || cpu < BUSY_PERCENT) this.#endBusySpan(previous.at);
    if (!wanted) return;
    if (cpu >= BUSY_PERCENT) this.#busySince ??= Math.max(0, previous.at);
    const s = this.#samples;
    this.#seconds.push(at / 1e9);
    s.cpu.push(cpu);
    s.gcCpu.push(rate('gcCentis'));
    s.mutatorCpu.push(rate('mutatorCentis'));
    s.majorGcs.push(rate('majorGcs'));
    s.minorGcs.push(rate('minorGcs'));
    s.alloc.push(rate('allocBytes') / MIB);
    s.netRead.push(rate('netReadBytes') / 1024);
    s.netWrite.push(rate('netWriteBytes') / 1024);
    s.fsRead.push(rate('fsReadBytes') / 1024);
    s.fsWrite.push(rate('fsWriteBytes') / 1024);
    s.rss.push(now.rssBytes / MIB);
    s.heap.push(now.heapBytes / MIB);
    s.live.push(now.liveBytes / MIB);
  }

  #endBusySpan(at: number): void {
    if (this.#busySince !== undefined) this.#busySpans.push((at - this.#busySince) / 1e9);
    this.#busySince = undefined;
  }
}
