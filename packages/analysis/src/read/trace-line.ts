/**
 * A trace line that somebody reads. `at` is in nanoseconds since systemStart. `data` has at least the fields that the adapter
 * named for the namespace, and is valid until the next line is read.
 */
export interface TraceLine {
  readonly at: number;
  readonly ns: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A field of `data` that an adapter looks at. `hash`: of its 64 hex digits, what follows them is left out. */
export type DataField =
  | { readonly name: string; readonly as: 'number' | 'hash' | 'text' | 'flag' }
  | { readonly name: string; readonly as: 'object'; readonly fields: readonly DataField[] };

/** What the adapter of a node implementation wants to see, asked before a line is parsed. */
export interface LineInterest {
  /** `byKind`: only if the `kind` of its data is wanted. */
  namespace(ns: string): 'read' | 'byKind';
  kind(kind: string): boolean;
  /** All that `event` looks at in lines of a namespace that is read; undefined: it has to see the whole. */
  fields(ns: string): readonly DataField[] | undefined;
  /** Reads a line of another form than `{"at","ns","data"}`; undefined if it is not of that form either. */
  envelope?(line: Readonly<Record<string, unknown>>): Envelope | undefined;
}

/** The parts of a line, whatever it calls them. `at` is ISO 8601. */
export interface Envelope {
  readonly at: string;
  readonly ns: string;
  readonly data: Readonly<Record<string, unknown>>;
}
