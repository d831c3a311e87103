import {
  type Block,
  decodeBlock,
  type Genesis,
  type Header,
  type Tx,
  type TxOut,
  type UtxoView,
} from '@slotbench/ledger';
import type { BlockLog, Place } from '../block-log.ts';
import { spend } from '../dose.ts';
import type { ChainDbTracers } from '../traces/chain-db.ts';
import { Wakeup } from '../wakeup.ts';
import { AddQueue } from './add-queue.ts';
import { Chain, type ChainLink } from './chain.ts';
import { describeChange } from './change.ts';
import { type Follower, followRollback, newFollower } from './follower.ts';
import { HeaderStore } from './headers.ts';
import { LedgerWindow } from './ledger-window.ts';
import { blockRange, linkOf } from './range.ts';
import { type Candidate, candidatesThrough } from './selection.ts';
import { verifySignatures } from './signatures.ts';
import { emptyTree, insertBlock, markInvalid, pruneTree, type TreeBlock } from './tree.ts';

export type AddOutcome =
  | { kind: 'adopted' | 'stored' | 'ignored' }
  /** The block itself, not only one that follows it, breaks a rule. */
  | { kind: 'invalid'; reason: string };

/** What one change of the chain took away and brought, oldest first. */
export interface ChainChange {
  readonly abandoned: readonly Block[];
  readonly adopted: readonly Block[];
}

/**
 * The blocks of the node, its current chain and the ledger at its tip. Blocks are added one after the other: header
 * check, block log, chain selection, ledger. Between two turns of the event loop chain and ledger always agree.
 */
export class ChainDatabase {
  readonly chain: Chain;
  readonly headers: HeaderStore;
  readonly securityParam: number;
  /** The current chain changed. */
  readonly changed = new Wakeup();
  readonly #genesis: Genesis;
  readonly #log: BlockLog;
  readonly #trace: ChainDbTracers;
  readonly #tree = emptyTree();
  readonly #ledger: LedgerWindow;
  readonly #followers = new Set<Follower>();
  readonly #queue: AddQueue<Block, AddOutcome>;
  readonly #doseMs: number;
  #tip: Header | undefined;
  #replaying = false;
  /** Called in the same turn in which the chain changed. */
  onChange: (change: ChainChange) => void = () => {};
  /** Called when a block was found invalid. */
  onInvalid: (hash: string) => void = () => {};

  /** `doseMs`: CPU time that is added to the validation of a block. */
  constructor(o: { genesis: Genesis; log: BlockLog; trace: ChainDbTracers; doseMs?: number }) {
    this.#genesis = o.genesis;
    this.#log = o.log;
    this.#trace = o.trace;
    this.#doseMs = o.doseMs ?? 0;
    this.securityParam = o.genesis.securityParam;
    this.headers = new HeaderStore(o.genesis);
    this.#tip = o.genesis.anchor?.header;
    this.chain = new Chain(o.genesis.anchor?.header);
    this.#ledger = new LedgerWindow(o.genesis, this.securityParam);
    this.#queue = new AddQueue((block) => this.#add(block), o.trace.poppingFromQueue);
  }

  /** Header of the tip of the current chain; while it is empty that of the anchor, or undefined at the genesis. */
  get tip(): Header | undefined {
    return this.#tip;
  }

  get utxo(): UtxoView {
    return this.#ledger.utxo;
  }

  get invalidCount(): number {
    return this.#tree.invalid.size;
  }

  /** Reads the block log again; what it holds was validated before it was written or is judged again by the ledger. */
  async replay(onBlock: (place: Place) => void): Promise<void> {
    this.#replaying = true;
    for await (const { place, bytes } of this.#log.replay()) {
      const block = decodeBlock(bytes);
      const { header } = block;
      onBlock(place);
      // A fork that was given up when its parent became too old.
      if (!this.headers.knows(header.prevHash)) continue;
      this.headers.admitTrusted(header);
      for (const tx of block.txs) this.#ledger.verified.add(tx);
      insertBlock(this.#tree, { header, block, place });
      await this.#select(header.hash);
    }
    this.#replaying = false;
  }

  /** Resolves once the block is adopted, stored for later, or refused. */
  addBlock(block: Block): Promise<AddOutcome> {
    const point = block.header;
    this.#trace.addedBlockToQueue({ block: point });
    const outcome = this.#queue.add(block);
    this.#trace.addedBlockToQueue({ block: point, queueSize: this.#queue.length });
    return outcome;
  }

  /** Resolves once no block waits or is worked on. */
  untilIdle(): Promise<void> {
    return this.#queue.untilIdle();
  }

  /** Resolves once fewer than `length` blocks wait. */
  untilQueueBelow(length: number): Promise<void> {
    return this.#queue.untilBelow(length);
  }

  stores(hash: string): boolean {
    return this.#tree.blocks.has(hash) || this.chain.numberOf(hash) !== undefined;
  }

  /** Whether a candidate chain may go back to this block (undefined: the genesis). */
  knows(hash: string | undefined): boolean {
    return this.headers.knows(hash) || this.chain.numberOf(hash) !== undefined;
  }

  isInvalid(hash: string): boolean {
    return this.#tree.invalid.has(hash);
  }

  addFollower(): Follower {
    const follower = newFollower(this.chain.originNo);
    this.#followers.add(follower);
    return follower;
  }

  removeFollower(follower: Follower): void {
    this.#followers.delete(follower);
  }

  /** The block at the tip, unless it can no longer be rolled back. */
  tipBlock(): Block | undefined {
    return this.#tip === undefined ? undefined : this.#tree.blocks.get(this.#tip.hash)?.block;
  }

  /** What a transaction breaks in a block of `slot` upon `utxo`: the tip's outputs or an overlay on them. */
  checkTx(utxo: UtxoView, tx: Tx, slot: number): string | undefined {
    return this.#ledger.check(utxo, tx, slot);
  }

  /** The outputs that `wanted` accepts as they were after a block of the chain (undefined: the genesis), or undefined. */
  outputsAfter(hash: string | undefined, wanted: (output: TxOut) => boolean): Map<string, TxOut> | undefined {
    return this.#ledger.outputsAfter(hash, wanted);
  }

  /** Outputs, and delegations as far as this ledger has any: one a pool of the genesis. */
  ledgerSize(): { utxoSize: number; delegations: number } {
    return { utxoSize: this.#ledger.utxo.size, delegations: this.#genesis.stake.size };
  }

  /** Blocks a slot over the last k blocks. */
  density(): number {
    return this.chain.density(this.securityParam);
  }

  async headerBytes({ hash, place }: ChainLink): Promise<Uint8Array> {
    return this.headers.get(hash)?.bytes ?? decodeBlock(await this.#log.read(place)).header.bytes;
  }

  async blockBytes(hash: string, place: Place): Promise<Uint8Array> {
    return this.#tree.blocks.get(hash)?.block.bytes ?? this.#log.read(place);
  }

  /** The blocks from one hash to another, both included, on the current chain or a stored fork. */
  range(from: string, to: string): ChainLink[] | undefined {
    return blockRange({ from, to }, this.chain, this.#tree);
  }

  async #add(block: Block): Promise<AddOutcome> {
    const { header } = block;
    this.#trace.poppedBlockFromQueue({ block: header });
    const known = this.#alreadyJudged(header);
    if (known !== undefined) return known;
    spend(this.#doseMs);
    const fault = this.headers.admit(header);
    if (fault !== undefined) {
      this.#refuse(header, fault);
      return { kind: 'invalid', reason: fault };
    }
    this.#trace.addedBlockToVolatileDb({ block: header, blockNo: header.blockNo, risingEdge: true });
    const place = this.#log.append(block.bytes);
    this.#trace.addedBlockToVolatileDb({ block: header, blockNo: header.blockNo, risingEdge: false });
    insertBlock(this.#tree, { header, block, place });
    return this.#select(header.hash);
  }

  #alreadyJudged(header: Header): AddOutcome | undefined {
    const { ignored } = this.#trace;
    const { hash, blockNo } = header;
    const reason = this.#tree.invalid.get(hash);
    if (reason !== undefined) {
      ignored.invalid({ block: header, reason });
      return { kind: 'invalid', reason };
    }
    if (this.stores(hash)) {
      ignored.alreadyKnown({ block: header });
      return { kind: 'ignored' };
    }
    if (blockNo > this.chain.tipBlockNo - this.securityParam) return undefined;
    ignored.olderThanImmutable({ block: header });
    return { kind: 'ignored' };
  }

  /** Adopts the best chain through a block that was just stored, if one is better than the current. */
  async #select(hash: string): Promise<AddOutcome> {
    for (;;) {
      const [best] = candidatesThrough(hash, {
        tree: this.#tree,
        chain: this.chain,
        tip: this.#tip,
        maxRollback: this.securityParam,
      });
      if (best === undefined) break;
      this.#announceTry(best);
      for (const { block } of best.path) await verifySignatures(block.txs, this.#ledger.verified);
      if (this.#adopt(best)) return { kind: 'adopted' };
    }
    const reason = this.#tree.invalid.get(hash);
    if (reason !== undefined) return { kind: 'invalid', reason };
    const stored = this.#tree.blocks.get(hash)!.header;
    if (!this.#replaying) this.#trace.storeButDontChange({ block: stored });
    return { kind: 'stored' };
  }

  #announceTry({ rollBackTo, path }: Candidate): void {
    if (this.#replaying) return;
    const block = path.at(-1)!.header;
    if (rollBackTo === this.chain.tipBlockNo) this.#trace.tryAddToCurrentChain({ block });
    else this.#trace.trySwitchToAFork({ block });
  }

  /** Moves ledger and chain to the candidate in one turn; false, and everything as before, if a block is invalid. */
  #adopt(candidate: Candidate): boolean {
    const abandoned: TreeBlock[] = [];
    for (let number = candidate.rollBackTo + 1; number <= this.chain.tipBlockNo; number++)
      abandoned.push(this.#tree.blocks.get(this.chain.at(number)!.hash)!);
    for (const _ of abandoned) this.#ledger.undo();
    for (const [applied, { block, header }] of candidate.path.entries()) {
      const fault = this.#ledger.apply(block);
      if (fault === undefined) continue;
      for (let i = 0; i < applied; i++) this.#ledger.undo();
      for (const { block: own } of abandoned) this.#ledger.apply(own);
      this.#refuse(header, fault);
      return false;
    }
    this.#commit(candidate, abandoned);
    return true;
  }

  #commit(candidate: Candidate, abandoned: readonly TreeBlock[]): void {
    const oldTip = this.#tip;
    const newTip = candidate.path.at(-1)!.header;
    if (!this.#replaying) {
      this.#trace.validCandidate({ tip: newTip });
      this.#trace.changingSelection({ block: newTip });
    }
    this.chain.rollBackTo(candidate.rollBackTo);
    for (const block of candidate.path) this.chain.push(linkOf(block));
    for (const follower of this.#followers) followRollback(follower, candidate.rollBackTo);
    this.#tip = newTip;
    if (!this.#replaying) {
      const change = describeChange(newTip, abandoned.length > 0 ? oldTip : undefined, {
        reason: candidate.reason,
        density: this.density(),
        epochLength: this.#genesis.epochLength,
      });
      if (abandoned.length === 0) this.#trace.addedToCurrentChain(change);
      else this.#trace.switchedToAFork(change);
    }
    this.onChange({
      abandoned: abandoned.map(({ block }) => block),
      adopted: candidate.path.map(({ block }) => block),
    });
    const immutable = this.chain.tipBlockNo - this.securityParam;
    pruneTree(this.#tree, immutable);
    this.headers.prune(immutable);
    this.changed.wake();
  }

  #refuse(header: Header, error: string): void {
    markInvalid(this.#tree, header.hash, error);
    if (!this.#replaying) this.#trace.invalidBlock({ block: header, error });
    this.onInvalid(header.hash);
  }
}
