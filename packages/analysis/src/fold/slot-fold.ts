import type { Event } from '../events.ts';
import { Samples } from './samples.ts';

export type SlotMetric =
  | 'starts'
  | 'started'
  | 'blkCtx'
  | 'lgrState'
  | 'lgrView'
  | 'leading'
  | 'blockGap'
  | 'density';

/** The forging loop of one host over all slots: samples in seconds, counts or ratios. */
export interface SlotFigures {
  readonly samples: Readonly<Record<SlotMetric, Samples>>;
  /** Slots between the first and the last leadership check that have none. */
  readonly missed: { readonly count: number; readonly firstSlots: readonly number[] };
  readonly checked: number;
  readonly leader: number;
  readonly forged: number;
  readonly forgingFailed: readonly { readonly slot: number | undefined; readonly what: string }[];
}

export interface SlotFoldOptions {
  readonly slotNs: number;
  /** Which slots count, from the filters of the run. */
  accepts(slot: number): boolean;
}

/** A slot stays open for late events until this many newer ones have begun. */
const OPEN_SLOTS = 64;

interface OpenSlot {
  readonly slot: number;
  starts: number;
  /** Slots since the tip changed, as known when the next slot began. */
  blockGap: number | undefined;
  started?: number;
  blkCtx?: number;
  lgrState?: number;
  lgrView?: number;
  leading?: number;
}

/**
 * Folds the forging loop into one sample a slot. The domain begins with the slot of the host's first log line (a node that was
 * not there yet has missed nothing) and ends with its last leadership check. A late check counts for the slot that it names.
 */
export class SlotFold {
  readonly #o: SlotFoldOptions;
  readonly #samples: Record<SlotMetric, Samples> = {
    starts: new Samples(),
    started: new Samples(),
    blkCtx: new Samples(),
    lgrState: new Samples(),
    lgrView: new Samples(),
    leading: new Samples(),
    blockGap: new Samples(),
    density: new Samples(),
  };
  readonly #open = new Map<number, OpenSlot>();
  #firstSlot: number | undefined;
  #head: OpenSlot | undefined;
  #tip: { blockNo: number; slot: number } | undefined;
  #missed = 0;
  #missedFirst: number[] = [];
  #checked = 0;
  #leader = 0;
  #forged = 0;
  #failed: { slot: number | undefined; what: string }[] = [];

  constructor(o: SlotFoldOptions) {
    this.#o = o;
  }

  /** `at` of any line of the host, read or not. */
  sawLine(at: number): void {
    this.#firstSlot ??= Math.max(0, Math.floor(at / this.#o.slotNs));
  }

  step(event: Event): void {
    switch (event.kind) {
      case 'SlotStarted':
        this.#startSlot(event.slot, event.at);
        break;
      case 'BlockContextAcquired':
        this.#stamp(event.slot, 'blkCtx', event.at);
        if (this.#head !== undefined && event.tipBlockNo !== this.#tip?.blockNo)
          this.#tip = { blockNo: event.tipBlockNo, slot: this.#head.slot };
        break;
      case 'LedgerStateAcquired':
        this.#stamp(event.slot, 'lgrState', event.at);
        break;
      case 'LedgerViewAcquired':
        this.#stamp(event.slot, 'lgrView', event.at);
        break;
      case 'LeadershipDecided':
        this.#stamp(event.slot, 'leading', event.at);
        if (event.leader) this.#leader++;
        break;
      case 'BlockForged':
        this.#forged++;
        break;
      case 'ForgingFailed':
        if (this.#failed.length < 100) this.#failed.push({ slot: event.slot, what: event.what });
        break;
      case 'LedgerMetrics':
        if (event.at >= 0 && this.#o.accepts(event.slot)) this.#samples.density.push(event.chainDensity);
        break;
    }
  }

  finish(): SlotFigures {
    this.#fixGap();
    for (const slot of this.#open.values()) this.#close(slot);
    this.#open.clear();
    return {
      samples: this.#samples,
      missed: { count: this.#missed, firstSlots: this.#missedFirst },
      checked: this.#checked,
      leader: this.#leader,
      forged: this.#forged,
      forgingFailed: this.#failed,
    };
  }

  #startSlot(slot: number, at: number): void {
    if (slot < 0) return;
    if (this.#head === undefined || slot > this.#head.slot) {
      for (
        let next = this.#head === undefined ? Math.min(slot, this.#firstSlot ?? slot) : this.#head.slot + 1;
        next <= slot;
        next++
      )
        this.#begin(next);
    }
    const open = this.#open.get(slot);
    if (open === undefined) return;
    open.starts++;
    open.started ??= at;
  }

  #begin(slot: number): void {
    this.#fixGap();
    this.#head = { slot, starts: 0, blockGap: undefined };
    this.#open.set(slot, this.#head);
    const oldest = this.#open.get(slot - OPEN_SLOTS);
    if (oldest === undefined) return;
    this.#open.delete(oldest.slot);
    this.#close(oldest);
  }

  #fixGap(): void {
    if (this.#head !== undefined && this.#tip !== undefined)
      this.#head.blockGap = this.#head.slot - this.#tip.slot;
  }

  #stamp(slot: number, phase: 'blkCtx' | 'lgrState' | 'lgrView' | 'leading', at: number): void {
    const open = this.#open.get(slot);
    if (open !== undefined) open[phase] = at;
  }

  #close({ slot, starts, started, blkCtx, lgrState, lgrView, leading, blockGap }: OpenSlot): void {
    if (starts > 0) this.#checked++;
    else {
      this.#missed++;
      if (this.#missedFirst.length < 10) this.#missedFirst.push(slot);
    }
    if (!this.#o.accepts(slot)) return;
    this.#samples.starts.push(starts);
    if (blockGap !== undefined) this.#samples.blockGap.push(blockGap);
    if (started === undefined) return;
    this.#samples.started.push((started - slot * this.#o.slotNs) / 1e9);
    this.#delta('blkCtx', blkCtx, started);
    this.#delta('lgrState', lgrState, blkCtx);
    this.#delta('lgrView', lgrView, lgrState);
    this.#delta('leading', leading, lgrView ?? started);
  }

  #delta(metric: SlotMetric, at: number | undefined, since: number | undefined): void {
    if (at !== undefined && since !== undefined) this.#samples[metric].push((at - since) / 1e9);
  }
}
