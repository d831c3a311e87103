import type { Point } from '@slotbench/wire';
import { PeerFault } from './peer-fault.ts';

export interface ChainLink {
  readonly slot: number;
  readonly block: number;
  readonly hash: string;
}

/** Where following begins; `block` is undefined at a point that the node rolled back to before we had seen it. */
type Start = Omit<ChainLink, 'block'> & { readonly block: number | undefined };

/** Blocks by which a tip may be behind a header that comes with it: the node reads the two one after the other. */
const TIP_SLACK_BLOCKS = 2;

/**
 * The newest part of the chain that a node offers, and the judge of whether it is one: bookkeeping without sockets. `k` blocks can be
 * rolled back. Throws PeerFault for what no honest node offers.
 */
export class ObservedChain {
  readonly #k: number;
  #links: ChainLink[] = [];
  /** What the first link stands on, undefined at the origin. */
  #base: Start | undefined;
  #highest = 0;

  constructor(k: number) {
    this.#k = k;
  }

  get head(): Start | undefined {
    return this.#links.at(-1) ?? this.#base;
  }

  /** Forgets everything and begins at this point. */
  startAt(point: ChainLink | undefined): void {
    this.#links = [];
    this.#base = point;
    this.#highest = point?.block ?? 0;
  }

  forward(link: ChainLink, prev: string | undefined, tipBlock: number): void {
    const { head } = this;
    if (head !== undefined) {
      const isNext = head.block === undefined || link.block === head.block + 1;
      if (prev !== head.hash || !isNext || link.slot <= head.slot)
        throw new PeerFault(
          'chain',
          `header ${show(link)} does not follow ${show(head)}: its parent is ${prev ?? 'the origin'}`,
        );
    }
    if (link.block <= this.#highest - this.#k) throw this.#tooDeep(link.block - 1);
    if (tipBlock + TIP_SLACK_BLOCKS < link.block)
      throw new PeerFault('tip', `its tip is block ${tipBlock}, yet it offers ${show(link)}`);
    this.#links.push(link);
    this.#highest = Math.max(this.#highest, link.block);
    if (this.#links.length > 2 * this.#k + 100) {
      this.#base = this.#links[this.#links.length - this.#k - 2];
      this.#links = this.#links.slice(-this.#k - 1);
    }
  }

  /** Returns how many of the blocks that it offered it left. */
  backward(point: Point): number {
    const at = this.#indexOf(point);
    if (at !== undefined) {
      // Unknown where following began at a point without a number: its next header tells.
      const block = point.kind === 'origin' ? 0 : at === -1 ? this.#base?.block : this.#links[at]!.block;
      if (block !== undefined && block < this.#highest - this.#k) throw this.#tooDeep(block);
      return this.#links.splice(at + 1).length;
    }
    // A switch may go back below the point from which we followed. How far that is shows its next header.
    const isBefore = this.#base !== undefined && (point.kind === 'origin' || point.slot < this.#base.slot);
    if (!isBefore || this.#links.length > this.#k)
      throw new PeerFault(
        'rollback',
        `it rolls back to ${showPoint(point)}, which it did not offer in the last ${this.#k} blocks`,
      );
    const depth = this.#links.length;
    this.#links = [];
    this.#base =
      point.kind === 'origin' ? undefined : { slot: point.slot, hash: point.hash, block: undefined };
    return depth;
  }

  /** Points from the head back, denser near it: for a FindIntersect after an interruption. */
  points(): Point[] {
    const points: Point[] = [];
    for (let back = 1; back <= this.#links.length; back += back < 10 ? 1 : Math.ceil(back / 2))
      points.push(pointOf(this.#links[this.#links.length - back]!));
    if (this.#base !== undefined) points.push(pointOf(this.#base));
    return points;
  }

  /** Index of the link; -1 for what the first one stands on; undefined if it is none of them. */
  #indexOf(point: Point): number | undefined {
    if (point.kind === 'origin') return this.#base === undefined ? -1 : undefined;
    if (this.#base?.hash === point.hash) return -1;
    const at = this.#links.findLastIndex(({ slot, hash }) => slot === point.slot && hash === point.hash);
    return at === -1 ? undefined : at;
  }

  #tooDeep(block: number): PeerFault {
    return new PeerFault(
      'rollback',
      `it rolls back to block ${block}, more than ${this.#k} below the highest that it offered, ${this.#highest}`,
    );
  }
}

export function pointOf({ slot, hash }: Pick<ChainLink, 'slot' | 'hash'>): Point {
  return { kind: 'block', slot, hash };
}

function show({ slot, block, hash }: Start): string {
  return `block ${block ?? '?'} (slot ${slot}, ${hash.slice(0, 8)})`;
}

function showPoint(point: Point): string {
  return point.kind === 'origin' ? 'the origin' : `slot ${point.slot}, ${point.hash.slice(0, 8)}`;
}
