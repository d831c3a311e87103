import type { Event, ResourceSample } from '../events.ts';
import { type Columns, Table } from './table.ts';

const NAMES = [
  'at',
  'mempoolTxs',
  'cpuCentis',
  'gcCentis',
  'mutatorCentis',
  'majorGcs',
  'minorGcs',
  'allocBytes',
  'liveBytes',
  'heapBytes',
  'rssBytes',
  'netReadBytes',
  'netWriteBytes',
  'fsReadBytes',
  'fsWriteBytes',
  'loopLagMaxMs',
  'gcPauseMaxMs',
  'loopBusy',
] as const satisfies readonly ('at' | 'mempoolTxs' | keyof ResourceSample)[];

/** Every sample of one host as it was logged, with its time in ns since systemStart and the mempool's size when it was taken. */
export type ResourceColumns = Columns<'at' | 'mempoolTxs' | keyof ResourceSample>;

/** Keeps the periodic counters of one host. */
export class ResourceFold {
  readonly #rows = new Table(NAMES);
  #mempoolTxs: number | undefined;

  step(event: Event): void {
    if (event.kind === 'MempoolChanged') this.#mempoolTxs = event.txs;
    if (event.kind === 'Resources') this.#push(event.at, event.sample);
  }

  #push(at: number, sample: ResourceSample): void {
    this.#rows.push([
      at,
      this.#mempoolTxs ?? Number.NaN,
      sample.cpuCentis,
      sample.gcCentis,
      sample.mutatorCentis,
      sample.majorGcs,
      sample.minorGcs,
      sample.allocBytes,
      sample.liveBytes,
      sample.heapBytes,
      sample.rssBytes,
      sample.netReadBytes,
      sample.netWriteBytes,
      sample.fsReadBytes,
      sample.fsWriteBytes,
      sample.loopLagMaxMs ?? Number.NaN,
      sample.gcPauseMaxMs ?? Number.NaN,
      sample.loopBusy ?? Number.NaN,
    ]);
  }

  finish(): ResourceColumns {
    return this.#rows.columns();
  }
}
