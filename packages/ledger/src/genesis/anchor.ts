import type { Header } from '../praos/header.ts';
import type { Nonce } from '../praos/nonce.ts';

/** Where a chain goes on from that did not start at its genesis: the last block before, and Praos after it. */
export interface Anchor {
  /** Header of the last block before; its body is not known. */
  readonly header: Header;
  readonly nonces: AnchorNonces;
  /** Pool id to the counter of its last operational certificate; a pool that has made no block is not named. */
  readonly opcertCounters: ReadonlyMap<string, number>;
}

/** Names as in `PraosState`; the nonce of the last applied block follows from its header. */
export interface AnchorNonces {
  readonly epoch: Nonce;
  readonly evolving: Nonce;
  readonly candidate: Nonce;
  /** Hash of the parent of the last header of the epoch before the anchor's. */
  readonly lastEpochBlock: Nonce;
}
