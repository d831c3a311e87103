/** What the process that ran a run could not see of it; times are ISO 8601. Stands in `meta.json` as `unseen`; absent where it saw all. */
export interface Unseen {
  /** Nobody was there: the process had ended, until another one attached. */
  readonly unwatched: readonly Span[];
  /** Hosts that were not heard of; without `to` until the end. */
  readonly silent: readonly (Partial<Span> & {
    readonly host: string;
    readonly client: string;
    readonly from: string;
  })[];
  /** Hosts whose logs are not in the run, wholly or in part. */
  readonly missing: readonly { readonly host: string; readonly client: string; readonly problem: string }[];
}

interface Span {
  readonly from: string;
  readonly to: string;
}

const nothing: Unseen = { unwatched: [], silent: [], missing: [] };

/** Pure: what two processes, one after the other, could not see; undefined if that is nothing. The later one knows what is missing. */
export function joinUnseen(before: Partial<Unseen> = {}, after: Partial<Unseen> = {}): Unseen | undefined {
  const [a, b] = [
    { ...nothing, ...before },
    { ...nothing, ...after },
  ];
  const joined = {
    unwatched: [...a.unwatched, ...b.unwatched],
    silent: [...a.silent, ...b.silent],
    missing: b.missing,
  };
  return Object.values(joined).every(({ length }) => length === 0) ? undefined : joined;
}
