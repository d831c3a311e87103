import type { Event, ResourceSample } from '../events.ts';
import { type Columns, Table } from './table.ts';

const COUNTERS = [
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
] as const satisfies readonly (keyof ResourceSample)[];

/** Every sample of one host as it was logged, with its time in ns since systemStart and the mempool's size when it was taken. */
export type ResourceColumns = Columns<'at' | 'mempoolTxs' | keyof ResourceSample>;

/** Keeps the periodic counters of one host. */
export class ResourceFold {
  readonly #rows = new Table(['at', 'mempoolTxs', ...COUNTERS]);
  #mempoolTxs: number | undefined;

  step(event: Event): void {
    if (event.kind === 'MempoolChanged') this.#mempoolTxs = event.txs;
    if (event.kind === 'Resources')
      this.#rows.push({ at: event.at, mempoolTxs: this.#mempoolTxs, ...event.sample });
  }

  finish(): ResourceColumns {
    return this.#rows.columns();
  }
}
