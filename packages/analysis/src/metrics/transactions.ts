import { Samples } from '../fold/samples.ts';
import type { Metric, Series, TransactionSummary } from '../results.ts';
import { sampledMetric, singleValue } from './metric.ts';
import { TRANSACTION_METRICS } from './transactions-table.ts';

/** Blocks with room that must follow before a served transaction in no block counts as lost. */
const LATER_BLOCKS = 3;

/** What the chain says about room: full blocks explain why a transaction waits. */
export interface ChainRoom {
  /** Slot and body size of the main chain's blocks, in order; null where no log has the size. */
  readonly blocks: readonly { readonly slot: number; readonly sizeBytes: number | null }[];
  readonly maxBlockBodySizeBytes: number | null;
}

/** Transactions of the load that came into a block: columns of one length, `block` an index into `blocks`. */
export interface IncludedTransactions {
  readonly intendedMs: Float64Array;
  readonly block: Float64Array;
  readonly blocks: readonly string[];
}

export interface TransactionFigures {
  readonly included: IncludedTransactions;
  readonly summary: TransactionSummary;
  readonly metrics: readonly Metric[];
  readonly series: Series;
  /** Block hash -> number of the generator's transactions in it. */
  readonly perBlock: ReadonlyMap<string, number>;
}

/** Folds the lines of `generator/transactions.jsonl`; keeps numbers only, no ids. */
export class TransactionFold {
  readonly #systemStartMs: number;
  readonly #slotMs: number;
  #split = 0;
  #garbage = 0;
  #intended = 0;
  #announced = 0;
  #served = 0;
  #confirmed = 0;
  #firstIntendedMs = Number.POSITIVE_INFINITY;
  #lastIntendedMs = Number.NEGATIVE_INFINITY;
  #lastConfirmedMs = Number.NEGATIVE_INFINITY;
  readonly #inclusion = new Samples();
  readonly #slip = new Samples();
  readonly #announce = new Samples();
  readonly #request = new Samples();
  readonly #confirmedAt = new Samples();
  readonly #unconfirmedServedAt = new Samples();
  readonly #blocks = new Map<string, { index: number; slot: number; txs: number }>();
  readonly #includedIntended = new Samples();
  readonly #includedBlock = new Samples();
  #generatorSummary: Record<string, unknown> | null = null;
  #largestTxBytes = 0;

  constructor(o: { systemStartMs: number; slotMs: number }) {
    this.#systemStartMs = o.systemStartMs;
    this.#slotMs = o.slotMs;
  }

  line(text: string): void {
    if (text.trim() === '') return;
    let tx: Record<string, unknown>;
    try {
      tx = JSON.parse(text);
    } catch {
      this.#garbage++;
      return;
    }
    if (typeof tx !== 'object' || tx === null) this.#garbage++;
    else if (typeof tx.summary === 'object') this.#generatorSummary = tx.summary as Record<string, unknown>;
    else this.#transaction(tx);
  }

  garbage(): void {
    this.#garbage++;
  }

  #transaction(tx: Record<string, unknown>): void {
    const time = (key: string) => (typeof tx[key] === 'number' ? tx[key] : undefined);
    const intended = time('intendedMs');
    if (typeof tx.blockHash === 'string') {
      const block = this.#blocks.get(tx.blockHash) ?? {
        index: this.#blocks.size,
        slot: time('blockSlot') ?? 0,
        txs: 0,
      };
      block.txs++;
      this.#blocks.set(tx.blockHash, block);
      if (tx.kind !== 'split' && intended !== undefined) {
        this.#includedIntended.push(intended);
        this.#includedBlock.push(block.index);
      }
    }
    if (tx.kind === 'split') {
      this.#split++;
      return;
    }
    if (intended === undefined) {
      this.#garbage++;
      return;
    }
    this.#intended++;
    this.#largestTxBytes = Math.max(
      this.#largestTxBytes,
      typeof tx.sizeBytes === 'number' ? tx.sizeBytes : 0,
    );
    this.#firstIntendedMs = Math.min(this.#firstIntendedMs, intended);
    this.#lastIntendedMs = Math.max(this.#lastIntendedMs, intended);
    const offered = time('offeredMs');
    const sent = time('sentMs');
    const requested = time('requestedMs');
    const served = time('servedMs');
    const confirmed = time('confirmedMs');
    if (offered !== undefined) this.#slip.push((offered - intended) / 1000);
    if (sent !== undefined) {
      this.#announced++;
      this.#announce.push((sent - intended) / 1000);
      if (requested !== undefined) this.#request.push((requested - sent) / 1000);
    }
    if (served !== undefined) this.#served++;
    if (confirmed !== undefined) {
      this.#confirmed++;
      this.#lastConfirmedMs = Math.max(this.#lastConfirmedMs, confirmed);
      this.#inclusion.push((confirmed - intended) / 1000);
      this.#confirmedAt.push((confirmed - this.#systemStartMs) / 1000);
    } else if (served !== undefined && typeof tx.blockHash !== 'string')
      this.#unconfirmedServedAt.push(served);
  }

  finish(room: ChainRoom): TransactionFigures {
    const horizonMs = this.#lossHorizonMs(room);
    const lost = this.#unconfirmedServedAt.values().filter((servedMs) => servedMs < horizonMs).length;
    const loadSeconds = (this.#lastConfirmedMs - this.#firstIntendedMs) / 1000;
    const intendedSeconds = (this.#lastIntendedMs - this.#firstIntendedMs) / 1000;
    const achievedTps = this.#confirmed > 0 && loadSeconds > 0 ? this.#confirmed / loadSeconds : null;
    const summary: TransactionSummary = {
      split: this.#split,
      intended: this.#intended,
      announced: this.#announced,
      served: this.#served,
      confirmed: this.#confirmed,
      lost,
      pending: this.#unconfirmedServedAt.length - lost,
      intendedTps: this.#intended > 1 && intendedSeconds > 0 ? (this.#intended - 1) / intendedSeconds : null,
      achievedTps,
      seconds: this.#confirmed > 0 ? loadSeconds : null,
      garbageLines: this.#garbage,
      generatorSummary: this.#generatorSummary,
    };
    const metrics = [
      sampledMetric(TRANSACTION_METRICS.inclusion, this.#inclusion.values()),
      sampledMetric(TRANSACTION_METRICS.slip, this.#slip.values()),
      sampledMetric(TRANSACTION_METRICS.announce, this.#announce.values()),
      sampledMetric(TRANSACTION_METRICS.request, this.#request.values()),
      singleValue(TRANSACTION_METRICS.achieved, achievedTps),
    ];
    const perBlock = new Map([...this.#blocks].map(([hash, { txs }]) => [hash, txs]));
    const included = {
      intendedMs: this.#includedIntended.values(),
      block: this.#includedBlock.values(),
      blocks: [...this.#blocks.keys()],
    };
    return { summary, metrics, series: this.#series(), perBlock, included };
  }

  /** Whoever was served before this time had at least three later blocks with room for the largest transaction. */
  #lossHorizonMs({ blocks, maxBlockBodySizeBytes }: ChainRoom): number {
    const atMost = (maxBlockBodySizeBytes ?? Number.POSITIVE_INFINITY) - this.#largestTxBytes;
    const roomy = blocks.filter(({ sizeBytes }) => sizeBytes !== null && sizeBytes <= atMost);
    const horizon = roomy.at(-LATER_BLOCKS);
    return horizon === undefined || roomy.length < LATER_BLOCKS
      ? Number.NEGATIVE_INFINITY
      : this.#systemStartMs + horizon.slot * this.#slotMs;
  }

  /** Confirmations a second in at most 600 bins of whole seconds. */
  #series(): Series {
    const at = this.#confirmedAt.values();
    const first = at.length === 0 ? 0 : Math.floor(Math.min(at[0]!, at[at.length - 1]!));
    let last = first;
    for (const t of at) last = Math.max(last, t);
    const width = Math.max(1, Math.ceil((last - first) / 600));
    const bins = new Array<number>(at.length === 0 ? 0 : Math.floor((last - first) / width) + 1).fill(0);
    for (const t of at) bins[Math.max(0, Math.floor((t - first) / width))]! += 1 / width;
    return {
      id: 'confirmedTps',
      host: null,
      unit: 'tx/s',
      seconds: bins.map((_, i) => first + (i + 0.5) * width),
      values: bins,
    };
  }
}
