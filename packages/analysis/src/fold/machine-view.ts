import type { Event } from '../events.ts';
import type { AdoptionRule } from '../results.ts';
import { type BlockRecord, emptyRecord, type SlotStamps } from './block-record.ts';

type Stamps = { -readonly [K in keyof SlotStamps]: SlotStamps[K] };

/** What one host saw of every block, and in which order it adopted them. */
export interface MachineView {
  readonly records: ReadonlyMap<string, BlockRecord>;
  readonly adoptions: readonly { readonly at: number; readonly hash: string }[];
  readonly oddities: BlockOddities;
}

/** Blocks whose events came in an order that a complete log would not show. */
export interface BlockOddities {
  fetchedWithoutRequest: number;
  requestedWithoutNotice: number;
  adoptedUnseen: number;
  forgedTwice: number;
  leaderWithoutBlock: number;
}

/**
 * Folds the events of one host, in file order, into its view of the blocks: the first event of a kind counts, as in locli 2.3,
 * but an event out of order never spoils a record (there it turns it into an error that is left out).
 */
export class MachineViewFold {
  readonly #records = new Map<string, BlockRecord>();
  readonly #adoptions: { at: number; hash: string }[] = [];
  readonly #oddities: BlockOddities = {
    fetchedWithoutRequest: 0,
    requestedWithoutNotice: 0,
    adoptedUnseen: 0,
    forgedTwice: 0,
    leaderWithoutBlock: 0,
  };
  readonly #rule: AdoptionRule;
  #slot = -1;
  #loop: Stamps = emptyLoop();
  #leaderPending = false;

  constructor(rule: AdoptionRule) {
    this.#rule = rule;
  }

  step(event: Event): void {
    switch (event.kind) {
      case 'SlotStarted':
        if (this.#leaderPending) this.#oddities.leaderWithoutBlock++;
        this.#leaderPending = false;
        this.#slot = event.slot;
        this.#loop = emptyLoop();
        this.#loop.started = event.at;
        break;
      case 'BlockContextAcquired':
        this.#stamp(event, 'blkCtx');
        if (event.tip !== undefined) this.#tip(event.tip, event.at);
        break;
      case 'LedgerStateAcquired':
        this.#stamp(event, 'lgrState');
        break;
      case 'LedgerViewAcquired':
        this.#stamp(event, 'lgrView');
        break;
      case 'LeadershipDecided':
        if (event.leader) this.#stamp(event, 'leading');
        this.#leaderPending = event.leader;
        break;
      case 'LedgerTicked':
        this.#stamp(event, 'ticked');
        break;
      case 'MempoolSnapshot':
        this.#stamp(event, 'memSnap');
        break;
      case 'BlockForged':
        this.#forged(event);
        break;
      case 'HeaderSeen': {
        const record = this.#record(event.hash);
        record.slot ??= event.slot;
        record.blockNo ??= event.blockNo;
        if (record.forge === undefined) record.noticed ??= event.at;
        break;
      }
      case 'FetchRequested': {
        const record = this.#record(event.hash);
        if (record.forge !== undefined) break;
        if (record.noticed === undefined) this.#oddities.requestedWithoutNotice++;
        record.requested ??= event.at;
        record.chainDelta = Math.max(record.chainDelta, event.length);
        break;
      }
      case 'BlockFetched': {
        const record = this.#record(event.hash);
        if (record.forge !== undefined) break;
        if (record.requested === undefined) this.#oddities.fetchedWithoutRequest++;
        record.fetched ??= event.at;
        break;
      }
      case 'BlockValidated': {
        const record = this.#record(event.hash);
        if (record.forge === undefined) record.validated ??= event.at;
        break;
      }
      case 'HeaderSent':
        this.#record(event.hash).announced ??= event.at;
        break;
      case 'BlockSent':
        this.#record(event.hash).sending ??= event.at;
        break;
      case 'TipNamed':
        this.#tip(event.hash, event.at);
        break;
      case 'BlockAdopted':
        this.#adopted(event);
        break;
    }
  }

  finish(): MachineView {
    return { records: this.#records, adoptions: this.#adoptions, oddities: this.#oddities };
  }

  #stamp(event: { at: number; slot: number }, phase: keyof Stamps): void {
    if (event.slot === this.#slot) this.#loop[phase] = event.at;
  }

  #forged(event: Event & { kind: 'BlockForged' }): void {
    this.#leaderPending = false;
    const record = this.#record(event.hash);
    if (record.forge !== undefined) {
      this.#oddities.forgedTwice++;
      return;
    }
    const loop = event.slot === this.#slot ? this.#loop : emptyLoop();
    record.forge = { ...loop, forged: event.at, prev: event.prev };
    record.slot = event.slot;
    record.blockNo = event.blockNo;
  }

  #adopted(event: Event & { kind: 'BlockAdopted' }): void {
    if (event.by === 'forkSwitch' && this.#rule === 'extensionOnly') return;
    if (!this.#records.has(event.hash)) this.#oddities.adoptedUnseen++;
    const record = this.#record(event.hash);
    record.sizeBytes ??= event.sizeBytes;
    if (event.by !== 'ownForge') this.#adoptions.push({ at: event.at, hash: event.hash });
    if (record.adopted !== undefined && record.adoptedBy !== 'asTip') return;
    record.adopted = event.at;
    record.adoptedBy = event.by;
    record.chainDelta =
      record.forge === undefined ? Math.max(record.chainDelta, event.chainDelta) : event.chainDelta;
  }

  /** Whoever names a block as the tip has adopted it: what stays of adoptions that were not logged. */
  #tip(hash: string, at: number): void {
    const record = this.#records.get(hash);
    if (record === undefined || record.adopted !== undefined || this.#rule === 'extensionOnly') return;
    record.adopted = at;
    record.adoptedBy = 'asTip';
  }

  #record(hash: string): BlockRecord {
    let record = this.#records.get(hash);
    if (record === undefined) {
      record = emptyRecord(hash);
      this.#records.set(hash, record);
    }
    return record;
  }
}

function emptyLoop(): Stamps {
  return {
    started: undefined,
    blkCtx: undefined,
    lgrState: undefined,
    lgrView: undefined,
    leading: undefined,
    ticked: undefined,
    memSnap: undefined,
  };
}
