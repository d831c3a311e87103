/** Bounds that hostile bytes meet before they cost memory or stack. */
export interface Limits {
  /** Nesting of arrays, maps, tags and chunked strings. */
  readonly depth: number;
  /** Bytes of one string, or of one chunk of it. */
  readonly stringBytes: number;
  /** Elements of one array, or entries of one map. */
  readonly elements: number;
}

/**
 * depth 512: the deepest real item (Plutus data in a transaction) stays below 300.
 * stringBytes 64 MiB, elements 16 M: no protocol here has a larger legal item.
 */
export const defaultLimits: Limits = {
  depth: 512,
  stringBytes: 64 * 1024 * 1024,
  elements: 16 * 1024 * 1024,
};
