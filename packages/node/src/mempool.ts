import {
  fitTxs,
  overlayUtxo,
  type Tx,
  txInKey,
  type UtxoOverlay,
  type UtxoView,
  unitsOf,
} from '@slotbench/ledger';
import type { TransactionTracers } from './traces/transactions.ts';
import { Wakeup } from './wakeup.ts';

/** What the mempool asks of the ledger at the tip of the chain. */
export interface MempoolLedger {
  /** The outputs at the tip; always the same object, whose content follows the chain. */
  readonly utxo: UtxoView;
  /** All rules of the ledger, upon `utxo`, in the slot of the next block; what is broken, or undefined. */
  validate(utxo: UtxoView, tx: Tx): string | undefined;
  /** The first slot that a next block can have. */
  nextSlot(): number;
}

export interface MempoolEntry {
  readonly tx: Tx;
  /** Order of arrival; grows for ever. */
  readonly ticket: number;
  /** What its scripts may use. */
  readonly units: Units;
}

type Units = ReturnType<typeof unitsOf>;

/** Blocks' worth of transactions that a mempool holds, in bytes and in units of scripts; as cardano-node's. */
export const MEMPOOL_BLOCKS = 2;

export type AddResult = 'added' | 'known' | 'rejected';

/** Blocks whose transactions are remembered, so that ids announced late are not fetched again. */
const REMEMBERED_BLOCKS = 100;

/**
 * The transactions that wait for a block, in an order in which all of them are valid. Bounded by `capacityBytes` and by the units
 * of `MEMPOOL_BLOCKS` blocks, which the last transaction may go beyond: who adds waits for room, nothing is evicted. After a
 * change of the chain only conflicts over inputs and validity intervals are looked at again; signatures, sizes and fees
 * cannot change.
 */
export class Mempool {
  /** A transaction was added. */
  readonly added = new Wakeup();
  /** Transactions came or went. */
  readonly changed = new Wakeup();
  readonly #ledger: MempoolLedger;
  readonly #trace: TransactionTracers;
  readonly #capacityBytes: number;
  readonly #maxBlockUnits: Units | undefined;
  readonly #room = new Wakeup();
  #entries = new Map<string, MempoolEntry>();
  /** By ticket, with holes where transactions left. */
  #arrivals: MempoolEntry[] = [];
  /** The outputs as they will be after everything that waits here. */
  #pending: UtxoOverlay;
  #bytes = 0;
  #units: Units = NO_UNITS;
  #tickets = 0;
  #rejected = 0;
  readonly #confirmed = new Map<string, ReadonlySet<string>>();

  constructor(o: {
    ledger: MempoolLedger;
    trace: TransactionTracers;
    capacityBytes: number;
    /** What the scripts of a block may use; undefined where no script runs. */
    maxBlockUnits?: Units | undefined;
  }) {
    this.#ledger = o.ledger;
    this.#pending = overlayUtxo(o.ledger.utxo);
    this.#trace = o.trace;
    this.#capacityBytes = o.capacityBytes;
    this.#maxBlockUnits = o.maxBlockUnits;
  }

  get size(): { numTxs: number; bytes: number } {
    return { numTxs: this.#entries.size, bytes: this.#bytes };
  }

  /** Transactions that broke a rule since the start. */
  get rejectedCount(): number {
    return this.#rejected;
  }

  get capacityBytes(): number {
    return this.#capacityBytes;
  }

  get(id: string): Tx | undefined {
    return this.#entries.get(id)?.tx;
  }

  /** It waits here, or one of the last blocks of the chain holds it. */
  knows(id: string): boolean {
    if (this.#entries.has(id)) return true;
    for (const ids of this.#confirmed.values()) if (ids.has(id)) return true;
    return false;
  }

  /** At most `count` transactions that arrived after `ticket`, oldest first. */
  after(ticket: number, count: number): MempoolEntry[] {
    const found: MempoolEntry[] = [];
    for (let i = firstAfter(this.#arrivals, ticket); i < this.#arrivals.length && found.length < count; i++) {
      const entry = this.#arrivals[i]!;
      if (this.#entries.get(entry.tx.id) === entry) found.push(entry);
    }
    return found;
  }

  /**
   * Validates and adds, once there is room; 'known' if it is here already (or the signal aborted). `onRejected` hears the
   * rule that it breaks.
   */
  async addWhenRoom(
    tx: Tx,
    signal: AbortSignal,
    onRejected: (error: string) => void = () => {},
  ): Promise<AddResult> {
    const full = (): boolean =>
      this.#bytes > 0 && (this.#bytes + tx.sizeBytes > this.#capacityBytes || this.#isOutOfUnits());
    while (full() && !signal.aborted) await this.#room.wait(signal);
    return signal.aborted ? 'known' : this.#add(tx, onRejected);
  }

  /** Resolves once the mempool is not full; says when it has to wait and when it is over. */
  async untilRoom(signal: AbortSignal, o: { onFull(): void; onRoom(): void }): Promise<void> {
    const full = (): boolean => this.#bytes >= this.#capacityBytes || this.#isOutOfUnits();
    if (!full()) return;
    o.onFull();
    while (full() && !signal.aborted) await this.#room.wait(signal);
    if (!signal.aborted) o.onRoom();
  }

  /** `leading` and then what waits here, in order, up to the first that would make the block too large or its scripts too dear. */
  snapshot(maxBodyBytes: number, leading: readonly Tx[] = []): Tx[] {
    const waiting = Array.from(this.#entries.values(), (entry) => entry.tx);
    return fitTxs([...leading, ...waiting], maxBodyBytes, this.#maxBlockUnits);
  }

  /**
   * The chain changed (the ledger already did). Transactions of abandoned blocks come back, before those that wait;
   * then whatever the new blocks hold or conflict with leaves.
   */
  chainChanged(change: { abandoned: readonly ChainBlock[]; adopted: readonly ChainBlock[] }): void {
    for (const { hash } of change.abandoned) this.#confirmed.delete(hash);
    for (const { hash, txs } of change.adopted) this.#confirmed.set(hash, new Set(txs.map((tx) => tx.id)));
    for (const hash of this.#confirmed.keys()) {
      if (this.#confirmed.size <= REMEMBERED_BLOCKS) break;
      this.#confirmed.delete(hash);
    }
    const returned = change.abandoned
      .flatMap(({ txs }) => txs)
      .filter((tx) => !this.#entries.has(tx.id))
      .map((tx) => ({ tx, ticket: this.#tickets++, units: unitsOf(tx) }));
    this.#rebuild([...returned, ...this.#entries.values()], returned);
  }

  #isOutOfUnits(): boolean {
    if (this.#maxBlockUnits === undefined) return false;
    const { cpu, memory } = this.#maxBlockUnits;
    const blocks = BigInt(MEMPOOL_BLOCKS);
    return this.#units.cpu >= blocks * cpu || this.#units.memory >= blocks * memory;
  }

  #add(tx: Tx, onRejected: (error: string) => void): AddResult {
    if (this.knows(tx.id)) return 'known';
    const error = this.#ledger.validate(this.#pending, tx);
    if (error !== undefined) {
      this.#rejected++;
      onRejected(error);
      this.#trace.rejectedTx({ id: tx.id, error, mempoolSize: this.size });
      return 'rejected';
    }
    const entry = { tx, ticket: this.#tickets++, units: unitsOf(tx) };
    this.#entries.set(tx.id, entry);
    this.#arrivals.push(entry);
    this.#pending.add(tx);
    this.#bytes += tx.sizeBytes;
    this.#units = sum(this.#units, entry.units);
    this.#trace.addedTx({ id: tx.id, mempoolSize: this.size });
    this.added.wake();
    this.changed.wake();
    return 'added';
  }

  /** Keeps of `candidates`, in order, those that still fit onto the ledger. */
  #rebuild(candidates: readonly MempoolEntry[], returned: readonly MempoolEntry[]): void {
    const before = this.#entries;
    this.#entries = new Map();
    this.#pending = overlayUtxo(this.#ledger.utxo);
    this.#bytes = 0;
    this.#units = NO_UNITS;
    const slot = this.#ledger.nextSlot();
    for (const entry of candidates) {
      const { tx } = entry;
      const inTime = slot >= (tx.validityStart ?? 0) && slot < (tx.ttl ?? Number.POSITIVE_INFINITY);
      if (!inTime || !tx.inputs.every((input) => this.#pending.get(txInKey(input)) !== undefined)) continue;
      this.#entries.set(tx.id, entry);
      this.#pending.add(tx);
      this.#bytes += tx.sizeBytes;
      this.#units = sum(this.#units, entry.units);
    }
    this.#arrivals = [...this.#arrivals, ...returned].filter(
      (entry) => this.#entries.get(entry.tx.id) === entry,
    );
    const removed = [...before.keys()].filter((id) => !this.#entries.has(id));
    if (removed.length > 0) {
      this.#trace.removeTxs({ ids: removed, mempoolSize: this.size });
      this.#room.wake();
    }
    const back = returned.filter((entry) => this.#entries.get(entry.tx.id) === entry);
    for (const { tx } of back) this.#trace.addedTx({ id: tx.id, mempoolSize: this.size });
    if (back.length > 0) this.added.wake();
    if (removed.length > 0 || back.length > 0) this.changed.wake();
  }
}

const NO_UNITS: Units = { cpu: 0n, memory: 0n };

const sum = (a: Units, b: Units): Units => ({ cpu: a.cpu + b.cpu, memory: a.memory + b.memory });

interface ChainBlock {
  readonly hash: string;
  readonly txs: readonly Tx[];
}

/** Index of the first entry whose ticket is greater; the list is sorted. */
function firstAfter(sorted: readonly MempoolEntry[], ticket: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]!.ticket <= ticket) low = middle + 1;
    else high = middle;
  }
  return low;
}
