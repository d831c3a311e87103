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

export type TraceObjectMessage =
  /** At most `count` objects (Word16); blocking = answer when there is at least one. */
  | { kind: 'Request'; blocking: boolean; count: number }
  | { kind: 'Reply'; objects: TraceObject[] }
  | { kind: 'Done' };
