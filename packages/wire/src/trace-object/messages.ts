/** Seconds since 1970, floored, and 0..999999999999 picoseconds. */
export interface Timestamp {
  seconds: number;
  picoseconds: number;
}

/** One trace message on its way to an acceptor (§4.3). */
export interface TraceObject {
  /** undefined: render `toMachine` instead. */
  toHuman: string | undefined;
  /** One complete JSON line. */
  toMachine: string;
  /** One dotted element since cardano-node 10.6.2, segments before. */
  toNamespace: readonly string[];
  /** 0 Debug, 1 Info, 2 Notice, 3 Warning, 4 Error, 5 Critical, 6 Alert, 7 Emergency. */
  toSeverity: number;
  /** 0 DMinimal, 1 DNormal, 2 DDetailed, 3 DMaximum. */
  toDetails: number;
  toTimestamp: Timestamp;
  toHostname: string;
  toThreadId: string;
}

/**
 * The objects of one reply as they came: checked, not decoded. It lives until the promise of `onObjects` is settled;
 * its memory then serves the next reply.
 */
export interface TraceObjectBatch {
  readonly length: number;
  /**
   * `toMachine` of every object, in order, each ended by LF. A text with an LF inside (JSON allows it between
   * tokens) has a space there, so that a line stays a line. Copy what is to live longer than the batch.
   */
  readonly machineLines: Uint8Array;
  /** Time stamp of the last object, milliseconds since 1970. */
  readonly lastMs: number;
  /** The objects as data, decoded at the first call, which must come while the batch lives. They live on. */
  objects(): TraceObject[];
}

/** `Objects` is what a side makes of a reply: a forwarder writes objects, an acceptor reads a batch. */
export type TraceObjectMessage<Objects extends { readonly length: number } = TraceObject[]> =
  /** At most `count` objects (Word16); blocking = answer when there is at least one. */
  | { kind: 'Request'; blocking: boolean; count: number }
  | { kind: 'Reply'; objects: Objects }
  | { kind: 'Done' };
