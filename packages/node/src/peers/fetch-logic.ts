import type { Block, Header } from '@slotbench/ledger';
import { preferCandidate } from '@slotbench/ledger';
import type { BlockFetchMessage, Peer } from '@slotbench/wire';
import type { ChainDatabase } from '../chain/database.ts';
import { compareTips } from '../chain/selection.ts';
import { type Clock, type SlotTiming, slotStartMs } from '../slot-clock.ts';
import type { BlockFetchTracers } from '../traces/block-fetch.ts';
import type { PeerLabel } from '../traces/render.ts';
import { fetchBlocks } from './block-fetch-client.ts';
import { decideFetches } from './fetch-decision.ts';
import { isPeersFault, PeerFault } from './peer-fault.ts';

/** Blocks of one request. */
const MAX_BLOCKS = 32;
/** A block that has not arrived after this long is asked of another peer as well. */
const FALLBACK_MS = 5_000;
/** Blocks that may wait for validation before a download is slowed down. */
const QUEUE_LENGTH = 10;

interface Upstream {
  readonly id: number;
  readonly peer: Peer<BlockFetchMessage>;
  readonly label: PeerLabel;
  /** Ends the connection: the peer broke a rule. */
  readonly fail: (error: Error) => void;
  candidate: string | undefined;
  announced: number;
  asked: readonly Header[];
  /** Candidate that the peer did not have the blocks of; it is not asked for it again. */
  without: string | undefined;
}

/** Which blocks to download from whom: decides anew whenever a candidate, a block or a connection changes. */
export class FetchLogic {
  readonly #database: ChainDatabase;
  readonly #trace: BlockFetchTracers;
  readonly #timing: SlotTiming;
  readonly #clock: Clock;
  readonly #onDefect: (error: unknown) => void;
  readonly #fallbackMs: number;
  readonly #upstreams = new Map<number, Upstream>();
  readonly #underway = new Map<string, number>();
  /** Downloaded, but not yet added. */
  readonly #adding = new Set<string>();
  #announcements = 0;
  #ids = 0;
  #timeouts = 0;
  #scheduled = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(o: {
    database: ChainDatabase;
    trace: BlockFetchTracers;
    timing: SlotTiming;
    clock: Clock;
    onDefect(error: unknown): void;
    fallbackMs?: number;
  }) {
    this.#database = o.database;
    this.#trace = o.trace;
    this.#timing = o.timing;
    this.#clock = o.clock;
    this.#onDefect = o.onDefect;
    this.#fallbackMs = o.fallbackMs ?? FALLBACK_MS;
  }

  /** Requests that had to be repeated at another peer, since the start. */
  get timeoutCount(): number {
    return this.#timeouts;
  }

  addPeer(o: { peer: Peer<BlockFetchMessage>; label: PeerLabel; fail(error: Error): void }) {
    const id = this.#ids++;
    this.#upstreams.set(id, {
      id,
      peer: o.peer,
      label: o.label,
      fail: o.fail,
      candidate: undefined,
      announced: 0,
      asked: [],
      without: undefined,
    });
    return {
      setCandidate: (tip: string | undefined) => this.#setCandidate(id, tip),
      remove: () => this.#remove(id),
    };
  }

  /** Ends the connections to peers whose chain holds a block that was found invalid. */
  rejectInvalid(hash: string): void {
    for (const upstream of this.#upstreams.values())
      if (this.#descends(upstream.candidate, hash))
        upstream.fail(new PeerFault(`block ${hash} of the peer's chain is invalid`));
  }

  /** Decides at the end of this turn of the event loop. */
  wake(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#decide();
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#upstreams.clear();
  }

  #setCandidate(id: number, tip: string | undefined): void {
    const upstream = this.#upstreams.get(id);
    if (upstream === undefined) return;
    upstream.candidate = tip;
    upstream.announced = this.#announcements++;
    this.wake();
  }

  #remove(id: number): void {
    const upstream = this.#upstreams.get(id);
    if (upstream === undefined) return;
    this.#upstreams.delete(id);
    this.#trace.clientTerminating({ outstanding: upstream.asked.length, peer: upstream.label });
    this.wake();
  }

  #decide(): void {
    const { headers } = this.#database;
    const nowMs = this.#clock.nowMs();
    this.#dropTimedOut(nowMs);
    const orders = decideFetches(
      {
        peers: [...this.#upstreams.values()].map((u) => ({
          ...u,
          candidate: u.candidate === u.without ? undefined : u.candidate,
          busy: u.asked.length > 0,
        })),
        header: (hash) => headers.get(hash),
        preferred: (hash) => {
          const header = headers.get(hash);
          return header !== undefined && preferCandidate(this.#database.tip, header);
        },
        stored: (hash) => hash === undefined || this.#adding.has(hash) || this.#database.stores(hash),
        invalid: (hash) => this.#database.isInvalid(hash),
        underway: (hash) => this.#underway.has(hash),
        compare: (a, b) => (a === b ? 0 : compareTips(headers.get(a)!, headers.get(b)!)),
      },
      { maxBlocks: MAX_BLOCKS },
    );
    for (const { peer, hashes } of orders)
      void this.#fetch(
        this.#upstreams.get(peer)!,
        hashes.map((hash) => headers.get(hash)!),
        nowMs,
      );
    clearTimeout(this.#timer);
    if (this.#underway.size > 0) this.#timer = setTimeout(() => this.wake(), this.#fallbackMs / 2);
  }

  async #fetch(upstream: Upstream, asked: readonly Header[], nowMs: number): Promise<void> {
    upstream.asked = asked;
    for (const { hash } of asked) this.#underway.set(hash, nowMs);
    try {
      const had = await fetchBlocks(upstream.peer, asked, {
        trace: this.#trace,
        label: upstream.label,
        sinceSlotStartMs: (slot) => this.#clock.nowMs() - slotStartMs(this.#timing, slot),
        onBlock: (block) => this.#accept(block),
      });
      if (!had) upstream.without = upstream.candidate;
    } catch (error) {
      if (isPeersFault(error)) upstream.fail(error);
      else this.#onDefect(error);
    }
    upstream.asked = [];
    for (const { hash } of asked) this.#underway.delete(hash);
    this.wake();
  }

  async #accept(block: Block): Promise<void> {
    const { hash } = block.header;
    await this.#database.untilQueueBelow(QUEUE_LENGTH);
    this.#adding.add(hash);
    void this.#database.addBlock(block).then(() => {
      this.#adding.delete(hash);
      this.wake();
    }, this.#onDefect);
  }

  #dropTimedOut(nowMs: number): void {
    for (const [hash, sinceMs] of this.#underway) {
      if (nowMs - sinceMs < this.#fallbackMs) continue;
      this.#underway.delete(hash);
      this.#timeouts++;
    }
  }

  #descends(tip: string | undefined, ancestor: string): boolean {
    for (let at = tip; at !== undefined; at = this.#database.headers.get(at)?.prevHash)
      if (at === ancestor) return true;
    return false;
  }
}
