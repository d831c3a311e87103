import type { Json, RawNumber } from './json.ts';
import { blockNoJson, type LogObject, logObjectJson, type Resources, resourcesJson } from './log-object.ts';
import { ResourceRates, type SlotResources } from './resource-rates.ts';

/** One slot of one host; stamps in ns since systemStart, `started` and so on as seen last. */
export interface SlotStats {
  readonly slot: number;
  /** The first slot of a host begins with its first object and has no place in an epoch. */
  readonly start: number;
  readonly epoch: number;
  readonly epochSlot: number;
  readonly safeInterval: number;
  countStarts: number;
  countBlkCtx: number;
  countLgrState: number;
  countLgrView: number;
  countLeads: number;
  countForges: number;
  snapshots: number;
  rejectedTx: number;
  blockNo: number;
  blockGap: number;
  started: number | null;
  blkCtx: number | null;
  lgrState: number | null;
  lgrView: number | null;
  leading: number | null;
  ticked: number | null;
  memSnap: number | null;
  forged: number | null;
  mempoolTxs: number;
  spanTxsMem: number | null;
  txsCollected: number;
  txsAccepted: number;
  txsRejected: number;
  utxo: number;
  density: number;
  resources: SlotResources | null;
  /** Newest first, from the last Resources or StartLeadershipCheck of the slot until the next of them, whenever that came. */
  objects: LogObject[];
}

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

/** In steps of k/f slots, cut. */
export function safeInterval(epochSlot: number, k: number, f: number): number {
  return Math.floor((epochSlot / k) * f);
}

/** The phases of a slot in ns, each since the one before. */
export interface SlotDeltas {
  readonly started: number | null;
  readonly blkCtx: number | null;
  readonly lgrState: number | null;
  readonly lgrView: number | null;
  readonly leading: number | null;
  readonly ticked: number | null;
  readonly memSnap: number | null;
  readonly forged: number | null;
}

export function slotDeltas(s: SlotStats, slotNs: number): SlotDeltas {
  return {
    started: since(s.started, s.slot * slotNs),
    blkCtx: since(s.blkCtx, s.started),
    lgrState: since(s.lgrState, s.blkCtx),
    lgrView: since(s.lgrView, s.lgrState),
    leading: since(s.leading, s.lgrView ?? s.started),
    ticked: since(s.ticked, s.leading),
    memSnap: since(s.memSnap, s.ticked),
    forged: since(s.forged, s.memSnap ?? s.leading),
  };
}

function since(at: number | null, from: number | null): number | null {
  return at === null || from === null ? null : at - from;
}

/** The slot as `dump-slots` writes it. */
export function slotJson(
  s: SlotStats,
  o: { host: string; slotNs: number; instant(at: number): string },
): Json {
  const d = slotDeltas(s, o.slotNs);
  const seconds = (ns: number | null) => (ns === null ? null : ns / 1e9);
  return {
    slSlot: s.slot,
    slEpoch: s.epoch,
    slEpochSlot: s.epochSlot,
    slEpochSafeInt: s.safeInterval,
    slStart: o.instant(s.start),
    slCountStarts: s.countStarts,
    slCountBlkCtx: s.countBlkCtx,
    slCountLgrState: s.countLgrState,
    slCountLgrView: s.countLgrView,
    slCountLeads: s.countLeads,
    slCountForges: s.countForges,
    slChainDBSnap: s.snapshots,
    slRejectedTx: s.rejectedTx,
    slBlockNo: blockNoJson(s.blockNo),
    slBlockGap: s.blockGap,
    slStarted: seconds(d.started),
    slBlkCtx: seconds(d.blkCtx),
    slLgrState: seconds(d.lgrState),
    slLgrView: seconds(d.lgrView),
    slLeading: seconds(d.leading),
    slTicked: seconds(d.ticked),
    slMemSnap: seconds(d.memSnap),
    slForged: seconds(d.forged),
    slMempoolTxs: s.mempoolTxs,
    slSpanTxsMem: seconds(s.spanTxsMem),
    slTxsCollected: s.txsCollected,
    slTxsAccepted: s.txsAccepted,
    slTxsRejected: s.txsRejected,
    slUtxoSize: s.utxo,
    slDensity: s.density,
    slResources: s.resources === null ? null : slotResourcesJson(s.resources),
    slLogObjects: s.objects.map((object) => logObjectJson(object, o)),
  };
}

function slotResourcesJson(resources: SlotResources): Json {
  const values = Object.entries(resources).map(([name, value]): [string, number | RawNumber] => [
    name,
    typeof value === 'bigint' ? { raw: String(value) } : value,
  ]);
  return resourcesJson(Object.fromEntries(values) as Resources);
}
