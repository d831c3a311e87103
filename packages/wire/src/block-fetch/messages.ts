import type { Point } from '../chain-sync/point.ts';

/** Ranges are inclusive at both ends. `bytes` is what tag 24 holds: CBOR `[7, block]` in Conway. */
export type BlockFetchMessage =
  | { kind: 'RequestRange'; from: Point; to: Point }
  | { kind: 'ClientDone' }
  | { kind: 'StartBatch' }
  | { kind: 'NoBlocks' }
  | { kind: 'Block'; bytes: Uint8Array }
  | { kind: 'BatchDone' };
