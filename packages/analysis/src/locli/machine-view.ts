import type { LogObject } from './log-object.ts';

export type Phase = 'Notice' | 'Request' | 'Fetch' | 'Forge' | 'Acquire' | 'Announce' | 'Adopt' | 'Send';
export type ErrorDescription =
  | {
      readonly tag: 'BPEUnexpectedForObserver' | 'BPEUnexpectedForForger' | 'BPEUnexpectedAsFirst';
      readonly phase: Phase;
    }
  | { readonly tag: 'BPEMissingPhase'; readonly phase: Phase }
  | { readonly tag: 'BPENegativePhase'; readonly phase: Phase /** ns */; readonly delta: number }
  | { readonly tag: 'BPEDuplicateForge' }
  | { readonly tag: 'BPEFork'; readonly hash: string };

/** What upstream holds against one host's account of a block. */
export interface BlockError {
  readonly host: string;
  readonly block: string;
  readonly object: LogObject | null;
  readonly description: ErrorDescription;
}

/** The last stamp of each step of the forging loop, whatever its slot: upstream never resets them. */
export interface LoopStamps {
  started: number | null;
  blkCtx: number | null;
  lgrState: number | null;
  lgrView: number | null;
  leading: number | null;
  ticked: number | null;
  memSnap: number | null;
}

interface Seen {
  readonly hash: string;
  readonly slot: number;
  readonly blockNo: number;
  announced: number | null;
  sending: number | null;
  adopted: number | null;
  chainDelta: number;
}
export interface ForgerRecord extends Seen {
  readonly kind: 'forger';
  readonly prev: string;
  readonly loop: Readonly<LoopStamps>;
  readonly forged: number;
  size: number | null;
}
export interface ObserverRecord extends Seen {
  readonly kind: 'observer';
  readonly noticed: number;
  requested: number | null;
  fetched: number | null;
}
export interface ErrorRecord {
  readonly kind: 'error';
  readonly error: BlockError;
}
export type HostRecord = ForgerRecord | ObserverRecord | ErrorRecord;

/** Stamps in ns since systemStart; the records by block hash. */
export interface LocliView {
  readonly host: string;
  readonly records: ReadonlyMap<string, HostRecord>;
  readonly loop: Readonly<LoopStamps>;
}

/** Folds a host's objects as locli 2.3 does: the first in file order counts, and one out of order spoils the record for good. */
export class LocliViewFold {
  readonly #host: string;
  readonly #records = new Map<string, HostRecord>();
  readonly #loop: LoopStamps = {
    started: null,
    blkCtx: null,
    lgrState: null,
    lgrView: null,
    leading: null,
    ticked: null,
    memSnap: null,
  };

  constructor(host: string) {
    this.#host = host;
  }

  step(object: LogObject): void {
    const { at, body } = object;
    switch (body.tag) {
      case 'StartLeadershipCheck':
        this.#loop.started = at;
        break;
      case 'BlockContext':
        this.#loop.blkCtx = at;
        break;
      case 'LedgerState':
        this.#loop.lgrState = at;
        break;
      case 'LedgerView':
        this.#loop.lgrView = at;
        break;
      case 'LeadershipDecided':
        if (body.leader) this.#loop.leading = at;
        break;
      case 'TickedLedgerState':
        this.#loop.ticked = at;
        break;
      case 'MempoolSnapshot':
        this.#loop.memSnap = at;
        break;
      case 'BlockForged':
        this.#forged(object, body);
        break;
      case 'SeenHeader':
        if (!this.#records.has(body.hash))
          this.#records.set(body.hash, {
            kind: 'observer',
            hash: body.hash,
            slot: body.slot,
            blockNo: body.blockNo,
            noticed: at,
            requested: null,
            fetched: null,
            announced: null,
            sending: null,
            adopted: null,
            chainDelta: 0,
          });
        break;
      case 'FetchRequested':
        this.#observed(object, body.hash, 'Request', (record) => {
          record.requested ??= at;
          record.chainDelta = Math.max(body.length, record.chainDelta);
        });
        break;
      case 'FetchCompleted':
        this.#observed(object, body.hash, 'Fetch', (record) => {
          record.fetched ??= at;
        });
        break;
      case 'HeaderSent':
        this.#known(object, body.hash, 'Announce', (record) => {
          record.announced ??= at;
        });
        break;
      case 'BlockSending':
        this.#known(object, body.hash, 'Send', (record) => {
          record.sending ??= at;
        });
        break;
      case 'AddedToChain':
        this.#known(object, body.hash, 'Adopt', (record) => {
          if (record.kind === 'forger') {
            if (record.adopted === null) record.chainDelta = body.length;
            record.size ??= body.size;
          } else record.chainDelta = Math.max(body.length, record.chainDelta);
          record.adopted ??= at;
        });
        break;
    }
  }

  finish(): LocliView {
    return { host: this.#host, records: this.#records, loop: this.#loop };
  }

  #forged(object: LogObject, body: LogObject['body'] & { tag: 'BlockForged' }): void {
    const known = this.#records.get(body.hash);
    if (known?.kind === 'error') return;
    if (known !== undefined) {
      this.#spoil(
        object,
        body.hash,
        known.kind === 'forger'
          ? { tag: 'BPEDuplicateForge' }
          : { tag: 'BPEUnexpectedForObserver', phase: 'Forge' },
      );
      return;
    }
    this.#records.set(body.hash, {
      kind: 'forger',
      hash: body.hash,
      prev: body.prev,
      slot: body.slot,
      blockNo: body.blockNo,
      loop: { ...this.#loop },
      forged: object.at,
      size: null,
      announced: null,
      sending: null,
      adopted: null,
      chainDelta: 0,
    });
  }

  #observed(object: LogObject, hash: string, phase: Phase, act: (record: ObserverRecord) => void): void {
    this.#known(object, hash, phase, (record) => {
      if (record.kind === 'observer') act(record);
      else this.#spoil(object, hash, { tag: 'BPEUnexpectedForForger', phase });
    });
  }

  #known(
    object: LogObject,
    hash: string,
    phase: Phase,
    act: (record: ForgerRecord | ObserverRecord) => void,
  ): void {
    const record = this.#records.get(hash);
    if (record === undefined) this.#spoil(object, hash, { tag: 'BPEUnexpectedAsFirst', phase });
    else if (record.kind !== 'error') act(record);
  }

  #spoil(object: LogObject, hash: string, description: ErrorDescription): void {
    this.#records.set(hash, {
      kind: 'error',
      error: { host: this.#host, block: hash, object, description },
    });
  }
}
