import type { Event } from '../events.ts';
import { type Columns, Table } from './table.ts';

/**
 * The forging loop of one host: a row for every slot from its first line to its last leadership check, times in ns since
 * systemStart, whatever the filters of the run.
 */
export interface SlotColumns {
  readonly slots: Columns<SlotColumn>;
  /** One row a report of the node. */
  readonly density: Columns<(typeof DENSITY)[number]>;
  /** Slots between the first and the last leadership check that have none. */
  readonly missed: { readonly count: number; readonly firstSlots: readonly number[] };
  readonly checked: number;
  readonly leader: number;
  readonly forged: number;
  readonly forgingFailed: readonly { readonly slot: number | undefined; readonly what: string }[];
}

/** `starts`: leadership checks; `blockGap`: slots since the tip changed, as known when the next slot began. */
const SLOT = ['slot', 'starts', 'blockGap', 'started', 'blkCtx', 'lgrState', 'lgrView', 'leading'] as const;
type SlotColumn = (typeof SLOT)[number];
const DENSITY = ['at', 'slot', 'chainDensity', 'utxo'] as const;

/** A slot stays open for late events until this many newer ones have begun. */
const OPEN_SLOTS = 64;
/** Missed slots that are named. */
const MOST_MISSED = 10;

type OpenSlot = { -readonly [K in SlotColumn]: number | undefined } & {
  readonly slot: number;
  starts: number;
};

/**
 * Folds the forging loop into one sample a slot. The domain begins with the slot of the host's first log line (a node that was
 * not there yet has missed nothing) and ends with its last leadership check. A late check counts for the slot that it names.
 */
export class SlotFold {
  readonly #slotNs: number;
  readonly #closed = new Table(SLOT);
  readonly #density = new Table(DENSITY);
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

  constructor(slotNs: number) {
    this.#slotNs = slotNs;
  }

  /** `at` of any line of the host, read or not. */
  sawLine(at: number): void {
    this.#firstSlot ??= Math.max(0, Math.floor(at / this.#slotNs));
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
        this.#density.push([event.at, event.slot, event.chainDensity, event.utxo ?? Number.NaN]);
        break;
    }
  }

  /** The slots so far, the open ones as they stand; more events may follow. */
  finish(): SlotColumns {
    this.#fixGap();
    const open = [...this.#open.values()];
    const missed = open.filter(({ starts }) => starts === 0);
    return {
      slots: this.#closed.columns(open),
      density: this.#density.columns(),
      missed: {
        count: this.#missed + missed.length,
        firstSlots: [...this.#missedFirst, ...missed.map(({ slot }) => slot)].slice(0, MOST_MISSED),
      },
      checked: this.#checked + open.length - missed.length,
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
    this.#head = {
      slot,
      starts: 0,
      blockGap: undefined,
      started: undefined,
      blkCtx: undefined,
      lgrState: undefined,
      lgrView: undefined,
      leading: undefined,
    };
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
    const open = this.#head?.slot === slot ? this.#head : this.#open.get(slot);
    if (open !== undefined) open[phase] = at;
  }

  #close(slot: OpenSlot): void {
    if (slot.starts > 0) this.#checked++;
    else {
      this.#missed++;
      if (this.#missedFirst.length < MOST_MISSED) this.#missedFirst.push(slot.slot);
    }
    this.#closed.push([
      slot.slot,
      slot.starts,
      slot.blockGap ?? Number.NaN,
      slot.started ?? Number.NaN,
      slot.blkCtx ?? Number.NaN,
      slot.lgrState ?? Number.NaN,
      slot.lgrView ?? Number.NaN,
      slot.leading ?? Number.NaN,
    ]);
  }
}
