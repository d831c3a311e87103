import type { Point, Tip } from './point.ts';

/** `era`: shelley 1 ... babbage 5, conway 6 (not the numbering inside blocks, §11.2); `bytes` is the header's CBOR. */
export interface WireHeader {
  era: number;
  bytes: Uint8Array;
}

/** The consumer (client) follows the producer's chain. */
export type ChainSyncMessage =
  | { kind: 'RequestNext' }
  | { kind: 'AwaitReply' }
  | { kind: 'RollForward'; header: WireHeader; tip: Tip }
  | { kind: 'RollBackward'; point: Point; tip: Tip }
  | { kind: 'FindIntersect'; points: Point[] }
  | { kind: 'IntersectFound'; point: Point; tip: Tip }
  | { kind: 'IntersectNotFound'; tip: Tip }
  | { kind: 'Done' };
