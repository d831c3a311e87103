/** A condition of a run's filters, as profiles carry it: `{"tag": "CBlock" | "CSlot", "contents": {"tag", "contents"}}`. */
export interface Condition {
  readonly scope: 'block' | 'slot';
  readonly tag: string;
  /** Null for a condition that has none. */
  readonly value: number | null;
  /** The other end of a condition on a range. */
  readonly upTo?: number;
}
