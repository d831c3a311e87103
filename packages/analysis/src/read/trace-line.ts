/** A trace line that somebody reads. `at` is in nanoseconds since systemStart. */
export interface TraceLine {
  readonly at: number;
  readonly ns: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly thread: string;
}

/** What the adapter of a node implementation wants to see, asked before a line is parsed. */
export interface LineInterest {
  /** `byKind`: only if one of its `kind` fields is wanted. */
  namespace(ns: string): 'read' | 'byKind';
  kind(kind: string): boolean;
}
