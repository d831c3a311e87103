import type { Place } from '../block-log.ts';

/** A block of the current chain: enough to name it and to find its bytes, whatever its age. */
export interface ChainLink {
  readonly hash: string;
  readonly slot: number;
  readonly blockNo: number;
  readonly place: Place;
}

/** The current chain from the first block on. Block numbers count from 0, so a block's number is its index. */
export class Chain {
  readonly #links: ChainLink[] = [];
  readonly #numbers = new Map<string, number>();

  get tip(): ChainLink | undefined {
    return this.#links.at(-1);
  }

  /** -1 while the chain is empty. */
  get tipBlockNo(): number {
    return this.#links.length - 1;
  }

  at(blockNo: number): ChainLink | undefined {
    return this.#links[blockNo];
  }

  /** The number of a block of this chain; -1 for the genesis (`undefined`); undefined for a block not on it. */
  numberOf(hash: string | undefined): number | undefined {
    return hash === undefined ? -1 : this.#numbers.get(hash);
  }

  push(link: ChainLink): void {
    if (link.blockNo !== this.#links.length)
      throw new Error(`block ${link.blockNo} cannot follow block ${this.tipBlockNo}`);
    this.#numbers.set(link.hash, link.blockNo);
    this.#links.push(link);
  }

  /** Drops the blocks after `blockNo` (-1: all). */
  rollBackTo(blockNo: number): void {
    while (this.tipBlockNo > blockNo) this.#numbers.delete(this.#links.pop()!.hash);
  }

  /**
   * Blocks a slot over the last `window` blocks, as cardano-node's metric `density`: block numbers divided by slots
   * between both ends; 0 while there are fewer than two blocks.
   */
  density(window: number): number {
    const newest = this.tip;
    const oldest = this.#links[Math.max(0, this.#links.length - 1 - window)];
    if (newest === undefined || oldest === undefined || newest.slot === oldest.slot) return 0;
    return (newest.blockNo - oldest.blockNo) / (newest.slot - oldest.slot);
  }

  /** Points to find an intersection with a peer: the tip, then ever larger steps back. The caller adds the genesis. */
  intersectionPoints(): ChainLink[] {
    const points: ChainLink[] = [];
    for (let number = this.tipBlockNo, step = 1; number >= 0; number -= step, step *= 2)
      points.push(this.#links[number]!);
    return points;
  }
}
