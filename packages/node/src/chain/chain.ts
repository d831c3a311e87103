import type { Place } from '../block-log.ts';

/** A block of the current chain: enough to name it and to find its bytes, whatever its age. */
export interface ChainLink {
  readonly hash: string;
  readonly slot: number;
  readonly blockNo: number;
  readonly place: Place;
}

/** A block as it is named to others. */
export type BlockPoint = Pick<ChainLink, 'hash' | 'slot' | 'blockNo'>;

/**
 * The current chain from the first block on. It starts at the genesis, whose first block has number 0, or at an
 * anchor: a block that is known by name only and never rolled back.
 */
export class Chain {
  /** The block before the first; undefined is the genesis. */
  readonly origin: BlockPoint | undefined;
  /** Its number; -1 for the genesis. */
  readonly originNo: number;
  readonly #links: ChainLink[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(origin?: BlockPoint) {
    this.origin = origin;
    this.originNo = origin?.blockNo ?? -1;
  }

  /** Undefined while the chain is empty. */
  get tip(): ChainLink | undefined {
    return this.#links.at(-1);
  }

  /** The tip, or where the chain starts while it is empty. */
  get head(): BlockPoint | undefined {
    return this.tip ?? this.origin;
  }

  /** Number of `head`. */
  get tipBlockNo(): number {
    return this.originNo + this.#links.length;
  }

  at(blockNo: number): ChainLink | undefined {
    return this.#links[blockNo - this.originNo - 1];
  }

  /** As `at`, and the anchor too. */
  pointAt(blockNo: number): BlockPoint | undefined {
    return blockNo === this.originNo ? this.origin : this.at(blockNo);
  }

  /** The number of a block of this chain or of where it starts (`undefined`: the genesis); undefined for any other. */
  numberOf(hash: string | undefined): number | undefined {
    return hash === this.origin?.hash ? this.originNo : this.#numbers.get(hash!);
  }

  push(link: ChainLink): void {
    if (link.blockNo !== this.tipBlockNo + 1)
      throw new Error(`block ${link.blockNo} cannot follow block ${this.tipBlockNo}`);
    this.#numbers.set(link.hash, link.blockNo);
    this.#links.push(link);
  }

  /** Drops the blocks after `blockNo` (`originNo`: all). */
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

  /** Points to find an intersection with a peer: the tip, ever larger steps back, and the start (`undefined`: genesis). */
  intersectionPoints(): (BlockPoint | undefined)[] {
    const points: (BlockPoint | undefined)[] = [];
    for (let number = this.tipBlockNo, step = 1; number > this.originNo; number -= step, step *= 2)
      points.push(this.at(number)!);
    return [...points, this.origin];
  }
}
