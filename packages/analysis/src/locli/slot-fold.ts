import type { LogObject } from './log-object.ts';
import { ResourceRates } from './resource-rates.ts';
import { type SlotStats, safeInterval } from './slot-stats.ts';

export interface SlotRules {
  readonly slotNs: number;
  readonly epochLength: number;
  readonly securityParam: number;
  readonly activeSlotsCoeff: number;
  /** Whether the slots keep their objects: `dump-slots` and commented timelines need them. */
  readonly keepObjects: boolean;
}

/** What would make upstream stop; we leave the object out and go on. */
export interface SlotFaults {
  /** Objects that name a slot that has not begun, by kind. */
  futureSlots: number;
  /** Gaps of 1000 missing slots and more: `[first missing, slot]`. */
  readonly largeGaps: [number, number][];
  /** Objects for a slot before the host's first. */
  unknownSlots: number;
}

/** Upstream gives up on a longer gap. */
const LARGEST_GAP = 999;

/** Folds a host's objects into its slots as locli 2.3 does. */
export class SlotStatsFold {
  readonly #rules: SlotRules;
  readonly #slots: SlotStats[] = [];
  readonly #rates = new ResourceRates();
  readonly #collectedAt = new Map<string, number>();
  readonly #faults: SlotFaults = { futureSlots: 0, largeGaps: [], unknownSlots: 0 };
  #mempoolTxs = 0;
  #blockNo = 0;
  #lastBlockSlot = 0;
  #pending: LogObject[] = [];

  constructor(rules: SlotRules) {
    this.#rules = rules;
  }

  step(object: LogObject): void {
    const { at, body } = object;
    const { slotNs } = this.#rules;
    if (body.tag === 'DecodeError') return;
    if (this.#slots.length === 0) {
      const start = Math.max(0, at);
      this.#slots.push({
        ...this.#fresh(Math.floor(start / slotNs)),
        start,
        epoch: 0,
        epochSlot: 0,
        safeInterval: 0,
        blockGap: 0,
        resources: null,
      });
    }
    if (at < 0) return;
    const head = this.#slots.at(-1)!;
    if (this.#rules.keepObjects) {
      if (body.tag === 'Resources' || body.tag === 'StartLeadershipCheck') {
        head.objects = this.#pending;
        this.#pending = [];
      }
      this.#pending.unshift(object);
    }
    switch (body.tag) {
      case 'Resources': {
        const slot = Math.floor(at / slotNs);
        if (slot > head.slot) this.#extend(slot);
        this.#slots.at(-1)!.resources = this.#rates.step(at, body.resources);
        return;
      }
      case 'StartLeadershipCheck': {
        if (body.slot > head.slot) {
          this.#extend(body.slot);
          const slot = this.#slots.at(-1)!;
          slot.countStarts = 1;
          slot.started = at;
          slot.utxo = body.utxo;
          slot.density = body.density;
        } else if (body.slot === head.slot) {
          head.countStarts++;
          head.started = at;
          if (body.density > 0) Object.assign(head, { utxo: body.utxo, density: body.density });
        } else
          this.#past(body.slot, (slot) => {
            slot.countStarts++;
            slot.started = at;
          });
        return;
      }
      case 'BlockContext':
        this.#past(body.slot, (slot) => {
          slot.countBlkCtx++;
          slot.blkCtx = at;
          if (body.blockNo !== this.#blockNo) this.#lastBlockSlot = head.slot;
          slot.blockNo = body.blockNo;
          // A late context gives its own slot the gap of the newest one.
          slot.blockGap = head.slot - this.#lastBlockSlot;
          this.#blockNo = body.blockNo;
        });
        return;
      case 'LedgerState':
        this.#past(body.slot, (slot) => {
          slot.countLgrState++;
          slot.lgrState = at;
        });
        return;
      case 'LedgerView':
        this.#past(body.slot, (slot) => {
          slot.countLgrView++;
          slot.lgrView = at;
        });
        return;
      case 'LeadershipDecided':
        this.#past(body.slot, (slot) => {
          if (body.leader) slot.countLeads++;
          slot.leading = at;
        });
        return;
      case 'TickedLedgerState':
        this.#past(body.slot, (slot) => {
          slot.ticked = at;
        });
        return;
      case 'MempoolSnapshot':
        this.#past(body.slot, (slot) => {
          slot.memSnap = at;
        });
        return;
      case 'BlockForged':
        this.#past(body.slot, (slot) => {
          slot.countForges++;
          slot.forged = at;
        });
        return;
      case 'LedgerMetrics':
        // Whatever slot it names.
        head.utxo = body.utxo;
        head.density = body.density;
        break;
      case 'MempoolTxs':
        this.#mempoolTxs = body.count;
        head.mempoolTxs = body.count;
        break;
      case 'MempoolRejectedTx':
        head.rejectedTx++;
        break;
      case 'TookSnapshot':
        head.snapshots++;
        break;
      case 'TxsCollected':
        this.#collectedAt.set(object.tid, at);
        head.txsCollected += body.count;
        break;
      case 'TxsProcessed': {
        const since = this.#collectedAt.get(object.tid);
        this.#collectedAt.delete(object.tid);
        head.spanTxsMem = (head.spanTxsMem ?? 0) + (since === undefined ? 1e9 : at - since);
        head.txsAccepted += body.accepted;
        head.txsRejected += body.rejected;
        break;
      }
      default:
        return;
    }
  }

  finish(): { slots: SlotStats[]; faults: SlotFaults } {
    return { slots: this.#slots, faults: this.#faults };
  }

  #fresh(slot: number): SlotStats {
    const { epochLength, securityParam, activeSlotsCoeff, slotNs } = this.#rules;
    const epochSlot = slot % epochLength;
    return {
      slot,
      start: slot * slotNs,
      epoch: Math.floor(slot / epochLength),
      epochSlot,
      safeInterval: safeInterval(epochSlot, securityParam, activeSlotsCoeff),
      countStarts: 0,
      countBlkCtx: 0,
      countLgrState: 0,
      countLgrView: 0,
      countLeads: 0,
      countForges: 0,
      snapshots: 0,
      rejectedTx: 0,
      blockNo: this.#blockNo,
      blockGap: slot - this.#lastBlockSlot,
      started: null,
      blkCtx: null,
      lgrState: null,
      lgrView: null,
      leading: null,
      ticked: null,
      memSnap: null,
      forged: null,
      mempoolTxs: this.#mempoolTxs,
      spanTxsMem: null,
      txsCollected: 0,
      txsAccepted: 0,
      txsRejected: 0,
      utxo: 0,
      density: 0,
      resources: this.#rates.idle(),
      objects: [],
    };
  }

  #extend(slot: number): void {
    const head = this.#slots.at(-1)!;
    if (slot - head.slot - 1 > LARGEST_GAP) this.#faults.largeGaps.push([head.slot + 1, slot]);
    else
      for (let missing = head.slot + 1; missing < slot; missing++)
        this.#slots.push({ ...this.#fresh(missing), utxo: head.utxo, density: head.density });
    this.#slots.push(this.#fresh(slot));
  }

  /** The slot that an object names: the newest, or an older one by its distance. */
  #past(named: number, act: (slot: SlotStats) => void): void {
    const head = this.#slots.at(-1)!;
    if (named > head.slot) {
      this.#faults.futureSlots++;
      return;
    }
    const slot = this.#slots[this.#slots.length - 1 - (head.slot - named)];
    if (slot?.slot === named) act(slot);
    else this.#faults.unknownSlots++;
  }
}
