/** A block as a node offered it to the observer. */
export interface OfferedBlock {
  readonly slot: number;
  readonly block: number;
  readonly hash: string;
}

/** When a node offered a header, seconds since systemStart. */
export interface Offer {
  readonly at: number;
  /** `asked`: it was there when it was asked for: `at` is an upper bound. */
  readonly how: 'pushed' | 'asked';
}

/** When a block was asked for and when its last byte was there, seconds since systemStart. */
export interface Serving {
  readonly askedAt: number;
  readonly wholeAt: number;
}

/** The chain that one node offered, as far as it was followed. */
export class OfferedChain {
  readonly offers = new Map<string, Offer>();
  readonly servings = new Map<string, Serving>();
  #links: OfferedBlock[] = [];

  get links(): readonly OfferedBlock[] {
    return this.#links;
  }

  /** Undefined for a header of a time when nobody followed. */
  forward(link: OfferedBlock, offer: Offer | undefined): void {
    this.#links.push(link);
    // A switch back offers a header again: the first time counts.
    if (offer !== undefined && !this.offers.has(link.hash)) this.offers.set(link.hash, offer);
  }

  /** To the link of this hash; to nothing if it is not known, which also is the origin. */
  backTo(hash: string | null): void {
    this.#links.length = this.#links.findLastIndex((link) => link.hash === hash) + 1;
  }
}
