import type { STUDY_SCHEMA } from './study.ts';

/** `study.json`: how much trace objects a node can forward before some are lost. */
export interface ForwardingStudy {
  readonly schema: typeof STUDY_SCHEMA;
  readonly kind: 'forwarding';
  readonly machine: string;
  /** Objects that a node keeps for a collector that is slow, and what it does with one more. */
  readonly queue: { readonly size: number; readonly overflow: string };
  /** s of one measurement. */
  readonly seconds: number;
  readonly cells: readonly ForwardingCell[];
  readonly notes: readonly string[];
}

export type ForwardingPath = 'local' | 'tunnel';

/** One size of object, one number of nodes, one way to the collector. */
export interface ForwardingCell {
  readonly path: ForwardingPath;
  readonly nodes: number;
  /** Bytes of the payload; the line around it has more. */
  readonly objectBytes: number;
  /** Bytes of a line in the collector’s log, its end included; null: none arrived. */
  readonly lineBytes: number | null;
  /** Objects a second of all nodes. */
  readonly knee: ForwardingKnee;
  /** All measurements, by rate. */
  readonly points: readonly ForwardingPoint[];
}

/**
 * `found`: nothing lost at `rate`, something at `above`. `source`: nothing lost at `rate`, and nodes cannot tell more. `none`: something is
 * lost at the lowest rate.
 */
export type ForwardingKnee =
  | { readonly kind: 'found'; readonly rate: number; readonly above: number }
  | { readonly kind: 'source'; readonly rate: number }
  | { readonly kind: 'none'; readonly above: number };

export interface ForwardingPoint {
  /** Asked for, objects a second of all nodes. */
  readonly rate: number;
  /** What the nodes did tell in that time. */
  readonly told: number;
  readonly seconds: number;
  /** Lost, as the nodes count it. */
  readonly lost: number;
  /** In the collector’s logs. */
  readonly arrived: number;
}
